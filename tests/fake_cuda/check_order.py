#!/usr/bin/env python3
"""Is every use of device memory ordered with every other? check_order.py LOG...; prints what is not, then exits with 1.

Each stream is a clock. An event carries what its stream had done to the streams and the host that wait for it; what the
host has waited for comes before all that it gives out afterwards. Two uses of an address, one of them a write, on streams
of which neither had heard of the other's, are a race: on a GPU they may come in either order. A block that its allocator
takes back counts as written by the block's stream, which may get it again at once; not one that a capture asked for, whose
memory goes to other captures only, or back to the device, which waits.
"""
import bisect
import collections
import re
import sys

RANGE = re.compile(r" ([rw])=(0x[0-9a-f]+)\+(\d+)")
WORK = {"launch", "op", "copy", "fill", "nccl"}


class Memory:
    """Who last wrote each piece of memory, and who has read it since: [begin, end, write, {stream: read}], by address."""

    def __init__(self):
        self.begins, self.pieces = [], []

    def cut(self, at):
        i = bisect.bisect_right(self.begins, at) - 1
        if i >= 0 and self.begins[i] < at < self.pieces[i][1]:
            begin, end, write, reads = self.pieces[i]
            self.pieces[i:i + 1] = [[begin, at, write, reads], [at, end, write, dict(reads)]]
            self.begins.insert(i + 1, at)

    def span(self, begin, end):
        self.cut(begin), self.cut(end)
        return bisect.bisect_left(self.begins, begin), bisect.bisect_left(self.begins, end)

    def touched(self, begin, end):
        first, last = self.span(begin, end)
        return self.pieces[first:last]

    def written(self, begin, end, use):
        first, last = self.span(begin, end)
        self.pieces[first:last] = [[begin, end, use, {}]]
        self.begins[first:last] = [begin]

    def read(self, begin, end, use):
        at, gaps = begin, []
        for piece in self.touched(begin, end):
            if at < piece[0]:
                gaps.append((at, piece[0]))
            piece[3][use.stream] = use
            at = piece[1]
        if at < end:
            gaps.append((at, end))
        for gap_begin, gap_end in gaps:
            i = bisect.bisect_left(self.begins, gap_begin)
            self.begins.insert(i, gap_begin)
            self.pieces.insert(i, [gap_begin, gap_end, None, {use.stream: use}])


Use = collections.namedtuple("Use", "stream tick line text")


class Order:
    def __init__(self, found):
        self.found, self.memory = found, Memory()
        self.clocks = collections.defaultdict(collections.Counter)
        self.host, self.events = collections.Counter(), {}

    def known(self, stream):
        """What the next work of a stream comes after."""
        self.clocks[stream] |= self.host
        return self.clocks[stream]

    def after(self, stream, use):
        return use is None or use.stream == stream or self.clocks[stream][use.stream] >= use.tick

    def use(self, kind, begin, end, use):
        for piece in self.memory.touched(begin, end):
            others = [piece[2]] + (list(piece[3].values()) if kind == "w" else [])
            for other in others:
                if not self.after(use.stream, other):
                    self.found[(other.text.split()[0], use.text.split()[0], other.stream, use.stream)].append((other, use))
        (self.memory.written if kind == "w" else self.memory.read)(begin, end, use)

    def work(self, line, stream, kind, text):
        self.known(stream)[stream] += 1
        use = Use(stream, self.clocks[stream][stream], line, f"{kind}:{text}")
        for what, address, size in RANGE.findall(" " + text):
            if not (kind == "copy" and self.on_host(text, what)):
                self.use(what, int(address, 16), int(address, 16) + int(size), use)
        if kind == "copy" and (text.startswith("sync") or re.match(r"\w+ device pageable", text)):
            self.host |= self.clocks[stream]

    @staticmethod
    def on_host(text, what):
        words = text.split()
        return (words[1] if what == "r" else words[2]) != "device"

    def taken_back(self, line, stream, text):
        self.known(stream)[stream] += 1
        address, size = text.split("+")
        use = Use(stream, self.clocks[stream][stream], line, "taken-back:" + text)
        self.use("w", int(address, 16), int(address, 16) + int(size), use)


def check(path, found):
    order, captured, capturing = Order(found), None, set()
    events_of_capture, of_graphs = set(), set()
    rows = [line.rstrip("\n").split("\t") for line in open(path, encoding="utf-8", errors="replace")]
    giving = {row[0] for row in rows if row[1] in WORK}
    for line, (thread, kind, stream, text) in enumerate(rows, 1):
        if kind == "begin_capture":
            captured, capturing = Order(found), {stream}
        elif kind == "end_capture":
            captured, capturing, events_of_capture = None, set(), set()
        elif kind == "wait" and text in events_of_capture:
            capturing.add(stream)
        at = captured if stream in capturing else order
        if kind in WORK:
            at.work(line, stream, kind, text)
        elif kind == "block" and at is captured:
            of_graphs.add(text)
        elif kind == "unblock" and text in of_graphs:
            of_graphs.discard(text)
        elif kind == "unblock":
            order.taken_back(line, stream, text)
        elif kind == "record":
            at.events[text] = collections.Counter(at.known(stream))
            (events_of_capture.add if at is captured else events_of_capture.discard)(text)
        elif kind == "wait":
            at.clocks[stream] |= at.events.get(text, collections.Counter())
        elif kind == "wait_event" or kind == "query" and thread in giving:
            order.host |= order.events.get(text, collections.Counter())
        elif kind == "wait_stream":
            order.host |= order.clocks[stream]
        elif kind in ("wait_device", "free"):
            for clock in list(order.clocks.values()):
                order.host |= clock
    return len(rows)


def main():
    races = 0
    for path in sys.argv[1:]:
        found = collections.defaultdict(list)
        lines = check(path, found)
        for (first, then, one, two), pairs in found.items():
            other, use = pairs[0]
            print(f"{path}: {first} on stream {one} (line {other.line}) and {then} on stream {two} (line {use.line}) "
                  f"use the same memory in no order: {len(pairs)} times")
        races += len(found)
        print(f"{path}: {lines} lines, {len(found)} races")
    sys.exit(1 if races else 0)


if __name__ == "__main__":
    main()
