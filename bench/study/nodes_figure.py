#!/usr/bin/env python3
"""nodes_figure.py RESULTS OUT.svg: mean AUC against N with 95 % intervals over replicates, a panel for each way to hold what N
changes (needs gnuplot)."""
import subprocess
import sys

import design
import statistics_of
import tables

PANELS = [(held, norm) for norm in ("sync", "frozen") for held in design.HELD]
TITLES = {"steps held": "32 steps at every N", "images held": "4 epochs at every N"}
NAMES = {"attract": "GREN, sum over edges (λ held)", "attract, mean": "GREN, mean over edges (λ rescaled)"}


def points(results, name, held, norm):
    for n in design.NODES:
        found = list(results.values("nodes", "alike", "labels", f"{name}, N={n}, {held}, {norm} norm").values())
        if found:
            mean, half = statistics_of.interval(found)
            yield n, mean, half if len(found) > 1 else 0


def main():
    results, out = tables.Results(sys.argv[1]), sys.argv[2]
    ticks = ", ".join(str(n) for n in design.NODES)
    lines = [f"set terminal svg size 900,640 font 'sans,12' background 'white'; set output '{out}'", "set multiplot layout 2,2",
             "set logscale x 2; set xlabel 'N, images of the graph'; set ylabel 'mean AUC'; set key top left; set grid",
             f"set xrange [1.4:1500]; set yrange [0.3:1]; set xtics ({ticks})"]
    data = []
    for held, norm in PANELS:
        shown = [(name, list(points(results, name, held, norm))) for name in design.AT_NODES]
        shown = [(name, of_name) for name, of_name in shown if of_name]
        for i, (name, of_name) in enumerate(shown):
            rows = "\n".join(f"{n * 1.03 ** i} {mean} {half}" for n, mean, half in of_name)
            data.append(f"$p{len(data)} << EOD\n{rows}\nEOD")
        first = len(data) - len(shown)
        lines.append(f"set title '{TITLES[held]}, {norm} batch norm'")
        if shown:
            lines.append("plot " + ", ".join(f"$p{first + i} with yerrorlines linewidth 2 title '{NAMES.get(name, name)}'"
                                             for i, (name, _) in enumerate(shown)))
            lines.append("unset key")
    subprocess.run(["gnuplot"], input="\n".join(data + lines) + "\n", text=True, check=True)


if __name__ == "__main__":
    main()
