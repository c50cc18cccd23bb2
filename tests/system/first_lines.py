#!/usr/bin/env python3
"""A command says what it begins before its work is done: first_lines.py GREN MPIRUN REPOSITORY, in an empty folder.

Each command runs into a pipe, as into a log. What its first line says is known, and when it arrives the last of what the
command makes is not there. The time until then is printed beside that of the whole command.
"""
import glob
import os
import re
import subprocess
import sys
import time

gren, mpirun, repository = sys.argv[1:]
ranks = [mpirun, "--oversubscribe", "--bind-to", "none", "-n", "2", gren]
lungs = f"{repository}/dataio/lung_weights/lungs.safetensors"
network = "--depth 18 --width 8 --grid 8 --head-width 16 --threads 1 --epochs 2 --max-steps 3".split()


def began(words, expected, made):
    """words: of the command; expected: pattern of its first line; made: files that it makes, or nothing where that takes no time."""
    start = time.monotonic()
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        first = process.stdout.readline().strip()
        spoke, heard = time.monotonic() - start, time.time()
        rest = process.stdout.read()
    name = " ".join(word for word in words[words.index(gren) if gren in words else 0:][:3])
    if process.returncode != 0:
        sys.exit(f"{name} ended with {process.returncode}: {first}\n{rest}")
    if not re.match(expected, first):
        sys.exit(f"{name} begins with '{first}', expected '{expected}'")
    done = [os.stat(file).st_mtime for file in glob.glob(made)] if made else [heard + 1]
    if not done or max(done) < heard:
        sys.exit(f"{name}: when it said '{first}' all of {made} was there" if done else f"{name} left no {made}")
    print(f"ok: {spoke:.2f} s of {time.monotonic() - start:.2f}: {first}")
    return rest


began([gren, "phantom", *"--out archive --images 80 --patients 40 --size 64 --annotated 0.8".split()],
      "phantom: drawing 80 radiographs into archive$", "archive/images/*.png")
began([gren, "import", "nih", "--archive", "archive", "--out", "manifest"], "import: reading the tables .* of archive$", None)
rest = began([*ranks, "prepare", *"--manifest manifest --lung-masks archive/masks --out set --size 64".split()],
             "prepare: reading the tables .* of manifest$", "set/*.h5")
assert "prepare: 80 films to read for 1 shards" in rest, rest
began([gren, "segment", "apply", "--model", lungs, *"--images archive/images --out masks --threads 1".split()],
      "segment apply: finding the lungs of 80 radiographs$", "masks/*.png")
subprocess.run([gren, "split", "--data", "set"], capture_output=True, check=True)
rest = began([*ranks, "train", *"--data set --split set/splits/0.5_0.8_0.json --run run".split(), *network],
             "train: joining the ranks and opening set$", "run/metrics.jsonl")
lines = rest.splitlines()
plan = next((i for i, line in enumerate(lines) if re.match(r"train: 3 steps in 1 epoch of [0-9]+, ending within it by --max-steps", line)), None)
first_step = next((i for i, line in enumerate(lines) if line.startswith("memory: ")), len(lines))
if plan is None or plan > first_step:
    sys.exit(f"train says no plan before its first step: {rest}")
began([*ranks, "evaluate", *"--data set --run run --threads 1 --overlays 2 --bootstrap 50".split()], "evaluate: opening the data set and the run$",
      "run/evaluation.json")
began([gren, "predict", *"--run run --out found --threads 1".split(), *sorted(glob.glob("archive/images/*.png"))[:4]], "device: ", "found/scores.csv")
began([gren, "inspect", *"set --verify --contact-sheet sheet.png".split()], "inspect: opening set$", "sheet.png")
began([gren, "report", *"run --out report".split()], "report: reading the runs$", "report/report.html")

# On a terminal the epochs are those that will run, not all that --epochs asks for.
shown = subprocess.run([sys.executable, f"{repository}/tests/system/in_terminal.py", "INT", "nothing", "1", gren, "train",
                        *"--data set --run terminal --depth 18 --width 8 --grid 8 --head-width 16 --threads 1 --epochs 9 --max-steps 50".split()],
                       capture_output=True, text=True, check=True).stdout
if not re.search(r"epoch [123]/3 loss", shown):  # 80 images are 20 steps of 4
    sys.exit(f"train of 50 steps, 20 an epoch, speaks of other epochs: {shown}")
