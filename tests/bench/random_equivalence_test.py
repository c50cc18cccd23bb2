#!/usr/bin/env python3
"""random_equivalence_test.py: cases of bench/random_equivalence are the same of one seed, come back from their text, and shrink to the
smallest that is still wrong, of a program whose mistake is known."""
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench"))
import equivalence_draw as draw

wrong = []


def expect(what, holds):
    if not holds:
        wrong.append(what)


def drawn(seed, count=300):
    source = random.Random(seed)
    return [draw.case(source, i % 6 + 1) for i in range(count)]


cases = drawn(1)
expect("one seed, the same cases", cases == drawn(1))
expect("another seed, others", cases != drawn(2))
expect("of as many ranks as asked for, with an image at least",
       all(len(case.get("rows", [1])) == i % 6 + 1 and sum(case.get("rows", [1])) > 0 for i, case in enumerate(cases)))
for word in ("path", "reading", "part", "steps", "classes", "grid", "unknown", "boxed", "flagged", "equal", "near", "same_hash", "zones",
             "repel", "sum_loss", "mean_graph", "raw", "single", "bf16", "recompute", "capture", "clip"):
    expect(f"some cases have {word}", any(word in case for case in cases))
expect("some ranks have no image", any(0 in case.get("rows", [1]) for case in cases))
expect("all methods", {case.get("method", "gren") for case in drawn(1, 2000)} == set(draw.METHODS))
for case in cases:
    expect("a case comes back from its text", draw.text(draw.from_text(draw.text(case))) == draw.text(case))

# What is wrong, and the least that shows it.
for mistake, ranks, images, words in [
    ("len(rows) >= 3 and rows[-1] == 0", 3, 1, {}),
    ("path == 'row-blocks' and sum(rows) >= 2", 1, 2, {"path": "row-blocks"}),
    ("flagged >= 2 and classes >= 3 and min(rows) > 0 and len(rows) > 1", 2, 2, {"classes": 3, "flagged": 2}),
]:
    def wrong_of(cases):
        plain = {"rows": [1], "path": "", "flagged": 0, "classes": 1}
        return [(case, "") for case in cases if eval(mistake, {}, plain | case)]
    found = wrong_of(drawn(3))
    expect(f"some cases have {mistake}", found)
    for case, why in found[:5]:
        small = draw.shrunk(case, why, wrong_of)[0]
        small = {word: value for word, value in small.items() if word != "seed"}
        rows = small.pop("rows", [1])
        expect(f"{mistake}: {draw.text(case)} became {rows} {draw.text(small)}",
               (len(rows), sum(rows)) == (ranks, images) and small == words)

for what in wrong:
    print("wrong:", what)
sys.exit(1 if wrong else 0)
