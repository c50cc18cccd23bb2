#!/usr/bin/env python3
"""What the last step in a log gave to the device, by phase: count_launches.py [--operators] [--kernels] [--waits]
[--most LAUNCHES] LOG.

A step lies between two waits for the whole device, as a program that times steps makes them. Its phases are told by threads:
what autograd's thread gives is the backward pass, what comes before it the forward pass, what comes after it the
update. --operators gives launches to the operators that made them, --kernels names the kernels, --waits who asked for waits
and pageable copies (a log with GREN_FAKE_CUDA_CALLERS). --most: exits with 1 where there are more launches, a pageable copy,
or more waits of the host than the one for the step's report.
"""
import argparse
import collections
import re
import subprocess
import sys

PHASES = ["forward", "backward", "update"]
COLUMNS = ["launch", "graph", "nccl", "copy pinned", "copy pageable", "copy device", "fill", "wait of the host", "event wait"]


def without_replayed(rows):
    """Work that a graph holds costs no launch of its own; it follows the graph's line, by the same thread."""
    left = collections.Counter()
    for row in rows:
        if row[1] in ("launch", "op", "copy", "fill", "nccl") and left[row[0]] > 0:
            left[row[0]] -= 1
            continue
        if row[1] == "graph":
            left[row[0]] += int(row[3].split("of=")[1])
        yield row


def last_step(rows):
    ends = [i for i, row in enumerate(rows) if row[1] == "wait_device"]
    for begin, end in reversed(list(zip(ends, ends[1:]))):
        if any(row[1] in ("launch", "graph") for row in rows[begin:end]):
            return rows[begin + 1:end]
    return rows


def phases(rows):
    main = rows[0][0]
    backward = [i for i, row in enumerate(rows) if row[0] != main and row[1] in ("launch", "op", "graph", "copy")]
    first, last = (backward[0], backward[-1]) if backward else (len(rows), len(rows))
    for i, row in enumerate(rows):
        yield PHASES[0 if i < first else 1 if i <= last else 2], row


def column(kind, text):
    if kind == "copy":
        places = text.split()[1:3]
        return "copy " + ("pageable" if "pageable" in places else "pinned" if "pinned" in places else "device")
    if kind in ("wait_stream", "wait_event", "wait_device"):
        return "wait of the host"
    return "event wait" if kind == "wait" else kind


def caller(text):
    """The innermost functions that are not torch's, of what a line says of its callers."""
    names = []
    for module, offset in re.findall(r" ?at=(\S+)\+(0x[0-9a-f]+)", text):
        if "/torch/lib/" in module or "/libcuda" in module or "fake" in module.rsplit("/", 1)[-1] or "/lib/x86_64" in module:
            continue
        name = subprocess.run(["addr2line", "-Cfe", module, offset], text=True, capture_output=True).stdout.split("\n")[0]
        names.append(re.sub(r"\(.*", "", name))
    return " < ".join(names[:4]) or "?"


def main():
    parser = argparse.ArgumentParser()
    for flag in ("--operators", "--kernels", "--waits"):
        parser.add_argument(flag, action="store_true")
    parser.add_argument("--most", type=int)
    parser.add_argument("log")
    options = parser.parse_args()
    rows = [line.rstrip("\n").split("\t") for line in open(options.log, encoding="utf-8", errors="replace")]
    rows = list(without_replayed(rows))
    counts = collections.Counter()
    kernels, waits, operators, pending = collections.Counter(), collections.Counter(), collections.Counter(), 0
    for phase, (_, kind, stream, text) in phases(last_step(rows)):
        name = column(kind, text)
        counts[phase, name] += 1
        if kind == "launch":
            kernels[phase, text.split()[0]] += 1
            if text.startswith("gren::"):
                operators[phase, text.split()[0]] += 1
            else:
                pending += 1
        elif kind == "copy" and name == "copy device":
            pending += 1
        elif kind == "op":
            operators[phase, text.split()[0]] += pending
            pending = 0
        if name in ("wait of the host", "copy pageable"):
            waits[phase, f"{kind} {' '.join(text.split()[:3]) if kind == 'copy' else ''}", caller(text)] += 1
    print(" | ".join(["phase".ljust(8)] + COLUMNS))
    for phase in PHASES + ["all"]:
        row = [sum(counts[p, name] for p in PHASES if phase in (p, "all")) for name in COLUMNS]
        print(" | ".join([phase.ljust(8)] + [str(n).rjust(len(name)) for n, name in zip(row, COLUMNS)]))
    if options.operators:
        for (phase, name), n in operators.most_common():
            print(f"{n:6} {phase:8} {name}")
    if options.kernels:
        text = "\n".join(f"{n:6} {phase:8} {name[:300]}" for (phase, name), n in kernels.most_common())
        print(subprocess.run(["c++filt", "-p"], input=text, text=True, capture_output=True).stdout)
    if options.waits:
        for (phase, what, who), n in waits.most_common():
            print(f"{n:6} {phase:8} {what} by {who}")
    if options.most is not None:
        found = [sum(counts[p, name] for p in PHASES) for name in ("launch", "copy pageable", "wait of the host")]
        if any(n > most for n, most in zip(found, (options.most, 0, 1))):
            sys.exit(f"launches, pageable copies, waits: found {found}, expected at most {[options.most, 0, 1]}")


if __name__ == "__main__":
    main()
