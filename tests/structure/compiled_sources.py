"""The sources of this repository that a build compiles, and how: by its compile_commands.json."""
import json
import os
import pathlib
import re
import shlex


def compiled(root, build):
    """By source, the flags that say what it sees: where headers are, macros, the language."""
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


def as_one(root, group, file):
    """Writes to `file` what includes the sources of a group, each of which may have a main()."""
    lines = []
    for place, source in enumerate(group):
        has_main = re.search(r"^int main\(", (root / source).read_text(), re.MULTILINE)
        lines += [f"#define main main_of_{place}"] * bool(has_main) + [f'#include "{root / source}"'] + ["#undef main"] * bool(has_main)
    file.write_text("\n".join(lines) + "\n")
    return file


def parted(root, group, errors):
    """A group that does not compile as one, in groups: the sources that a line of `errors` begins with, each by itself, and the others."""
    alone = [source for source in group if any(line.startswith(f"{root / source}:") for line in errors)] or group
    print(f"{len(group)} files do not compile as one: {errors[0]}; read by themselves: {' '.join(alone)}", flush=True)
    rest = [source for source in group if source not in alone]
    return [[source] for source in alone] + [rest] * bool(rest)
