"""soak.py GREN FOLDER: one long training, stopped and resumed at random, and many short starts; FOLDER holds `set`, with its lists."""
import filecmp
import json
import os
import pathlib
import random
import signal
import statistics
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent / "study"))
from statistics_of import T_975  # noqa: E402

STEPS, STARTS = int(os.environ.get("STEPS", "10000")), int(os.environ.get("STARTS", "1000"))
SETTLED = STEPS // 10  # steps that count as the start: allocators and caches fill
LIVES, BLOCKS = 20, 10
STOPPED = 75
SIGNALS = [signal.SIGTERM, signal.SIGINT, signal.SIGUSR1, signal.SIGUSR2]
TRAIN = ["--depth", 18, "--width", 8, "--head-width", 8, "--batch-per-rank", 1, "--lr", 0.0001, "--threads", 1, "--epochs", 1000000,
         "--checkpoint-every", 20, "--evaluate-every", 20, "--resume", "auto"]
# What a rank has of each, and the growth over 10,000 steps that is no leak.
ALLOWED = {"memory, MiB": 16, "descriptors": 1, "threads": 1, "/dev/shm, MiB": 1, "checkpoints, MiB": 1}


def ranks_of(mpirun):
    try:
        return [int(pid) for pid in pathlib.Path(f"/proc/{mpirun.pid}/task/{mpirun.pid}/children").read_text().split()]
    except OSError:
        return []


def mebibytes(paths):
    total = 0
    for path in paths:
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:  # gone meanwhile
            pass
    return total / 2**20


def shared_memory_of(pid):
    """The files in /dev/shm that a process has mapped."""
    try:
        lines = pathlib.Path(f"/proc/{pid}/maps").read_text().splitlines()
    except OSError:
        return set()
    return {pathlib.Path(line.split()[-1]) for line in lines if "/dev/shm/" in line and "(deleted)" not in line}


def steps_of(run):
    """The last step that the log names; 0 where it names none."""
    try:
        with open(run / "metrics.jsonl", "rb") as file:
            file.seek(max(0, os.path.getsize(file.name) - 8192))
            return json.loads(file.read().splitlines()[-1])["step"] + 1
    except (OSError, IndexError, ValueError, KeyError):
        return 0


def seen(pid, run):
    """What process `pid` has of each that ALLOWED names; none where it is gone."""
    try:
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
        words = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
        return {"memory, MiB": int(words["VmRSS"].split()[0]) / 1024, "descriptors": len(os.listdir(f"/proc/{pid}/fd")),
                "threads": int(words["Threads"]), "/dev/shm, MiB": mebibytes(shared_memory_of(pid)),
                "checkpoints, MiB": mebibytes((run / "checkpoints").iterdir())}
    except (OSError, KeyError):
        return None


def started(gren, out, run, *options):
    line = ["mpirun", "--oversubscribe", "--bind-to", "none", "-n", 2, gren, "train", "--data", out / "set", "--split",
            out / "set/splits/70_10_20_0.json", "--run", run, *TRAIN, *options]
    return subprocess.Popen([str(word) for word in line], stderr=open(out / "err.txt", "w"), stdout=subprocess.DEVNULL)


def ended(job, expected, out):
    code = job.wait()
    if code not in expected:
        raise SystemExit(f"soak: a job ended with {code}, expected {expected}: {(out / 'err.txt').read_text()[-2000:]}")
    return code


def growth(points):
    """Over 10,000 steps, and half of its 95 % interval: least squares through the medians of BLOCKS runs of neighbours."""
    size = len(points) // BLOCKS
    blocks = [points[i * size:(i + 1) * size] for i in range(BLOCKS)]
    xs, ys = ([statistics.median(point[i] for point in block) for block in blocks] for i in (0, 1))
    slope, start = statistics.linear_regression(xs, ys)
    rest = sum((y - start - slope * x) ** 2 for x, y in zip(xs, ys)) / (BLOCKS - 2)
    return 1e4 * slope, 1e4 * T_975[BLOCKS - 3] * (rest / (statistics.variance(xs) * (BLOCKS - 1))) ** 0.5


