"""What a file of C++ says, for the checks of includes beside this one."""
import functools
import re

INCLUDE = re.compile(r'^\s*#include\s+([<"])([^>"]+)[>"]', re.MULTILINE)
NOT_CODE = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|^\s*#include[^\n]*', re.DOTALL | re.MULTILINE)


@functools.cache
def code_of(path):
    """The text of `path` without comments, strings and includes."""
    return NOT_CODE.sub("", path.read_text())


@functools.cache
def reached(root, name):
    """What `name`, a file below `root`, includes: files of this repository, itself and what those include among them; and other headers."""
    ours, others, waiting = {name}, set(), [name]
    while waiting:
        for kind, header in INCLUDE.findall((root / waiting.pop()).read_text()):
            if kind == "<":
                others.add(header)
            elif header not in ours and (root / header).exists():
                ours.add(header)
                waiting.append(header)
    return frozenset(ours), frozenset(others)
