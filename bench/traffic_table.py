"""traffic_table.py MEASURED RUNS WIDTH SIZE SHORT LONG: the table of bench/traffic.

A line of MEASURED: path, ranks on each host, then bytes between hosts and within them of a short run and of a long one. RUNS
holds a folder RANKS.PATH for each, with the metrics and weights of the long run. Ends with 1 where a rank counted other bytes
than COLLECTIVES.md says."""
import json, math, statistics, struct, sys
from itertools import accumulate, permutations

from graph_calls import GRAPH, payload

measured, runs, width, size = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
short_steps, long_steps = int(sys.argv[5]), int(sys.argv[6])
images, word = 1, 4  # B and w
features = 8 * width * (size // 32) ** 2  # D of a ResNet-18


def graph(path, ranks):
    return GRAPH[path](ranks, images, features, word)


def step(path, ranks, run):
    """The collectives of a step that the record counts."""
    with open(f"{run}/model.safetensors", "rb") as file:
        head = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
    count = {name: math.prod(tensor["shape"]) for name, tensor in head.items() if name != "__metadata__"}
    norms = [n for name, n in count.items() if name.endswith("running_mean")]
    parameters = 4 * sum(n for name, n in count.items() if "running_" not in name and "num_batches" not in name)
    calls = [("all_reduce", 8 * (2 * c + 1)) for c in norms] + [("all_reduce", 16 * c) for c in norms]
    calls += [("all_reduce", parameters), ("all_reduce", 8 * 4), ("all_gather", 24 * images)]  # gradients, report, hashes
    return calls + graph(path, ranks)


def straight(kind, n, ranks):
    """Messages where each rank sends each other one what it needs, which adds up to the payload."""
    part = {"all_reduce": 2 * n / ranks, "all_gather": n}.get(kind, n / ranks)
    return [(a, b, part) for a, b in permutations(range(ranks), 2)]


def open_mpi(kind, n, ranks):
    """Messages of Open MPI 4.1 (coll/libnbc): binomial trees by way of rank 0 for what is summed, all pairs for the rest."""
    if kind not in ("all_reduce", "reduce_scatter"):
        return straight(kind, n, ranks)
    up = [(r, r & (r - 1), n) for r in range(1, ranks)]
    if kind == "reduce_scatter":
        return up + [(0, r, n / ranks) for r in range(1, ranks)]
    return up + [(r - (1 << (r.bit_length() - 1)), r, n) for r in range(1, ranks)]


def between_and_within(calls, messages, ranks_of_hosts):
    ends = list(accumulate(ranks_of_hosts))
    host = [next(i for i, end in enumerate(ends) if r < end) for r in range(ends[-1])]
    sums = [0, 0]
    for kind, n in calls:
        for a, b, size in messages(kind, n, ends[-1]):
            sums[host[a] == host[b]] += size
    return sums


print("a step: median seconds; bytes in thousands, from straight on of all ranks together")
row = "{:>12} {:<13} {:>7} {:>10} {:>10} {:>8} | {:>18} {:>18} {:>18} | {:>7} {:>7}"
print(row.format("ranks", "path", "s", "counted", "formula", "graph's", "straight", "Open MPI's trees", "on the wire", "over", "over"))
print(row.format("on each host", "", "", "by rank 0", "", "", *["between, within"] * 3, "between", "within"))
wrong = False
for line in open(measured):
    path, hosts, *wire = line.split()
    ranks_of_hosts = [int(n) for n in hosts.split(",")]
    ranks = sum(ranks_of_hosts)
    run = f"{runs}/{ranks}.{path}"
    records = [json.loads(text) for text in open(f"{run}/metrics.jsonl")][short_steps:]
    seconds = statistics.median(ranks * images / record["images_per_second"] for record in records)
    counted = {}
    for record in records:
        for kind, count in record["traffic"].items():
            counted[kind] = counted.get(kind, 0) + count["bytes"] / len(records)
    calls = step(path, ranks, run)
    expected = {}
    for kind, n in calls:
        expected[kind] = expected.get(kind, 0) + payload(kind, n, ranks)
    if counted != expected:
        print(f"{ranks} ranks, {path}: counted {counted}, expected {expected}")
        wrong = True
    short_between, short_within, long_between, long_within = map(int, wire)
    steps = long_steps - short_steps
    on_wire = ((long_between - short_between) / steps, (long_within - short_within) / steps)
    trees, direct = (between_and_within(calls, how, ranks_of_hosts) for how in (open_mpi, straight))
    of_graph = sum(payload(kind, n, ranks) for kind, n in graph(path, ranks))
    pair = lambda sums: "{:,.0f}, {:,.0f}".format(*(s / 1e3 for s in sums))
    over = ["{:+.1%}".format(w / t - 1) for w, t in zip(on_wire, trees)]
    print(row.format(hosts, path, f"{seconds:.2f}", *("{:,.1f}".format(x / 1e3) for x in (sum(counted.values()), sum(expected.values()), of_graph)),
                     pair(direct), pair(trees), pair(on_wire), *over))
sys.exit(wrong)
