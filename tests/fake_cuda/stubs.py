"""Writes libraries in C that define, weakly, each function that torch's CUDA libraries want of one that is not there.

    stubs.py OUT LIBRARY... -- NAME=PATTERN...

OUT/NAME.c ends the program with the function's name where it is called, OUT/NAME.map gives the symbols the version that
torch asks for. PATTERN is a regular expression for the names of functions that no version tells apart.
"""
import collections
import pathlib
import re
import subprocess
import sys

out, (libraries, rows) = pathlib.Path(sys.argv[1]), (sys.argv[2:sys.argv.index("--")], sys.argv[sys.argv.index("--") + 1:])
wanted = collections.defaultdict(set)
patterns = dict(row.split("=", 1) for row in rows)
versions = {}
for library in libraries:
    for line in subprocess.run(["nm", "-D", "--undefined-only", library], check=True, text=True, capture_output=True).stdout.splitlines():
        name, _, version = line.split()[-1].partition("@")
        for soname, pattern in patterns.items():
            if re.fullmatch(pattern, name):
                wanted[soname].add(name)
                versions[soname] = version or None
for soname in patterns:
    lines = [f"void fake_cuda_missing(const char *name);\n#define MISSING(f) __attribute__((weak)) void f(void) {{ fake_cuda_missing(#f); }}"]
    lines += [f"MISSING({name})" for name in sorted(wanted[soname])]
    (out / f"{soname}.c").write_text("\n".join(lines) + "\n")
    (out / f"{soname}.map").write_text(f"{versions.get(soname) or 'FAKE'} {{ global: *; }};\n")
