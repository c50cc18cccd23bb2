"""plan.py RANKS IMAGES PATH [options]: a training step as the player plays it, on standard output.

ResNet-50 at --size pixels (512) with GREN on RANKS GPUs with IMAGES images each, its graph by PATH, or none. Assumed: --image-ms
(0.64) of one image forward and backward, a third of it forward, the layers' parts by their multiplications; 1 ms head and losses; the
graph's passes over features in memory at --elements a second (9e11), its matrix products at --multiplications a second
(1.25e14, two operations each); each of its six N×N matrices written and read once at 4 TB/s. Norms: sync or local."""
import argparse
import os
import sys

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from graph_calls import GRAPH, HELD

parser = argparse.ArgumentParser()
parser.add_argument("ranks", type=int)
parser.add_argument("images", type=int)
parser.add_argument("path", choices=[*GRAPH, "none"])
parser.add_argument("--size", type=int, default=512)
parser.add_argument("--width", type=int, default=64)
parser.add_argument("--norms", choices=["sync", "local"], default="sync")
parser.add_argument("--word", type=int, default=2)
parser.add_argument("--image-ms", type=float, default=0.64)
parser.add_argument("--elements", type=float, default=9e11)
parser.add_argument("--multiplications", type=float, default=1.25e14)
parser.add_argument("--graph-alone", type=float, metavar="SECONDS", help="no network, and the graph's arithmetic takes SECONDS")
given = parser.parse_args()

R, B, D, w = given.ranks, given.images, 32 * given.width * (given.size // 32) ** 2, given.word
N = R * B
HEAD_SECONDS, BYTES_PER_SECOND, WORD = 1e-3, 4e12, 4
HEAD_PARAMETERS = 32 * given.width * 512 + 512 + 512 * 14 + 14
FIRST_BUCKET, BUCKET = 1 << 20, 25 << 20  # of the reducer


def layers():
    """Of ResNet-50's convolutions in order: channels, parameters with those of the norm behind it, multiplications an image."""
    side = given.size // 2
    first = given.width
    yield first, 49 * 3 * first + 2 * first, 49 * 3 * first * side**2
    side, before = side // 2, first
    for stage, blocks in enumerate([3, 4, 6, 3]):
        inner = first << stage
        for block in range(blocks):
            stride = 2 if stage > 0 and block == 0 else 1
            convolutions = [(before, inner, 1, side), (inner, inner, 9, side // stride), (inner, 4 * inner, 1, side // stride)]
            if block == 0:
                convolutions.append((before, 4 * inner, 1, side // stride))
            for inputs, outputs, taps, at in convolutions:
                yield outputs, taps * inputs * outputs + 2 * outputs, taps * inputs * outputs * at**2
            side, before = side // stride, 4 * inner


def graph_lane():
    """Collectives of the path with what is computed between them: before, between and after."""
    calls = GRAPH[given.path](R, B, D, w)
    squares = 6 * 2 * 8 * N**2 / BYTES_PER_SECOND
    if given.path == "all-gather":
        half = 4 * B * N * D / given.elements  # of 8 passes
        return [calls[0], half + squares, half, calls[1]]
    product, passes = N**2 * D / R / given.multiplications, 4 * B * D / given.elements
    if given.path == "row-blocks":  # half of the first product, all of the second, slab by slab
        slabs = (len(calls) - 5) // 2
        forward, between, backward = calls[1 : slabs + 1], calls[slabs + 1 : slabs + 4], calls[slabs + 4 : -1]
        sums = [step for call in forward for step in (product / 2 / slabs, call)]
        products = [step for call in backward for step in (call, product / slabs)]
        return [calls[0], passes, *sums, *between, squares / R, *products, passes, calls[-1]]
    return [calls[0], passes + product, calls[1], squares, product + passes, calls[2]]


class Lane:
    def __init__(self, name):
        self.name, self.lines, self.pending = name, [f"lane {name}"], 0

    def do(self, what, amount):
        self.lines.append(f"{what} {amount}")


main, sums, graph = Lane("main"), Lane("sums"), Lane("graph")


def begin(lane, collective, given_bytes):
    """On another lane, in the order of its queue."""
    main.do("post", lane.name)
    lane.do("await", "main")
    lane.do(collective, given_bytes)
    lane.do("post", "main")
    lane.pending += 1


def wait_for_all(lane):
    while lane.pending:
        main.do("await", lane.name)
        lane.pending -= 1


def norm(bytes_given):
    if given.norms == "sync" and R > 1:
        begin(sums, "all_reduce", bytes_given)
        wait_for_all(sums)  # and so for the buckets before it


if given.graph_alone is not None:
    calls = [("all_gather", 24 * B), *GRAPH[given.path](R, B, D, w)]
    print("\n".join(["lane main", f"compute {given.graph_alone}", *(f"{what} {amount}" for what, amount in calls)]))
    sys.exit()
network = list(layers())
image_seconds = given.image_ms * 1e-3 / sum(work for _, _, work in network)
for channels, _, work in network:
    main.do("compute", B * image_seconds * work / 3)
    norm(8 * (2 * channels + 1))
if given.path != "none":
    main.do("post", "graph")
    graph.do("await", "main")
    for action in graph_lane():
        graph.do(*action) if isinstance(action, tuple) else graph.do("compute", action)
    graph.do("post", "main")
main.do("compute", HEAD_SECONDS)
if given.path != "none":
    main.do("await", "graph")
bucket, limit = WORD * HEAD_PARAMETERS, FIRST_BUCKET
for channels, parameters, work in reversed(network):
    norm(16 * channels)
    main.do("compute", B * image_seconds * work * 2 / 3)
    bucket += WORD * parameters
    if bucket >= limit:
        begin(sums, "all_reduce", bucket)
        bucket, limit = 0, BUCKET
if bucket:
    begin(sums, "all_reduce", bucket)
begin(sums, "all_reduce", 8 * 4)  # the report
wait_for_all(sums)
if given.path != "none":
    print(f"# the graph holds {HELD[given.path](R, B, D, WORD, w):.0f} bytes")
for lane in (main, sums, *([graph] if given.path != "none" else [])):
    print("\n".join(lane.lines))
