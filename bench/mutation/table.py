#!/usr/bin/env python3
"""table.py RESULTS: mutants by room, killed and survived, and each survivor, in Markdown."""
import collections
import csv
import pathlib
import sys


def main():
    with open(sys.argv[1], newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["verdict"] != "does not compile"]
    rooms = collections.defaultdict(collections.Counter)
    for row in rows:
        for room in (str(pathlib.Path(row["file"]).parent), "all"):
            rooms[room][row["verdict"]] += 1
    print("| room | mutants | killed | survived | share killed |\n|---|---|---|---|---|")
    for room, counts in rooms.items():
        if room != "all":
            print_row(f"`{room}`", counts)
    print_row("all", rooms["all"])
    print("\n| survivor | was | became |\n|---|---|---|")
    for row in rows:
        if row["verdict"] == "survived":
            print(f"| `{row['file']}:{row['line']}` | `{row['before']}` | `{row['after']}` |")


def print_row(name, counts):
    mutants = counts["killed"] + counts["survived"]
    print(f"| {name} | {mutants} | {counts['killed']} | {counts['survived']} | {counts['killed'] / mutants:.0%} |")


if __name__ == "__main__":
    main()
