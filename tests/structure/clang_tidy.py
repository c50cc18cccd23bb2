#!/usr/bin/env python3
"""clang_tidy.py CLANG_TIDY ROOT BUILD: what clang-tidy finds, by .clang-tidy, in the sources that BUILD/compile_commands.json compiles.

Most of its time goes into torch's headers (10 s each time), so that sources are read many at once, as one file that includes them:
those whose names do not meet (source_groups.py). Where such a file does not compile all the same, the sources that the compiler names
are read by themselves, and the others again."""
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
work = build / "clang_tidy"
TESTS_MAY = "-bugprone-command-processor,-bugprone-random-generator-seed"  # run a command, and draw from a fixed seed


def read_as_one(group, flags):
    file = as_one(root, group, work / f"{re.sub(r'[/.]', '_', group[0])}_and_{len(group) - 1}.cpp")
    words = dict.fromkeys(word for source in group for word in flags[source])
    besides = TESTS_MAY if group[0].startswith("tests/") else ""
    done = subprocess.run([program, "--quiet", f"--config-file={root / '.clang-tidy'}", f"--checks={besides}", str(file), "--", *words],
                          capture_output=True, text=True)
    return done.stdout if done.returncode else ""


def findings(group, flags):
    found = read_as_one(group, flags)
    errors = [line for line in found.splitlines() if "[clang-diagnostic-error]" in line]
    if not errors or len(group) == 1:
        return found
    return "".join(findings(part, flags) for part in parted(root, group, errors))


flags = compiled(root, build)
work.mkdir(exist_ok=True)
groups = groups_of(root, flags)
with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    found = "".join(pool.map(lambda group: findings(group, flags), groups))
print(found or f"clang-tidy finds nothing in {len(flags)} files, read as {len(groups)}")
sys.exit(bool(found) or not flags)
