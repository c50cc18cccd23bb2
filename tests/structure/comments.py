#!/usr/bin/env python3
"""Comments that end in a line of one or two orphaned words: tests/structure/comments.py [--mend] [ROOT].

A paragraph of // lines is wrapped at 110 columns; where its last line holds one or two words, narrower lines hold the
same text without them. Prints each such place and exits with 1 where there is one; --mend rewrites them instead.
"""
import os
import re
import sys

from tree import CPP, files_of

WIDTH = 110
LINE = re.compile(r"^( *)// (\S.*)$")
NO_PROSE = re.compile(r"^(?:\||[-*] |\d+\. |  )")


def paragraphs(lines):
    """(first, last, indent) of each run of // lines of one indent that reads as one paragraph."""
    start = None
    for i in range(len(lines) + 1):
        here = LINE.match(lines[i]) if i < len(lines) else None
        prose = here and not NO_PROSE.match(here.group(2))
        same = start is not None and here and len(here.group(1)) == indent
        if start is not None and not (same and prose):
            if i - start > 1:
                yield start, i - 1, indent
            start = None
        if prose and start is None:
            start, indent = i, len(here.group(1))


def wrapped(words, width):
    lines, line = [], ""
    for word in words:
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return lines + [line]


def mended(words, width):
    """The same words in as many lines, the last of three words or more; nothing where no width gives that."""
    count = len(wrapped(words, width))
    for narrower in range(width, width // 2, -1):
        lines = wrapped(words, narrower)
        if len(lines) > count:
            return None
        if len(lines[-1].split()) > 2:
            return lines
    return None


def orphans(lines):
    for first, last, indent in paragraphs(lines):
        if len(LINE.match(lines[last]).group(2).split()) > 2:
            continue
        words = " ".join(LINE.match(line).group(2) for line in lines[first : last + 1]).split()
        better = mended(words, WIDTH - indent - 3)
        if better:
            yield first, last, [" " * indent + "// " + line for line in better]


def main(arguments):
    mend = "--mend" in arguments
    roots = [a for a in arguments if a != "--mend"]
    root = roots[0] if roots else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    found = 0
    for name in files_of(root, CPP):
        path = os.path.join(root, name)
        with open(path, encoding="utf-8") as file:
            lines = file.read().split("\n")
        places = list(orphans(lines))
        found += len(places)
        for first, last, better in reversed(places):
            if mend:
                lines[first : last + 1] = better
            else:
                print(f"{name}:{last + 1}: the comment ends in an orphan: '{lines[last].strip()}'")
        if mend and places:
            with open(path, "w", encoding="utf-8") as file:
                file.write("\n".join(lines))
    print(f"{found} comments {'mended' if mend else 'end in an orphan'}" if found else "no comment ends in an orphan")
    return 0 if mend else bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
