"""coverage.py < OUTPUT OF gcov --json-format --stdout: lines and branches that ran, by room, in Markdown; then the files that took less
than LEAST of their branches.

A branch is a way out of a condition that stands in the text; gcov also counts those that the compiler writes, to tidy up and from functions
that are always inlined. So a line has as many as it has words like `if` and `&&`, the first of gcov's, and one that was never come
to in a line that ran has none: it stands behind one that counts, or follows an exception.
"""
import collections
import itertools
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
ROOMS = ("dataio", "distributed", "graph", "src")
LEAST = 0.85


def room_file(name, folder):
    """The file's name below the root, or none where it is of no room."""
    path = pathlib.Path(folder, name).resolve()
    below = path.relative_to(ROOT) if path.is_relative_to(ROOT) else None
    return below if below and below.parts[0] in ROOMS else None


def conditions(branches):
    """gcov's branches of a line, condition by condition: two each, or those of a switch."""
    if len(branches) % 2:
        return [branches]
    return [branches[i:i + 2] for i in range(0, len(branches), 2)]


def counts(documents):
    """{file: ({line: times}, {(line, condition): [times of each way]})}, of all translation units together: a header is in many."""
    files = collections.defaultdict(lambda: (collections.Counter(), {}))
    for document in documents:
        for of_file in document["files"]:
            name = room_file(of_file["file"], document["current_working_directory"])
            for line in of_file["lines"] if name else []:
                number = line["line_number"]
                files[name][0][number] += line["count"]
                for i, ways in enumerate(conditions(line["branches"])):
                    if not any(way["throw"] for way in ways):
                        before = files[name][1].get((number, i), [])
                        files[name][1][number, i] = [sum(pair) for pair in itertools.zip_longest(
                            before, (way["count"] for way in ways), fillvalue=0)]
    return files


def written(name):
    """How many conditions each line of the file's text has, from 1."""
    without_strings = (re.sub(r'"(\\.|[^"\\])*"|//.*', "", line) for line in (ROOT / name).read_text().splitlines())
    return [0, *(len(re.findall(r"\b(?:if|for|while|switch)\b|\?| && | \|\| ", line)) for line in without_strings)]


def branches_of(name, lines, ways):
    """{(line, condition, way): times} of the conditions that count."""
    found, left = {}, written(name)
    for (line, i), counts_of_ways in sorted(ways.items()):
        if left[line] and (any(counts_of_ways) or not lines[line]):
            left[line] -= 1
            found.update(((line, i, way), count) for way, count in enumerate(counts_of_ways))
    return found


def ran(times):
    return sum(count > 0 for count in times.values()), len(times)


def share(part, whole):
    return f"{part / whole:.0%} of {whole:,}" if whole else "–"


def spans(numbers):
    """"3, 7-9" of 3, 7, 8, 9."""
    runs = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def main():
    files = counts(json.loads(line) for line in sys.stdin if line.startswith("{"))
    rooms = collections.defaultdict(lambda: [0, 0, 0, 0])
    files = {name: (lines, branches_of(name, lines, ways)) for name, (lines, ways) in files.items()}
    for name, times in files.items():
        for room in (str(name.parent), "all"):
            for i, count in enumerate((*ran(times[0]), *ran(times[1]))):
                rooms[room][i] += count
    print("| room | lines | branches |\n|---|---|---|")
    for room in sorted(rooms, key=lambda room: (room == "all", room)):
        lines_ran, lines, branches_ran, branches = rooms[room]
        print(f"| {room if room == 'all' else f'`{room}`'} | {share(lines_ran, lines)} | {share(branches_ran, branches)} |")
    print(f"\nUnder {LEAST:.0%} of their branches:\n\n| file | branches | lines that never ran |\n|---|---|---|")
    for name, times in sorted(files.items()):
        taken, branches = ran(times[1])
        if branches and taken / branches < LEAST:
            never = sorted(line for line, count in times[0].items() if not count)
            print(f"| `{name}` | {share(taken, branches)} | {spans(never) or 'none'} |")


if __name__ == "__main__":
    main()
