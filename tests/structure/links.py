#!/usr/bin/env python3
"""Holds the links of Markdown files to files that are there: tests/structure/links.py [ROOT].

Prints each relative link that leads nowhere, and exits with 1 where there is one.
"""
import pathlib
import re
import sys

from tree import files_of


def broken(root):
    for name in files_of(root, (".md",)):
        page = root / name
        text = re.sub(r"^(    |```).*$", "", page.read_text(encoding="utf-8"), flags=re.M)
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
            if not re.match(r"[a-z]+:", link) and not (page.parent / link).exists():
                yield f"{name}: {link}"


if __name__ == "__main__":
    found = list(broken(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
    print("\n".join(found) or "every link leads somewhere")
    sys.exit(bool(found))
