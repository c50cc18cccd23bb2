#!/usr/bin/env python3
"""simulation_test.py PLAYER: simulated seconds of each collective on 8 ranks of a flat cluster and of one with hosts against closed
formulas, and what overlaps against the longer of the two."""
import pathlib
import subprocess
import sys
import tempfile

BENCH = pathlib.Path(__file__).resolve().parents[2] / "bench"
PLAYER = sys.argv[1]
MEGABYTE, CARD, INSIDE, MICROSECOND = 1e6, 1e9, 4e9, 1e-6  # bytes a second of a link
wrong = []


def seconds(shape, plan, algorithms):
    """Of a plan on HOSTS GPUS CARDS."""
    with tempfile.TemporaryDirectory() as work:
        pathlib.Path(work, "plan").write_text(plan)
        script = f"""set -e; work={work}; player={PLAYER}; source {BENCH}/simulation/simulate
            cluster c {shape} {CARD * 8 / 1e9} --latency 10 --inside {INSIDE / 1e9}; simulated c {work}/plan {algorithms}"""
        return float(subprocess.run(["bash", "-c", script], check=True, capture_output=True, text=True).stdout)


def expect(what, found, expected):
    if abs(found / expected - 1) > 0.005:
        wrong.append(f"{what}: simulated {found:.6f} s, expected {expected:.6f}")


flat, hosts, one_card = "8 1 1", "2 4 4", "2 4 1"
n = 80 * MEGABYTE
for collective, bytes_sent in {  # by each rank, over its own card, in both directions at once
    "all_to_all": n * 7 / 8,
    "all_gather": n * 7,
    "reduce_scatter": n * 7 / 8,
    "all_reduce": 2 * n * 7 / 8,
}.items():
    expect(f"rails, {collective}", seconds(flat, f"lane main\n{collective} {n}\n", "rails"), bytes_sent / CARD)
for collective, bytes_in_turn in {  # by way of rank 0: three rounds up, three down, or all parts from it
    "all_to_all": n * 7 / 8,
    "all_gather": n * 7,
    "reduce_scatter": 3 * n + n * 7 / 8,
    "all_reduce": 6 * n,
}.items():
    expect(f"open-mpi, {collective}", seconds(flat, f"lane main\n{collective} {n}\n", "open-mpi"), bytes_in_turn / CARD)
expect("a small all-reduce takes three rounds of latency", seconds(flat, "lane main\n" + 1000 * "all_reduce 8\n", "rails"), 1000 * 3 * 10 * MICROSECOND)
inside, between = 2 * n * 3 / 4 / INSIDE, 2 * (n / 4) / 2
expect("hosts with a card for each GPU", seconds(hosts, f"lane main\nall_reduce {n}\n", "rails"), inside + between / CARD)
expect("hosts with one card", seconds(one_card, f"lane main\nall_reduce {n}\n", "rails"), inside + 4 * between / CARD)

reduce_beside = "lane main\npost sums\ncompute {0}\nawait sums\nlane sums\nawait main\nall_reduce {1}\npost main\n"
expect("computing hides a sum", seconds(flat, reduce_beside.format(0.5, n), "rails"), 0.5)
expect("a sum outlasts computing", seconds(flat, reduce_beside.format(0.1, n), "rails"), 2 * n * 7 / 8 / CARD)
both_compute = "lane main\npost other\ncompute 0.1\nawait other\nlane other\nawait main\ncompute 0.1\npost main\n"
expect("lanes of a GPU share it", seconds(flat, both_compute, "rails"), 0.2)

if wrong:
    sys.exit("\n".join(wrong))
print("14 simulated times are those of their formulas")
