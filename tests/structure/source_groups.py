"""Sources of C++ that a compiler can read as one file: those whose names do not meet."""
import re

from cpp_text import NAMESPACE, PRIVATE, aliases, declared, names, reached

MOST = 120  # sources in a group, so that every core has its share
DEFINED = re.compile(r"^[A-Za-z][^\n;=]*\) \{", re.MULTILINE)  # a function


class Source:
    def __init__(self, root, name):
        spaces = NAMESPACE.findall((root / name).read_text())
        self.own = {(space, found) for space, text in spaces for found in names("".join(PRIVATE.findall(text)))}
        self.defined = {(space, line) for space, text in spaces for line in DEFINED.findall(PRIVATE.sub("", text))}
        ours, others = reached(root, name)
        self.public = set().union(*(declared(root, file) for file in ours))
        self.aliases = aliases(root, name) | {
            (space, found): within for space, text in spaces for used in re.findall(r"^using namespace (\w+);", text, re.MULTILINE)
            for within, found in self.public if within == f"{space}::{used}"}
        self.is_of_torch = any(header.startswith("torch/") for header in others)

    def meets(self, other):
        return bool(self.own & other.own or self.defined & other.defined) or self.hides(other) or other.hides(self) or any(
            other.aliases.get(name, text) != text for name, text in self.aliases.items())

    def hides(self, other):
        """Whether a name that this source has for itself is another's in `other`."""
        return bool(self.own & (other.public | other.aliases.keys()) or self.aliases.keys() & other.public)


def groups_of(root, flags):
    """The sources in groups, the largest first: of tests or of none, and of headers of one MPI. Those of torch come first, beside which
    the others cost little."""
    sources = {name: Source(root, name) for name in sorted(flags)}
    kinds = {}
    for name in sorted(sources, key=lambda name: not sources[name].is_of_torch):
        simulated = any("smpi" in word for word in flags[name])
        groups = kinds.setdefault((name.startswith("tests/"), simulated), [])
        for group in groups:
            if len(group) < MOST and not any(sources[name].meets(sources[other]) for other in group):
                group.append(name)
                break
        else:
            groups.append([name])
    return sorted((group for groups in kinds.values() for group in groups), key=len, reverse=True)
