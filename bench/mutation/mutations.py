"""The one-token changes that a C++ source allows: where, what it says there and what it would say."""
import dataclasses
import re

# What is no code, or no place for a change: comments, strings, includes, template arguments of a type, assertions of ours.
HIDDEN = re.compile(r'//[^\n]*|/\*.*?\*/|R"\((?:.*?)\)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'|^\s*#[^\n]*'
                    r'|\btemplate\s*<[^{;]*?>(?=\s)|\b(?:std::\w+|\w*_cast|torch::\w+)<[^;(){}]*?>', re.DOTALL | re.MULTILINE)

SWAPS = {  # a kind of change and what stands for what
    "comparison": {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="},
    "logic": {"&&": "||", "||": "&&", "true": "false", "false": "true"},
    "arithmetic": {"+": "-", "-": "+", "*": "/", "/": "*", "%": "/", "+=": "-=", "-=": "+=", "*=": "/=", "/=": "*="},
    "bounds": {"min": "max", "max": "min", "begin": "end", "first": "second", "second": "first", "ceil": "floor", "floor": "ceil"},
}
SPACED = r"(?<= )(?:<=|>=|==|!=|<|>|&&|\|\||\+=|-=|\*=|/=|[-+*/%])(?= )"  # house style: a binary operator stands between spaces
WORDS = r"(?<![\w.:])(?:true|false)\b|(?<=std::)(?:min|max|ceil|floor)\b|(?<=[.])(?:first|second)\b"
NUMBER = r"(?<![\w.])(?:\d+\.\d*(?:e-?\d+)?|\d+)(?![\w.])"
ARGUMENTS = r"(?<=\w)\((\w[\w.]*), (\w[\w.]*)\)"
STATEMENT = r"(?m)(?<=[;{}:]\n)^ +(?!return|throw|break|continue|using|const|auto|std::|torch::Tensor|int|float|double|case|default|public|private)" \
            r"[\w.\->:]+(?:\(.*\)| (?:[-+*/|&]?=) .*);$"


@dataclasses.dataclass(frozen=True)
class Mutation:
    file: str
    line: int
    at: int  # of the text
    before: str
    after: str
    kind: str

    def applied(self, text):
        assert text[self.at:self.at + len(self.before)] == self.before
        return text[:self.at] + self.after + text[self.at + len(self.before):]


def changed_number(number):
    return f"{float(number) * 2 + 1:g}" if "." in number else str(int(number) + 1)


def places(text):
    """(at, before, after, kind) of all changes."""
    code = HIDDEN.sub(lambda hidden: re.sub(r"[^\n]", "\0", hidden.group()), text)
    for found in re.finditer(f"{SPACED}|{WORDS}", code):
        for kind, swaps in SWAPS.items():
            if found.group() in swaps:
                yield found.start(), found.group(), swaps[found.group()], kind
    for found in re.finditer(NUMBER, code):
        yield found.start(), found.group(), changed_number(found.group()), "constant"
    for found in re.finditer(ARGUMENTS, code):
        if found.group(1) != found.group(2):
            yield found.start(), found.group(), f"({found.group(2)}, {found.group(1)})", "order of arguments"
    for found in re.finditer(STATEMENT, code):
        if "\0" not in found.group():
            yield found.start(), found.group(), re.match(" +", found.group()).group() + ";", "dropped statement"


def mutations_of(file, text):
    return [Mutation(file, text.count("\n", 0, at) + 1, at, before, after, kind) for at, before, after, kind in sorted(places(text))]
