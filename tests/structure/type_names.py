#!/usr/bin/env python3
"""One name, one type: a struct, class or enum is defined once per namespace. tests/structure/type_names.py [ROOT]

Two definitions of one name in one namespace, in two files that never meet, are linked without a word (the one-definition
rule), and one of them runs with the other's members. Anonymous namespaces are left out: what is in them is the file's own.
"""
import collections
import os
import re
import sys

from tree import CPP, files_of

TOKEN = re.compile(
    r"(?P<namespace>\b(?:inline )?namespace\b(?: +[\w:]+)?\s*\{)"
    r"|(?P<type>(?<![<,])(?<![<,] )\b(?:struct|class|enum(?: +class)?|union)\s+"  # no parameter of a template
    r"(?:(?:\[\[\w+\]\]|alignas\([^)]*\))\s*)?(?P<name>\w+)\b(?!::)[^;{}()=]*\{)"
    r"|(?P<open>\{)|(?P<close>\})"
)
COMMENT_OR_STRING = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.S)


def types(text):
    """(namespace, name) of each type defined at namespace scope outside anonymous namespaces."""
    scopes = []
    for token in TOKEN.finditer(COMMENT_OR_STRING.sub('""', text)):
        if token["namespace"]:
            name = token["namespace"].rstrip("{").replace("inline", "").replace("namespace", "").strip()
            scopes.append(("namespace", name))
        elif token["type"]:
            if all(kind == "namespace" and name for kind, name in scopes):
                yield "::".join(name for _, name in scopes), token["name"]
            scopes.append(("type", token["name"]))
        elif token["open"]:
            scopes.append(("block", ""))
        elif scopes:
            scopes.pop()


def main(root):
    files = collections.defaultdict(set)
    for name in files_of(root, CPP):
        if not name.startswith(("tests/", "bench/")):
            with open(os.path.join(root, name), encoding="utf-8") as file:
                for scope, type_name in types(file.read()):
                    files[f"{scope}::{type_name}"].add(name)
    twice = {name: where for name, where in files.items() if len(where) > 1}
    for name, where in sorted(twice.items()):
        print(f"{name} is defined in {', '.join(sorted(where))}; give one another name or namespace")
    if not files:
        print("no type found")
    if not twice and files:
        print(f"{len(files)} types, each defined once")
    return bool(twice) or not files


if __name__ == "__main__":
    here = os.path.dirname(os.path.abspath(__file__))
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else os.path.join(here, "..", "..")))
