#!/usr/bin/env python3
"""Holds a JSON document to the keys that a page promises: check_documented_keys.py PAGE HEADING DOCUMENT [UNSEEN...].

The keys stand in backquotes in the first column of the table under the heading, "ranks[].host" for each element's. UNSEEN:
beginnings of keys that this document cannot have, such as links where there is one host. Prints what is promised and not
there, or there and not promised, and exits with 1 where there is any.
"""
import json
import re
import sys


def promised(page, heading):
    section = page.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [row.split("|")[1] for row in section.splitlines() if row.startswith("| `")]
    return {key for row in rows for key in re.findall(r"`([^`]+)`", row)}


def keys(value, path=""):
    if isinstance(value, dict) and value and path.split(".")[-1] != "unreached":
        for name, part in value.items():
            yield from keys(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        yield from ({key for part in value for key in keys(part, path + "[]")} if value else [path + "[]"])
    else:
        yield path


def main(page, heading, document, *unseen):
    expected = promised(open(page, encoding="utf-8").read(), heading)
    found = set(keys(json.load(open(document, encoding="utf-8"))))
    beyond = lambda key: any(key.startswith(beginning) for beginning in unseen)
    told = [f"{key}: promised and not there" for key in sorted(expected - found) if not beyond(key)]
    told += [f"{key}: there and not promised" for key in sorted(found - expected) if not beyond(key)]
    print("\n".join(told) or f"{len(found)} keys, all as {page} says")
    return bool(told)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
