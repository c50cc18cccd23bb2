#!/usr/bin/env python3
"""one_definition.py GXX ROOT BUILD: types and functions of one name whose definitions differ between the sources of the program (-Wodr).

As link-time optimisation sees them, but without its code: sources whose names do not meet are compiled as one (source_groups.py), where two
definitions of a name are an error, and what that gives is linked into an object of its types alone. bench/static does it for every program."""
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys

from compiled_sources import as_one, compiled, parted
from source_groups import groups_of

program = sys.argv[1]
root = pathlib.Path(sys.argv[2]).resolve()
build = pathlib.Path(sys.argv[3]).resolve()
work = build / "one_definition"


def run(*words):
    return subprocess.run([program, *words], capture_output=True, text=True)


def objects(group):
    """The objects that the sources of a group are compiled to: one, where they compile as one."""
    file = as_one(root, group, work / f"{re.sub(r'[/.]', '_', group[0])}_and_{len(group) - 1}.cpp")
    words = dict.fromkeys(word for source in group for word in flags[source])
    done = run("-O0", "-flto", "-w", "-c", str(file), "-o", str(file.with_suffix(".o")), *words)
    if not done.returncode:
        return [str(file.with_suffix(".o"))]
    errors = [line for line in done.stderr.splitlines() if ": error: " in line]
    if not errors or len(group) == 1:
        sys.exit(done.stderr)
    return sum(map(objects, parted(root, group, errors)), [])


flags = {source: words for source, words in compiled(root, build).items() if not source.startswith(("bench/", "tests/"))}
work.mkdir(exist_ok=True)
with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    compiled_to = sum(pool.map(objects, groups_of(root, flags)), [])
# gren and gren-engine have functions of one name.
linked = run("-r", "-nostdlib", "-flto", "-flinker-output=rel", "-Werror=odr", "-Wl,--allow-multiple-definition", *compiled_to,
             "-o", str(work / "types.o"))
print(linked.stderr or f"every type of {len(flags)} files has one definition")
sys.exit(linked.returncode or not flags)
