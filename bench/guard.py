#!/usr/bin/env python3
"""guard.py BEFORE NOW WORK ROUNDS [WHAT...]: the programs of two builds in turns on the same work, CPU seconds of all processes.

A round runs BEFORE, NOW, BEFORE. What two runs of BEFORE differ by within a round is noise; NOW has moved where the median of its
ratios to the round's mean of BEFORE lies outside all that the noise reached, and is 3 % at least. The exit status is 1 where something is slower so.
"""
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys

before, now, work = map(pathlib.Path, sys.argv[1:4])
rounds = int(sys.argv[4])
LEAST = 1.03
RANKS = ["mpirun", "--oversubscribe", "--bind-to", "none", "-n"]
NETWORK = ["--depth", "18", "--width", "32", "--head-width", "64", "--threads", "1", "--seed", "1"]


def run(*command):
    """CPU seconds of the command and all that it started."""
    start = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: {done.returncode}\n{done.stderr[-2000:]}")
    end = resource.getrusage(resource.RUSAGE_CHILDREN)
    return end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime


def fresh(name):
    shutil.rmtree(work / name, ignore_errors=True)
    return work / name


def step(programs):
    return run(*RANKS, "2", programs / "gren", "train", "--data", work / "set", "--run", fresh("run"), *NETWORK, "--batch-per-rank", "4",
               "--max-steps", "40", "--lr", "0.0001", "--batch-norm", "sync", "--output-stride", "16")


def loader(programs):
    return run(programs / "loader_bench", work / "set", "8", "200000")


def graph(programs):
    return run(*RANKS, "2", programs / "graph_bench", "--nodes", "64", "--path", "all-gather", "--repeats", "3")


def prepare(programs):
    return run(programs / "gren", "prepare", "--archive", work / "archive", "--lung-masks", work / "archive" / "masks",
               "--out", fresh("prepared"), "--size", "256")


def evaluate(programs):
    return run(programs / "gren", "evaluate", "--data", work / "set", "--run", work / "trained", "--out", fresh("evaluated"),
               "--overlays", "0", "--threads", "1")


def material():
    """The same for both, by the program of BEFORE."""
    gren = before / "gren"
    run(gren, "phantom", "--out", fresh("archive"), "--images", "256", "--patients", "64", "--size", "256", "--annotated", "1")
    run(gren, "prepare", "--archive", work / "archive", "--lung-masks", work / "archive" / "masks", "--out", fresh("set"), "--size", "128")
    run(gren, "train", "--data", work / "set", "--run", fresh("trained"), *NETWORK, "--max-steps", "1")


MEASURED = {function.__name__: function for function in (step, loader, graph, prepare, evaluate)}
unknown = set(sys.argv[5:]) - set(MEASURED)
if unknown:
    sys.exit(f"guard: {', '.join(sorted(unknown))} is not measured; choose of {' '.join(MEASURED)}")
material()
print(f"{'':10} {'before s':>9} {'now s':>9} {'ratio':>7}   noise of {rounds} rounds")
slower = []
for name in sys.argv[5:] or MEASURED:
    rows = [[MEASURED[name](programs) for programs in (before, now, before)] for _ in range(rounds)]
    ratio = statistics.median(2 * own / (first + last) for first, own, last in rows)
    noise = max([LEAST, *(max(first / last, last / first) for first, _, last in rows)])
    moved = "slower" if ratio > noise else "faster" if ratio < 1 / noise else "not moved"
    slower += [name] if moved == "slower" else []
    print(f"{name:10} {statistics.median(row[0] for row in rows):9.2f} {statistics.median(row[1] for row in rows):9.2f} {ratio:7.3f}   "
          f"{1 / noise:.3f} … {noise:.3f}: {moved}", flush=True)
sys.exit(f"guard: slower beyond noise: {', '.join(slower)}" if slower else 0)
