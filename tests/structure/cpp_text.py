"""What a file of C++ says and declares, for the checks beside this one."""
import functools
import re

INCLUDE = re.compile(r'^\s*#include\s+([<"])([^>"]+)[>"]', re.MULTILINE)
NOT_CODE = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|^\s*#include[^\n]*', re.DOTALL | re.MULTILINE)

NAMESPACE = re.compile(r"^namespace ((?:\w|::)+) \{(.*?)^\}  // namespace \1", re.DOTALL | re.MULTILINE)
PRIVATE = re.compile(r"^namespace \{(.*?)^\}  // namespace$", re.DOTALL | re.MULTILINE)
ALIAS = re.compile(r"^(?:using|namespace) (\w+) = ([^;]*);", re.MULTILINE)
# What is declared at the level of a namespace, where nothing is indented: types and functions, and constants.
DECLARED = re.compile(r"^(?:template <[^\n]*> *)?(?:struct|class|enum(?: class)?|concept) (\w+)"
                      r"|^[A-Za-z\[][^\n;={(]*?[ &*>](\w+)(?=[(={\[;]| =)", re.MULTILINE)
CONSTANTS = re.compile(r"^(?:inline |static |extern )*const\w* [^;]*?;", re.MULTILINE)


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


def names(text):
    """What the text of a namespace declares: types, functions and constants."""
    text = re.sub(r"^(?:using|namespace) [^\n]*", "", NOT_CODE.sub("", text), flags=re.MULTILINE)
    constants = re.findall(r"\b(k[A-Z]\w+)(?=[({\[;]| =)", "".join(CONSTANTS.findall(text)))
    return {name for found in DECLARED.findall(text) for name in found if name} | set(constants)


@functools.cache
def declared(root, file):
    """(namespace, name) of what a file declares for others."""
    return {(space, name) for space, text in NAMESPACE.findall((root / file).read_text()) for name in names(PRIVATE.sub("", text))}


@functools.cache
def aliases(root, file):
    """By (namespace, name), what else a file calls so: `using` and `namespace` with an equals sign."""
    return {(space, name): text for space, whole in NAMESPACE.findall((root / file).read_text()) for name, text in ALIAS.findall(whole)}
