"""Random cases of the equivalence test, their text (tests/support/described_case.h), and smaller ones."""

GRAPH = ["gren"] * 8 + ["cosine"] * 3 + ["inter", "intra", "const", "batch-const", "shuffle"] * 2
METHODS = GRAPH + [
    "baseline", "li", "cam", "pcan", "attention", "cen", "ccg-code", "ccg", "graph-rise", "pylon", "zhou", "cia"]
PATHS = ["all-gather", "sharded-gram", "row-blocks"]
PLAINEST = {"rows": [1], "method": "gren", "reading": "pooled", "path": "all-gather", "norm": "sync", "steps": 1,
            "depth": 18, "classes": 1, "grid": 2}  # all else 0; seed always said


def case(draw, ranks):
    """A dictionary of the words that are not the plainest."""
    rare = lambda words, odds: {word: 1 for word in words if draw.random() < odds}
    often = lambda word, most, odds=0.5: {word: draw.randint(1, most)} if draw.random() < odds else {}
    rows = [draw.randint(0, 5) if draw.random() < 0.8 else 0 for _ in range(ranks)]
    if sum(rows) == 0:
        rows[draw.randrange(ranks)] = draw.randint(1, 5)
    one = {"seed": draw.randrange(1, 10**6), "rows": rows, "method": draw.choice(METHODS), "path": draw.choice(PATHS),
           "reading": draw.choice(["pooled", "pooled", "mirror", "flat", "forward"]),
           "steps": draw.choice([1, 1, 1, 1, 2, 3]), "classes": draw.randint(1, 4), "grid": draw.randint(2, 6),
           "depth": 121 if draw.random() < 0.02 else 18}
    if draw.random() < 0.4:
        one |= {"norm": "frozen"} | often("part", 3)
    one |= rare(["repel", "sum_loss", "mean_graph", "raw", "grey", "zones"], 0.3)
    one |= rare(["recompute", "capture", "single", "clip"], 0.1)
    if "single" in one:  # rounding through 121 layers says nothing
        one |= rare(["bf16"], 0.5) | {"depth": 18}
    if "single" in one or "sum_loss" in one:  # steps of the random network soon run away
        one["steps"] = 1
    for word, most in {"unknown": 3, "boxed": 5, "flagged": 6, "equal": 2, "near": 2, "same_hash": 3}.items():
        one |= often(word, most)
    if one["method"] not in GRAPH:  # whose heads' gradients are, in part, nothing but rounding
        one = {word: value for word, value in one.items() if word not in ("single", "bf16")}
    if one["method"] == "pylon":  # its pooled pixel has no variance over one image, nor over equal ones
        rows[0] += sum(rows) == 1
        one = {word: value for word, value in one.items() if word not in ("equal", "near")}
    if "single" in one:  # which leaves little of the distance of near images
        one.pop("near", None)
    if one["method"] == "cosine":  # whose weights are of the rounded features, too
        one.pop("bf16", None)
    return plain_left_out(one)


def plain_left_out(case):
    return {word: value for word, value in case.items() if word == "seed" or value != PLAINEST.get(word, 0)}


def text(case):
    return " ".join(f"{word}={','.join(map(str, value)) if word == 'rows' else value}" for word, value in case.items())


def from_text(line):
    words = dict(word.split("=", 1) for word in line.split())
    if "rows" in words:
        words["rows"] = [int(count) for count in words["rows"].split(",")]
    return words


def smaller(case):
    """Each a step smaller, the largest steps first: a rank less, two as one, an image less, a word at its plainest."""
    rows = case.get("rows", [1])
    for r in range(len(rows)):
        before, after = rows[:r], rows[r + 1:]
        for fewer in (before + after, before + [rows[r] // 2] + after, before + [rows[r] - 1] + after,
                      before + [sum(rows[r:r + 2])] + rows[r + 2:]):
            if sum(fewer) > 0 and min(fewer) >= 0 and fewer != rows:
                yield case | {"rows": fewer}
    for word in case:
        if word not in ("seed", "rows"):
            yield {other: value for other, value in case.items() if other != word}
    for word in ("steps", "classes", "grid", "unknown", "boxed", "flagged", "equal", "near", "same_hash"):
        if int(case.get(word, 0)) > PLAINEST.get(word, 0) + 1:
            yield case | {word: int(case[word]) - 1}


def shrunk(case, why, wrong_of):
    """The smallest that is still wrong; wrong_of(cases) -> [(case, why)]."""
    together = []
    while True:
        found = wrong_of([one for one in map(plain_left_out, [*together, *smaller(case)]) if one != case])
        if not found:
            return case, why
        case, why = min(found, key=size)
        together = [{word: case[word] for word in case if all(word in other for other, _ in found)}]


def size(found):
    rows = found[0].get("rows", [1])
    return len(rows), sum(rows), len(found[0]), text(found[0])