def unbroken(gren, out):
    """Makes the run `whole`; what each rank had of each that ALLOWED names: {pid: [(step, {name: value})]}."""
    run, points = out / "whole", {}
    job = started(gren, out, run, "--max-steps", STEPS)
    while job.poll() is None:
        time.sleep(0.5)
        step = steps_of(run)
        for pid in ranks_of(job) if step >= SETTLED else []:
            now = seen(pid, run)
            if now:
                points.setdefault(pid, []).append((step, now))
    ended(job, {0}, out)
    if not points or min(map(len, points.values())) < 4 * BLOCKS:
        raise SystemExit(f"soak: {STEPS} steps were too quick to measure; take more by STEPS")
    return points


def stopped_and_resumed(gren, out, draw):
    """Makes the run `soaked`, which ends as often as chance wants; how often that was."""
    run, lives = out / "soaked", 0
    while True:
        lives += 1
        job, until = started(gren, out, run, "--max-steps", STEPS), steps_of(run) + draw.randint(1, 2 * STEPS // LIVES)
        while job.poll() is None and steps_of(run) < until:
            time.sleep(0.2)
        ranks = ranks_of(job)
        if ranks:
            os.kill(draw.choice(ranks), draw.choice(SIGNALS))
        if ended(job, {0, STOPPED}, out) == 0:
            return lives


def losses(run):
    return [(line["step"], line["loss"]) for line in map(json.loads, open(run / "metrics.jsonl")) if "loss" in line]


def short_runs(gren, out, draw):
    """Starts of two ranks, each stopped at random within its first seconds; what it leaves beside its run."""
    left = 0
    for start in range(STARTS):
        run = out / f"starts/{start % 10}"
        job = started(gren, out, run)
        time.sleep(draw.uniform(0.5, 4))
        ranks = ranks_of(job)
        mapped = set().union(*map(shared_memory_of, ranks))
        if ranks:
            os.kill(draw.choice(ranks), draw.choice(SIGNALS))
        ended(job, {STOPPED, *(128 + number for number in SIGNALS)}, out)  # before it trains, a signal just ends it
        left += sum(file.exists() for file in mapped)
        if (start + 1) % 100 == 0:
            print(f"{start + 1} of {STARTS} starts", flush=True)
    return left


def main():
    gren, out = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    draw = random.Random(int(os.environ.get("SEED", "1")))
    faults = []
    points = unbroken(gren, out)
    print("| of a rank, over 10,000 steps | first rank | 95 % | second rank | 95 % |\n|---|---|---|---|---|")
    for name, allowed in ALLOWED.items():
        found = [growth([(step, now[name]) for step, now in of_rank]) for of_rank in points.values()]
        print(f"| {name} | " + " | ".join(f"{slope:+.2f} | {slope - half:+.2f} … {slope + half:+.2f}" for slope, half in found) + " |")
        faults += [f"{name} grows by {slope:.2f} over 10,000 steps, expected {allowed} at most" for slope, half in found
                   if slope - half > allowed]
    lives = stopped_and_resumed(gren, out, draw)
    if not filecmp.cmp(out / "whole/model.safetensors", out / "soaked/model.safetensors", shallow=False):
        faults.append("weights are not those of an unbroken run")
    if losses(out / "whole") != losses(out / "soaked"):
        faults.append("losses are not those of an unbroken run")
    left = short_runs(gren, out, draw)
    if left:
        faults.append(f"{left} files in /dev/shm are left by starts and stops")
    if faults:
        raise SystemExit("soak: " + "; ".join(faults))
    print(f"\nsoak: {STEPS} steps in {lives} lives end in the bytes of an unbroken run, with its losses; {STARTS} more starts and stops left "
          "nothing behind")


if __name__ == "__main__":
    main()
