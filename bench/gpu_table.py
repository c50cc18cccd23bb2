"""Reads the JSON lines of bench/gpu.sh, prints its tables, and says which goals were reached. Standard library alone."""
import json
import sys

# Dense bf16 peaks of NVIDIA's data sheets, in 10^12 operations a second.
PEAK = {"H100 PCIe": 756, "H100": 989, "H200": 989, "A100": 312, "L40S": 362, "A10": 125}
# ResNet-50 takes 4.09 10^9 multiply-adds at 224²; forward and backward are three of them, two operations each.
OPERATIONS_AT_224 = 4.09e9 * 2 * 3


def number(value, form="{:.4f}"):
    return "-" if value is None else form.format(value)


def table(header, rows):
    widths = [max(len(str(row[i])) for row in [header, *rows]) for i in range(len(header))]
    for row in [header, *rows]:
        print("  ".join(str(cell).rjust(width) for cell, width in zip(row, widths)))
    print()


def seconds_of(lines, **wanted):
    for line in lines:
        if all(line.get(key) == value for key, value in wanted.items()):
            return line.get("median_seconds")
    return None


def ratio(theirs, ours):
    return theirs / ours if theirs and ours else None


def steps(lines, peak):
    rows, goals = [], []
    ours = [line for line in lines if line["what"] == "step" and line["who"] == "gren" and line["method"] == "gren" and line["ranks"] == 1
            and "median_seconds" in line]
    ours.sort(key=lambda line: line["cuda_graph"])
    for line in ours:
        same = {"what": "step", "precision": line["precision"], "images_per_rank": line["images_per_rank"], "size": line["size"]}
        mine = line["median_seconds"]
        eager, compiled = (ratio(seconds_of(lines, who=who, **same), mine) for who in ("PyTorch eager", "torch.compile"))
        plain = seconds_of(lines, who="gren", method="baseline", ranks=1, **same)
        graph = None if plain is None or line["cuda_graph"] else max(0, mine - plain) / mine
        share = OPERATIONS_AT_224 * (line["size"] / 224) ** 2 * line["images_per_rank"] / mine / peak / 1e12 if peak and line["precision"] == "bf16" else None
        rows.append([line["precision"] + (", CUDA graphs" if line["cuda_graph"] else ""), line["images_per_rank"], f"{line['images_per_rank'] / mine:.0f}", number(mine), number(eager, "{:.2f}"),
                     number(compiled, "{:.2f}"), number(share, "{:.0%}"), number(graph, "{:.1%}"), number(line["p95_seconds"] / mine, "{:.3f}"), number(line["peak_gib"], "{:.1f}")])
        if eager:
            goals.append((f"{rows[-1][0]} {same['images_per_rank']} images: 1.3 x eager", eager >= 1.3, f"{eager:.2f}"))
        if compiled:
            goals.append((f"{rows[-1][0]} {same['images_per_rank']} images: 1.0 x torch.compile", compiled >= 1.0, f"{compiled:.2f}"))
        if graph is not None and line["images_per_rank"] == 16:
            goals.append(("graph at N = 16 at most 2 % of the step", graph <= 0.02, f"{graph:.1%}"))
    print("A step of ResNet-50, one rank. Ratios: their seconds by ours.")
    table(["precision", "images", "images/s", "s", "/eager", "/compile", "bf16 peak", "graph", "p95/median", "GiB"], rows)
    return goals


def graphs(lines):
    rows, goals = [], []
    nodes = sorted({line["nodes"] for line in lines if line["what"] == "graph"})
    for n in nodes:
        found = {line["who"]: line for line in lines if line["what"] == "graph" and line["nodes"] == n and line["ranks"] == 1}
        plain = found.get("torch.cdist", {})
        cells = [n]
        for who in ("gren all-gather", "gren sharded-gram"):
            cells += [number(found.get(who, {}).get("median_seconds")), number(found.get(who, {}).get("peak_gib"), "{:.1f}")]
        cells += ["out of memory" if plain.get("out_of_memory") else number(plain.get("median_seconds")), number(plain.get("peak_gib"), "{:.1f}")]
        rows.append(cells)
        if n == 4096:
            done = any(found.get(who, {}).get("median_seconds") for who in ("gren all-gather", "gren sharded-gram"))
            goals.append(("N = 4096 within memory", done, "yes" if done else "no"))
    print("The graph term alone, forward and backward, one rank.")
    table(["N", "all-gather s", "GiB", "sharded s", "GiB", "cdist s", "GiB"], rows)
    return goals


def shared(lines):
    print("A step of ranks that share the GPU.")
    table(["ranks", "images a rank", "s", "MiB sent a rank"],
          [[line["ranks"], line["images_per_rank"], number(line["median_seconds"]), number(line["sent_bytes"] / 2**20, "{:.1f}")]
           for line in lines if line["what"] == "step" and line.get("ranks", 1) > 1])


def main():
    lines = [json.loads(line) for line in open(sys.argv[1])]
    machine = next(line for line in lines if line["what"] == "machine")
    print(f"{machine['date']}  {machine['gpu']}  driver {machine['driver']}  {machine['code']}\n")
    if machine["dry"]:
        print("DRY RUN on the CPU: tiny sizes, the script is what is tried, the figures mean nothing.\n")
    peak = next((PEAK[name] for name in PEAK if name in machine["gpu"]), None)
    goals = steps(lines, peak) + graphs(lines)
    shared(lines)
    checks = [line for line in lines if line["what"] == "check"]
    print("Checks")
    table(["check", "ranks", "result", "s"], [[line["name"], line["ranks"], line["result"], line["seconds"]] for line in checks])
    for text, reached, found in goals:
        print(f"goal {'reached' if reached else 'MISSED '}  {text}: {found}")
    missing = [[line["name"], line["why"]] for line in lines if line["what"] == "skipped"]
    if missing:
        print("\nNot measured, or not to the end")
        table(["what", "why"], missing)
    sys.exit(any(line["result"] != "passed" for line in checks))


main()
