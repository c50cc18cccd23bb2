"""Sources of C++ that a compiler can read as one file: those whose names do not meet."""
import functools
import re

from cpp_text import NOT_CODE, reached

MOST = 120  # sources in a group, so that every core has its share
NAMESPACE = re.compile(r"^namespace ((?:\w|::)+) \{(.*?)^\}  // namespace \1", re.DOTALL | re.MULTILINE)
PRIVATE = re.compile(r"^namespace \{(.*?)^\}  // namespace$", re.DOTALL | re.MULTILINE)
# What is declared at the level of a namespace, where nothing is indented: types and functions, constants, other names of types.
DECLARED = re.compile(r"^(?:template <[^\n]*> *)?(?:struct|class|enum(?: class)?|concept) (\w+)"
                      r"|^[A-Za-z\[][^\n;={(]*?[ &*>](\w+)(?=[(={\[;]| =)", re.MULTILINE)
CONSTANTS = re.compile(r"^(?:inline |static |extern )*const\w* [^;]*?;", re.MULTILINE)
ALIAS = re.compile(r"^(?:using|namespace) (\w+) = ([^;]*);", re.MULTILINE)
DEFINED = re.compile(r"^[A-Za-z][^\n;=]*\) \{", re.MULTILINE)  # a function


def names(text):
    text = re.sub(r"^(?:using|namespace) [^\n]*", "", NOT_CODE.sub("", text), flags=re.MULTILINE)
    constants = re.findall(r"\b(k[A-Z]\w+)(?=[({\[;]| =)", "".join(CONSTANTS.findall(text)))
    return {name for found in DECLARED.findall(text) for name in found if name} | set(constants)


class Source:
    def __init__(self, root, name):
        spaces = NAMESPACE.findall((root / name).read_text())
        self.own = {(space, found) for space, text in spaces for found in names("".join(PRIVATE.findall(text)))}
        self.aliases = {(space, alias): text for space, whole in spaces for alias, text in ALIAS.findall(whole)}
        self.defined = {(space, line) for space, text in spaces for line in DEFINED.findall(PRIVATE.sub("", text))}
        ours, others = reached(root, name)
        self.public = set().union(*(declared(root, file) for file in ours))
        self.aliases |= {(space, found): within for space, text in spaces for used in re.findall(r"^using namespace (\w+);", text, re.MULTILINE)
                         for within, found in self.public if within == f"{space}::{used}"}
        self.is_of_torch = any(header.startswith("torch/") for header in others)

    def meets(self, other):
        return bool(self.own & other.own or self.defined & other.defined) or self.hides(other) or other.hides(self) or any(
            other.aliases.get(name, text) != text for name, text in self.aliases.items())

    def hides(self, other):
        """Whether a name that this source has for itself is another's in `other`."""
        return bool(self.own & (other.public | other.aliases.keys()) or self.aliases.keys() & other.public)


@functools.cache
def declared(root, file):
    """(namespace, name) of what a file declares for others."""
    return {(space, name) for space, text in NAMESPACE.findall((root / file).read_text()) for name in names(PRIVATE.sub("", text))}


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
