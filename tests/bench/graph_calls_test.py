#!/usr/bin/env python3
"""graph_calls_test.py GREN: messages, bytes and memory of bench/graph_calls.py are those of the program's `doctor --graph`."""
import pathlib
import re
import subprocess
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "bench"))
from graph_calls import GRAPH, HELD, payload

GREN, FEATURES, IN_MEMORY = sys.argv[1], 524288, 4
UNITS = {"B": 0, "KiB": 1, "MiB": 2, "GiB": 3, "TiB": 4, "PiB": 5}
ROW = re.compile(r"^(\S+) +([\d.]+) (\w+) +(\d+) +([\d.]+) (\w+) ", re.MULTILINE)
wrong, seen = [], set()


def same(said, unit, expected):
    return abs(float(said) - expected / 1024 ** UNITS[unit]) <= 0.0501


for ranks, images, dtype, word in [(128, 8, "bf16", 2), (8, 64, "fp32", 4)]:
    said = subprocess.run([GREN, "doctor", "--graph", "--ranks", str(ranks), "--batch-per-rank", str(images), "--communication-dtype", dtype],
                          check=True, capture_output=True, text=True).stdout
    for path, sent, sent_unit, messages, held, held_unit in ROW.findall(said):
        if path not in GRAPH:
            print(f"{path}: bench/graph_calls.py does not know this path; bench/traffic and bench/scale leave it out")
            continue
        seen.add(path)
        calls = GRAPH[path](ranks, images, FEATURES, word)
        if not same(sent, sent_unit, sum(payload(kind, given, ranks) for kind, given in calls)) or int(messages) != len(calls):
            wrong.append(f"{ranks} ranks, {path}: doctor says {sent} {sent_unit} in {messages} messages, the table {calls}")
        if not same(held, held_unit, HELD[path](ranks, images, FEATURES, IN_MEMORY, word)):
            wrong.append(f"{ranks} ranks, {path}: doctor says {held} {held_unit} of memory")
if seen != set(GRAPH):
    wrong.append(f"doctor shows {sorted(seen)}, the table has {sorted(GRAPH)}")
if wrong:
    sys.exit("\n".join(wrong))
print(f"{', '.join(sorted(seen))}: as the program says")
