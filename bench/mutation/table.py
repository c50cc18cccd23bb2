#!/usr/bin/env python3
"""table.py RESULTS UNCHANGED: mutants by room, killed and survived, and each survivor, in Markdown. UNCHANGED names those that survive
since they change nothing, with the reason."""
import collections
import csv
import pathlib
import sys


def rows_of(name):
    with open(name, newline="") as file:
        return list(csv.DictReader(file))


def place(row):
    return row["file"], row["at"], row["after"]


def main():
    reasons = {place(row): row["why"] for row in rows_of(sys.argv[2])}
    rows = [row for row in rows_of(sys.argv[1]) if row["verdict"] != "does not compile"]
    rooms = collections.defaultdict(collections.Counter)
    survivors = [row for row in rows if row["verdict"] == "survived"]
    for row in rows:
        verdict = "unchanged" if row["verdict"] == "survived" and place(row) in reasons else row["verdict"]
        for room in (str(pathlib.Path(row["file"]).parent), "all"):
            rooms[room][verdict] += 1
    print("| room | mutants | killed | change nothing | survived | killed of those that change something |\n|---|---|---|---|---|---|")
    for room in [*sorted(set(rooms) - {"all"}), "all"]:
        counts = rooms[room]
        changing = counts["killed"] + counts["survived"]
        print(f"| {room if room == 'all' else f'`{room}`'} | {sum(counts.values())} | {counts['killed']} | {counts['unchanged']} | "
              f"{counts['survived']} | {counts['killed'] / changing:.0%} |")
    print("\n| survivor | was | became | why it changes nothing |\n|---|---|---|---|")
    for row in survivors:
        print(f"| `{row['file']}:{row['line']}` | `{row['before']}` | `{row['after']}` | {reasons.get(place(row), 'survived')} |")


if __name__ == "__main__":
    main()
