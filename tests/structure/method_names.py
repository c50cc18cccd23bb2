#!/usr/bin/env python3
"""METHOD.md names code as `file:name`: each file must be there and hold the name. tests/structure/method_names.py [ROOT]

Also every comment that cites METHOD.md by an equation or a section must find it there.
"""
import os
import re
import sys

from tree import CPP, files_of

CODE = re.compile(r"`([\w./-]+\.(?:h|cpp|cu|cuh)):(\w+)`")
CITATION = re.compile(r'METHOD\.md, (?:"([^"]+)"|(Eq\. \d+))')


def text(root, name):
    with open(os.path.join(root, name), encoding="utf-8") as file:
        return file.read()


def faults(root):
    method = text(root, "METHOD.md")
    named = CODE.findall(method)
    if not named:
        yield "METHOD.md: names no code as `file:name`"
    for file, name in named:
        if not os.path.exists(os.path.join(root, file)):
            yield f"METHOD.md: names {file}, which is gone"
        elif not re.search(rf"\b{name}\b", text(root, file)):
            yield f"METHOD.md: names {name} of {file}, which does not hold it"
    for file in files_of(root, CPP + (".plan", ".py")):
        if file.startswith("tests/structure/"):
            continue
        flowing = re.sub(r"\n *(?://|#) ?", " ", text(root, file))
        if re.search(r"(?<![A-Za-z_])methods?\.md", flowing):
            yield f"{file}: cites a method.md that is not in the repository; cite METHOD.md"
        for section, equation in CITATION.findall(flowing):
            if section and not re.search(rf"^#+ .*{re.escape(section)}|\*\*{re.escape(section)}", method, re.M):
                yield f'{file}: cites METHOD.md, "{section}", which has no such section'
            if equation and equation not in method:
                yield f"{file}: cites METHOD.md, {equation}, which it does not have"


if __name__ == "__main__":
    here = os.path.dirname(os.path.abspath(__file__))
    found = list(faults(sys.argv[1] if len(sys.argv) > 1 else os.path.join(here, "..", "..")))
    print("\n".join(found) or "METHOD.md and the code know each other")
    sys.exit(bool(found))
