#!/usr/bin/env python3
"""mutants.py CLONE RESULTS COUNT SEED ROOM...: COUNT one-token changes of the rooms, each built in CLONE and tried on the tests that
cover its file. A row of RESULTS a mutant; those that it has are not tried again.

Killed: a test fails, or takes twenty times as long. A change that does not compile is none, and another takes its place.
"""
import csv
import pathlib
import random
import subprocess
import sys
import time

import covering
import mutations

COLUMNS = ["file", "line", "at", "kind", "before", "after", "verdict", "by", "seconds"]


def of_room(root, room):
    """All changes of a room's sources that a build without CUDA compiles."""
    for path in sorted((root / room).glob("*.cpp")):
        if not path.stem.endswith(("_cuda", "_gpu", "_nccl")):
            yield from mutations.mutations_of(str(path.relative_to(root)), path.read_text())


def drawn(root, rooms, seed):
    """Changes without end, room after room, so that each has as many."""
    order = random.Random(seed)
    left = {room: list(of_room(root, room)) for room in rooms}
    for changes in left.values():
        order.shuffle(changes)
    while any(left.values()):
        for changes in left.values():
            if changes:
                yield changes.pop()


def built(clone, targets):
    return subprocess.run(["cmake", "--build", str(clone / "build"), "-j1", "--target", *sorted(targets)], capture_output=True).returncode == 0


def verdict(clone, tests, change):
    """(verdict, the test that killed it); what that test said stays in the clone's build/said."""
    said = clone / "build/said"
    said.mkdir(exist_ok=True)
    own, beside = tests.own(change.file), tests.beside(change.file)
    for chosen in (own, beside):
        if not built(clone, {test.program(tests.build) for test in chosen}):
            if chosen is own:
                return "does not compile", ""
            raise SystemExit(f"mutants: {change.file} compiles changed, but the programs of the tests beside it cannot be built")
        for test in chosen:
            if not test.passes(said / f"{change.file.replace('/', '.')}.{change.at}.txt"):
                return "killed", test.name
    return "survived", ""


def main():
    clone, results, count, seed = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    tests = covering.Tests(clone / "build")
    have = {}
    if results.exists():
        with open(results, newline="") as file:
            have = {(row["file"], int(row["at"]), row["after"]): row["verdict"] for row in csv.DictReader(file)}
    else:
        results.write_text(",".join(COLUMNS) + "\n")
    tried = 0
    for change in drawn(clone, sys.argv[5:], seed):
        key = (change.file, change.at, change.after.strip())
        if key not in have:
            path, began = clone / change.file, time.monotonic()
            text = path.read_text()
            try:
                path.write_text(change.applied(text))
                have[key], by = verdict(clone, tests, change)
            finally:
                path.write_text(text)
            with open(results, "a", newline="") as file:
                csv.writer(file, lineterminator="\n").writerow([change.file, change.line, change.at, change.kind, change.before.strip(), change.after.strip(),
                                           have[key], by, f"{time.monotonic() - began:.0f}"])
            print(f"{change.file}:{change.line}: {change.before.strip()} -> {change.after.strip()}: {have[key]} {by}", flush=True)
        tried += have[key] != "does not compile"
        if tried == count:
            return


if __name__ == "__main__":
    main()
