#!/usr/bin/env python3
"""shell_scripts.py SHELLCHECK [ROOT]: what shellcheck finds in the scripts of bash and sh that the repository has, and in what they
source. .shellcheckrc says where that lies; what a script must do against a rule stands there with its reason."""
import pathlib
import re
import subprocess
import sys

from tree import files_of

shellcheck = sys.argv[1]
root = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else ".").resolve()
scripts = []
for name in files_of(root):
    with open(root / name, "rb") as file:
        if re.match(rb"#!\S*/(env )?(ba)?sh\b", file.readline()):
            scripts.append(name)
if len(scripts) < 40:
    sys.exit(f"{root}: {len(scripts)} scripts found, expected 40 at least")
if subprocess.run([shellcheck, "--format=gcc", *scripts], cwd=root).returncode:
    sys.exit("shellcheck found the above")
print(f"nothing found in {len(scripts)} scripts")
