#!/usr/bin/env python3
"""tables.py RESULTS: the study's tables in Markdown, from the rows that there are; each says how many replicates it has."""
import collections
import csv
import itertools
import statistics
import sys

import design
import statistics_of

METRIC = {"labels": "auc"}  # of the others T(IoU)=0.5
NAMES = {"auc": "mean AUC", "t5": "T(IoU)=0.5"}


def table(header, rows):
    print("| " + " | ".join(header) + " |\n|" + "---|" * len(header))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


class Results:
    def __init__(self, file):
        self.rows = collections.defaultdict(dict)  # of (block, world, supervision, arm): {replicate: row}
        with open(file, newline="") as lines:
            for row in csv.DictReader(lines):
                self.rows[row["block"], row["world"], row["supervision"], row["arm"]][int(row["replicate"])] = row

    def values(self, block, world, supervision, arm, column=None):
        column = column or METRIC.get(supervision, "t5")
        rows = self.rows[block, world, supervision, arm]
        return {replicate: float(row[column]) for replicate, row in rows.items() if row[column]}

    def gains(self, block, world, supervision, arm, other):
        """{replicate: difference}, of the replicates that have both."""
        a, b = self.values(block, world, supervision, arm), self.values(block, world, supervision, other)
        return {replicate: a[replicate] - b[replicate] for replicate in sorted(a.keys() & b.keys())}


def compared(results, block, comparisons):
    """Rows [.., difference, interval, p] of (world, supervision, arm, other) that have replicates, and the p values."""
    rows, p_values = [], []
    for world, supervision, arm, other in comparisons:
        found = list(results.gains(block, world, supervision, arm, other).values())
        if len(found) < 2:
            continue
        mean, half = statistics_of.interval(found)
        p_values.append(statistics_of.sign_flip_p(found))
        level = statistics.fmean(results.values(block, world, supervision, other).values())
        ratio = results.values(block, world, supervision, arm, "graph_over_loss")
        rows.append([world, supervision, f"{arm} − {other}", str(len(found)), f"{level:.3f}", f"{mean:+.3f}",
                     f"{mean - half:+.3f} … {mean + half:+.3f}", f"{p_values[-1]:.3f}",
                     f"{statistics.median(ratio.values()):.3f}" if ratio else "–"])
    return rows, p_values


HEADER = ["world", "supervision", "difference", "pairs", "the other's level", "mean", "95 %", "p", "‖graph‖/‖loss‖"]


def section(title, results, block, comparisons, family=False):
    rows, p_values = compared(results, block, comparisons)
    if not rows:
        return
    print(f"### {title}\n")
    if not family:
        table(HEADER, rows)
        return
    adjusted = statistics_of.holm(p_values)
    table(HEADER[:-1] + ["p, Holm", "verdict", HEADER[-1]],
          [row[:-1] + [f"{p:.3f}", verdict(row, p), row[-1]] for row, p in zip(rows, adjusted)])


def verdict(row, adjusted):
    return "not shown" if adjusted >= 0.05 else "**helps**" if row[5].startswith("+") else "**harms**"


def nodes(results):
    """By N: the baseline's level and what the graph adds to it, with 95 % intervals."""
    rows = []
    for norm, held, n in itertools.product(("sync", "frozen"), design.HELD, design.NODES):
        setting = f"N={n}, {held}, {norm} norm"
        found = [list(results.gains("nodes", "alike", "labels", f"{arm}, {setting}", f"baseline, {setting}").values())
                 for arm in design.GRAPHS_AT_NODES]
        if min(map(len, found)) > 1:
            level = results.values("nodes", "alike", "labels", f"baseline, {setting}")
            rows.append([norm, held, str(n), str(len(level)), f"{statistics.fmean(level.values()):.3f}"]
                        + ["{:+.3f} ± {:.3f}".format(*statistics_of.interval(gains)) for gains in found])
    if rows:
        print("### N\n")
        table(["batch norm", "held", "N", "pairs", "baseline, mean AUC"] + [f"{arm} − baseline" for arm in design.GRAPHS_AT_NODES], rows)


def every(worlds, supervisions, arms, other="baseline"):
    return [(world, supervision, arm, other) for world in worlds for supervision in supervisions for arm in arms]


def chosen(results, supervision):
    """What the best setting of `alike` by one replicate's test list gains there and elsewhere."""
    of_block = {"ladder": design.SIGNS | design.LADDER, "controls": design.CONTROLS, "means": design.MEANS}
    gains = {arm: results.gains(block, "alike", supervision, arm, "baseline") for block, arms in of_block.items() for arm in arms}
    shared = sorted(set.intersection(*(set(gain) for gain in gains.values())))
    if len(shared) > 1:
        seeming, real = statistics_of.selection({arm: [gain[replicate] for replicate in shared] for arm, gain in gains.items()})
        print(f"The best of these {len(gains)} settings by one replicate's test list ({supervision}, {len(shared)} replicates): "
              f"{seeming:+.3f} there, {real:+.3f} on the other replicates.\n")


def main():
    results = Results(sys.argv[1])
    both = design.BOTH
    print("Metric: mean AUC with labels alone, T(IoU)=0.5 with boxes.\n")
    section("The claims: the paper's setting, either sign", results, "claims", every(design.WORLDS, both, design.SIGNS), True)
    section("The controls against the baseline", results, "controls", every(["alike"], both, design.CONTROLS))
    section("GREN against its controls", results, "controls",
            [("alike", supervision, sign, f"{sign}, {control}") for supervision in both
             for sign in design.SIGNS for control in design.HASHLESS])
    section("Terms alone", results, "terms", every(["asymmetry"], both, design.TERMS))
    section("With the mean over edges", results, "means", every(["plain", "alike", "nih"], both, design.MEANS))
    section("λ", results, "ladder", every(["alike"], both, design.LADDER))
    for supervision in both:
        chosen(results, supervision)
    section("Many boxes", results, "many boxes", every(["plain", "alike"], ["many boxes"], design.SIGNS))
    section("Lungs", results, "lungs", every(["asymmetry"], ["labels"], design.LUNGS))
    section("Six zones", results, "regions", every(["alike"], ["labels"], design.REGIONS))
    section("From scratch", results, "scratch", every(["alike"], ["labels"], [f"{sign}, from scratch" for sign in design.SIGNS],
                                                      "baseline, from scratch"))
    section("Grids", results, "grids", [("plain", "few boxes", f"{name}, grid {grid}", f"baseline, grid {grid}")
                                        for grid in (32, 64) for name in design.SIGNS])
    nodes(results)


if __name__ == "__main__":
    main()
