#!/usr/bin/env python3
"""Holds CHANGELOG.md and CITATION.cff to the version of CMakeLists.txt: tests/structure/versions.py [ROOT].

Prints what does not say that version, and exits with 1 where there is any.
"""
import pathlib
import re
import sys


def faults(root):
    read = lambda name: (root / name).read_text(encoding="utf-8")
    version = re.search(r"^project\(gren VERSION (\S+)", read("CMakeLists.txt"), re.M).group(1)
    sections = re.findall(r"^## (\S+)[^\n]*\n(.*?)(?=^## |\Z)", read("CHANGELOG.md"), re.M | re.S)
    if not sections or sections[0][0] != version:
        yield f"CHANGELOG.md: the newest entry is {sections[0][0] if sections else 'none'}, expected {version}"
    elif not re.search(r"^- ", sections[0][1], re.M):
        yield f"CHANGELOG.md: the entry of {version} says nothing"
    cited = re.search(r"^version: (\S+)", read("CITATION.cff"), re.M)
    if not cited or cited.group(1) != version:
        yield f"CITATION.cff: version is {cited.group(1) if cited else 'not there'}, expected {version}"


if __name__ == "__main__":
    found = list(faults(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
    print("\n".join(found) or "CHANGELOG.md and CITATION.cff are of this version")
    sys.exit(bool(found))
