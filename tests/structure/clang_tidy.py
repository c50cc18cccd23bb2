#!/usr/bin/env python3
"""clang_tidy.py CLANG_TIDY ROOT BUILD: what clang-tidy finds, by .clang-tidy, in the sources that BUILD/compile_commands.json compiles.

Most of its time goes into torch's headers (10 s each time), so that sources are read many at once, as one file that includes them:
those whose names do not meet (source_groups.py). Where such a file does not compile all the same, the sources that the compiler names
are read by themselves, and the others again."""
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

from source_groups import groups_of

program = sys.argv[1]
root = pathlib.Path(sys.argv[2]).resolve()
build = pathlib.Path(sys.argv[3]).resolve()
work = build / "clang_tidy"
TESTS_MAY = "-bugprone-command-processor,-bugprone-random-generator-seed"  # run a command, and draw from a fixed seed


def compiled():
    """The sources of this repository, each with the flags that tell clang-tidy how it is compiled."""
    flags = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        words = [word for word in shlex.split(entry["command"].replace("-isystem ", "-isystem"))
                 if word.startswith(("-I", "-isystem", "-D", "-std"))]
        piece = pathlib.Path(entry["file"])
        within = re.findall(r'#include "(\S+\.cpp)"', piece.read_text()) if piece.name.startswith("unity_") else [str(piece)]
        for source in within:
            if source.endswith(".cpp"):
                flags.setdefault(str(pathlib.Path(os.path.normpath(piece.parent / source)).relative_to(root)), words)
    return flags


def read_as_one(group, flags):
    """What clang-tidy says of sources, each of which may have a main()."""
    file = work / f"{re.sub(r'[/.]', '_', group[0])}_and_{len(group) - 1}.cpp"
    lines = []
    for place, source in enumerate(group):
        has_main = re.search(r"^int main\(", (root / source).read_text(), re.MULTILINE)
        lines += [f"#define main main_of_{place}"] * bool(has_main) + [f'#include "{root / source}"'] + ["#undef main"] * bool(has_main)
    file.write_text("\n".join(lines) + "\n")
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
    alone = [source for source in group if any(line.startswith(f"{root / source}:") for line in errors)] or group
    print(f"{len(group)} files do not compile as one: {errors[0]}; read by themselves: {' '.join(alone)}", flush=True)
    rest = [source for source in group if source not in alone]
    return "".join(findings([source], flags) for source in alone) + (findings(rest, flags) if rest else "")


flags = compiled()
work.mkdir(exist_ok=True)
groups = groups_of(root, flags)
with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    found = "".join(pool.map(lambda group: findings(group, flags), groups))
print(found or f"clang-tidy finds nothing in {len(flags)} files, read as {len(groups)}")
sys.exit(bool(found) or not flags)
