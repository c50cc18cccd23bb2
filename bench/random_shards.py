"""random_shards.py PROGRAM [--cases 2000] [--seed 1]

Data sets drawn at random: what PROGRAM (shard_cases) writes, h5py and PROGRAM read as it was drawn, and what h5py writes, PROGRAM
reads so (needs numpy and h5py).
"""
import argparse
import json
import pathlib
import random
import subprocess
import sys
import tempfile

import shard_draw

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests/golden"))
import shard_files  # noqa: E402

TOGETHER = 100  # data sets a start of the program

arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
arguments.add_argument("program")
arguments.add_argument("--cases", type=int, default=2000)
arguments.add_argument("--seed", type=int, default=1)


def said(program, *words):
    done = subprocess.run([program, *map(str, words)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{program} {' '.join(map(str, words))} ended with {done.returncode}: {done.stderr.strip()}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def differences(drawn, found, who):
    """Lines that say what `who` found otherwise than it was drawn."""
    for name, value in drawn.items():
        if name == "films":
            for number, (film, other) in enumerate(zip(value, found[name], strict=True)):
                yield from differences(film, other, f"{who}, film {number}")
        elif name in found and found[name] != value:
            yield f"{who}: {name} is {found[name]!r}, drawn {value!r}"


def wrong_of(program, drawn, folder):
    cases = folder / "cases"
    cases.write_text("".join(json.dumps(one) + "\n" for one in drawn))
    said(program, "write", cases, folder / "ours")
    for number, one in enumerate(drawn):
        shard_files.write_set(one, folder / "theirs" / str(number))
    own, theirs = (said(program, "read", len(drawn), folder / side) for side in ("ours", "theirs"))
    for number, one in enumerate(drawn):
        yield from differences(one, shard_files.read_set(folder / "ours" / str(number)), f"set {number}, h5py of ours")
        yield from differences(one, own[number], f"set {number}, ours of ours")
        yield from differences(one, theirs[number], f"set {number}, ours of h5py's")


def main():
    given = arguments.parse_args()
    draw = random.Random(given.seed)
    drawn = [shard_draw.data_set(draw) for _ in range(given.cases)]
    wrong = []
    for first in range(0, len(drawn), TOGETHER):
        with tempfile.TemporaryDirectory() as folder:
            wrong += wrong_of(given.program, drawn[first:first + TOGETHER], pathlib.Path(folder))
    print("\n".join(wrong[:10]))
    print(f"{len(drawn)} data sets, {sum(len(one['films']) for one in drawn)} films, {len(wrong)} differences")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
