"""Tables of the phantom study, from the folders that bench/phantom_study made.

Usage: phantom_study.py hashes SHARDS BUILDS      how much the hashes know
       phantom_study.py compare RUNS...           accuracies, paired differences with intervals
       phantom_study.py probe RUNS...             what metrics.jsonl says of gradients, distances, weights
       phantom_study.py backbone MODEL TRUNK         the weights of a run without its head
(needs numpy and h5py; prints Markdown)
"""
import collections
import csv
import json
import math
import pathlib
import sys
import typing

import numpy as np

SAMPLES, SEED, THRESHOLD = 10000, 1, 0.5
# Student's 0.975 quantile, by degrees of freedom.
T_975 = [math.nan, 12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20, 2.18, 2.16, 2.14, 2.13, 2.12,
         2.11, 2.10, 2.09, 2.09, 2.08, 2.07, 2.07, 2.06, 2.06, 2.06, 2.05, 2.05, 2.05]


def table(header, rows):
    print("| " + " | ".join(header) + " |")
    print("|" + "---|" * len(header))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


# --- hashes -----------------------------------------------------------------------------------------------------------

def hashes(shards, builds):
    import h5py  # the other tables do without

    patients, keys, labels = [], [], []
    for shard in sorted(pathlib.Path(shards).glob("*.h5")):
        with h5py.File(shard) as file:
            patients += [int(p) for p in file["patient"].asstr()[:]]
            keys.append(file["hash"][:])
            labels.append(file["label"][:] == 1)
    key, label, patient = np.concatenate(keys), np.concatenate(labels), np.array(patients)
    u, v = np.triu_indices(len(patient), 1)
    different = np.unpackbits((key[u] ^ key[v]).view(np.uint8), axis=1).sum(1)
    similarity = 1 - different / 128
    lungs = 1 - np.unpackbits((key[:, :1] ^ key[:, 1:]).view(np.uint8), axis=1).sum(1) / 64
    same_patient = patient[u] == patient[v]
    same_build = (patient[u] - patient[v]) % int(builds) == 0
    same_disease = (label[u] & label[v]).any(1)
    rows = []

    def add(name, values):
        rows.append([name, f"{len(values)}", f"{values.mean():.3f}", f"{values.std():.3f}"])

    for name, chosen in [("the same patient", same_patient),
                         ("other patient, same build", same_build & ~same_patient),
                         ("other build", ~same_build),
                         ("other patient, a disease in common", same_disease & ~same_patient),
                         ("other patient, none in common", ~same_disease & ~same_patient)]:
        add(name, similarity[chosen])
    add("all pairs (the inter weights)", similarity)
    add("left and right lung (the intra weights)", lungs)
    table(["pairs", "count", "similarity", "std"], rows)


# --- runs -------------------------------------------------------------------------------------------------------------

# Options that a method without a graph does not read.
OF_GRAPH = {"lambda-intra", "lambda-inter", "sign", "graph-reduction", "lung-features", "feature-norm"}
# Of those that shape the result, what a label says in its own words.
IN_WORDS = {"sign", "graph-reduction", "lambda-intra", "lambda-inter"}
METHODS = ["baseline", "intra", "inter", "gren", "cosine", "const", "batch-const", "shuffle"]  # others follow, by name


class Cell(typing.NamedTuple):
    """What a run is, whatever its fold and seed: every option that shapes the result, and what it is tested on."""
    nodes: int
    method: str
    options: tuple

    def option(self, name):
        return dict(self.options).get(name)

    def of_method(self, method):
        """The cell that differs in the method alone; a baseline has nothing of a graph."""
        kept = [(name, value) for name, value in self.options if method != "baseline" or name not in OF_GRAPH]
        return Cell(self.nodes, method, tuple(kept))


def in_order(cells):
    return sorted(cells, key=lambda c: (c.nodes, c.method != "baseline", c.option("sign") == "repel",
                                        METHODS.index(c.method) if c.method in METHODS else len(METHODS), c))


def labels(cells):
    """A name for each cell: method, sign, reduction, N and λ, then what else differs among the cells."""
    values = collections.defaultdict(set)
    for cell in cells:
        for name in {name for other in cells for name, _ in other.options}:
            if cell.method != "baseline" or name not in OF_GRAPH:
                values[name].add(cell.option(name))
    telling = sorted(name for name, found in values.items() if len(found) > 1 and name not in IN_WORDS)
    label = {}
    for cell in cells:
        words = cell.method + " repel" * (cell.option("sign") == "repel")
        words += " rescaled" * (cell.option("graph-reduction") == "mean") + f", N={cell.nodes}"
        scales = [f"{symbol}={float(cell.option(name)):g}" for symbol, name in
                  (("λ₁", "lambda-intra"), ("λ₂", "lambda-inter")) if cell.option(name) is not None]
        words += ", " * bool(scales) + " ".join(scales)
        label[cell] = words + "".join(f", {name}={cell.option(name)}" for name in telling if cell.option(name) is not None)
    assert len(set(label.values())) == len(label), "two cells have one name"
    return label


class Run:
    def __init__(self, folder):
        about = json.loads((folder / "evaluation.json").read_text())["about"]
        self.folder = folder
        self.about = about
        self.place = (about["fold"], about["seed"])
        with open(folder / "boxes.csv", newline="") as file:
            self.iou = {(row["image"], row["class"]): float(row["iou"]) for row in csv.DictReader(file)}

    def cell(self):
        about = self.about
        options = {name: value for name, value in about["configuration"].items() if name not in ("method", "seed")}
        options |= {name: str(about[name]) for name in
                    ("participation", "split_by", "split_seed", "dataset", "eval_grid")}
        whole = Cell(about["nodes"], about["method"], tuple(sorted(options.items())))
        return whole.of_method(about["method"])


def finished_runs(folders):
    cells = collections.defaultdict(dict)
    for folder in folders:
        for file in sorted(pathlib.Path(folder).glob("*/evaluation.json")):
            run = Run(file.parent)
            of_cell = cells[run.cell()]
            if run.place in of_cell:
                sys.exit(f"phantom_study.py: {of_cell[run.place].folder} and {run.folder}: the same configuration, fold "
                         "and seed; a table counts a run once: leave one of them out")
            of_cell[run.place] = run
    return cells


def hits(runs):
    """Per patient and class: boxes found and boxes there, over all of `runs`."""
    found = collections.Counter()
    for run in runs:
        for (image, cls), iou in run.iou.items():
            found[image[:8], cls] += iou > THRESHOLD
    return found


def counts(runs):
    return collections.Counter((image[:8], cls) for run in runs for image, cls in run.iou)


def class_mean(found, there):
    """Mean over the classes of found/there. [..., classes]"""
    return (found / there).mean(-1)


class Bootstrap:
    """The same resampled patients for every comparison: weights [samples, patients]."""

    def __init__(self, runs):
        there = counts(runs)
        self.patients = sorted({patient for patient, _ in there})
        self.classes = sorted({cls for _, cls in there})
        drawn = np.random.default_rng(SEED).integers(len(self.patients), size=(SAMPLES, len(self.patients)))
        self.weight = np.stack([np.bincount(row, minlength=len(self.patients)) for row in drawn])

    def matrix(self, counter):
        return np.array([[counter[patient, cls] for cls in self.classes] for patient in self.patients], float)

    def interval(self, runs, other=None):
        there = self.matrix(counts(runs))
        difference = self.matrix(hits(runs)) - (self.matrix(hits(other)) if other else 0)
        value = class_mean(difference.sum(0), there.sum(0))
        samples = class_mean(self.weight @ difference, self.weight @ there)
        return value, np.quantile(samples, 0.025), np.quantile(samples, 0.975)


def accuracy(run):
    there, found = collections.Counter(), collections.Counter()
    for (_, cls), iou in run.iou.items():
        there[cls] += 1
        found[cls] += iou > THRESHOLD
    return sum(found[cls] / there[cls] for cls in there) / len(there)


def over_runs(pairs):
    """Mean over pairs of runs of the difference in accuracy, and half of its 95 % interval (Student)."""
    differences = np.array([accuracy(a) - accuracy(b) for a, b in pairs])
    if len(differences) < 2:
        return differences.mean(), math.nan
    spread = differences.std(ddof=1) / math.sqrt(len(differences))
    return differences.mean(), T_975[min(len(differences) - 1, len(T_975) - 1)] * spread


def verdict(low, high, mean, half):
    if low > 0 and mean - half > 0:
        return "helps"
    if high < 0 and mean + half < 0:
        return "harms"
    return "not shown"


def compared(bootstrap, a, b, label):
    places = sorted(set(a) & set(b))
    value, low, high = bootstrap.interval([a[p] for p in places], [b[p] for p in places])
    mean, half = over_runs([(a[p], b[p]) for p in places])
    return [label, str(len(places)), f"{value:+.3f}", f"{low:+.3f} … {high:+.3f}",
            f"{mean - half:+.3f} … {mean + half:+.3f}", verdict(low, high, mean, half)]


def differences(cells):
    """Of which cells, from which: everything from its baseline, GREN from its controls and its rival."""
    for cell in in_order(cells):
        if cell.method != "baseline":
            yield cell, cell.of_method("baseline")
    for cell in in_order(cells):
        if cell.method == "gren":
            for other in ("const", "batch-const", "shuffle", "cosine"):
                yield cell, cell.of_method(other)


def compare(*folders):
    cells = finished_runs(folders)
    bootstrap = Bootstrap([run for runs in cells.values() for run in runs.values()])
    rows = []
    label = labels(cells)
    for cell in in_order(cells):
        runs = list(cells[cell].values())
        value, low, high = bootstrap.interval(runs)
        rows.append([label[cell], str(len(runs)), f"{value:.3f}", f"{low:.3f} … {high:.3f}",
                     f"{np.std([accuracy(run) for run in runs]):.3f}"])
    table(["method", "runs", "mean T(IoU)=0.5", "95 % over patients", "std over runs"], rows)
    rows = [compared(bootstrap, cells[a], cells[b], f"{label[a]} − {b.method}") for a, b in differences(cells)
            if b in cells and set(cells[a]) & set(cells[b])]
    if rows:
        table(["difference", "pairs of runs", "mean", "95 % over patients", "95 % over pairs of runs", "verdict"], rows)


# --- probe ------------------------------------------------------------------------------------------------------------

def probes_of(run):
    with open(run.folder / "metrics.jsonl") as lines:
        return [(line["step"], line["probe"]) for line in map(json.loads, lines) if "probe" in line]


def middle(values):
    """The median of what is a number: at the first step a loss may have almost no gradient at F."""
    numbers = [value for value in values if value is not None]
    return float(np.median(numbers)) if numbers else math.nan


def probe(*folders):
    rows = []
    cells = finished_runs(folders)
    label = labels(cells)
    for cell in in_order(cells):
        series = [probes_of(run) for run in cells[cell].values()]
        series = [steps for steps in series if steps]
        if not series or cell.method == "baseline":
            continue
        last = min(len(steps) for steps in series) - 1
        for when in sorted({0, last // 2, last}):
            at = [steps[when][1] for steps in series]
            loss = [p["terms"]["localization"]["gradient"] for p in at]
            graph = [p["graph"] for p in at]
            row = [label[cell], str(series[0][when][0]), f"{middle(p['feature_norm'] for p in at):.1f}"]
            for where in ("features", "parameters"):
                ratio = [g["weighted_gradient"][where] / l[where] for g, l in zip(graph, loss)]
                row.append(f"{100 * middle(ratio):.2f} %")
                row.append(f"{middle(g['cosine'][where] for g in graph):+.3f}")
            for term in ("intra", "inter"):
                terms = [p["terms"][term] for p in at if term in p["terms"]]
                for what in ("distance", "weight"):
                    mean, deviation = (middle(t[what][key] for t in terms) for key in ("mean", "std"))
                    row.append(f"{mean:.3f} ± {deviation:.3f}" if terms else "–")
            rows.append(row)
    table(["method", "step", "‖F‖", "graph/loss at F", "cosine", "graph/loss at θ", "cosine", "d intra", "s intra",
           "d inter", "s inter"], rows)


# --- backbone ------------------------------------------------------------------------------------------------------------

def backbone(model, out):
    """A safetensors file without head.*: eight bytes of length, a JSON header, the tensors' bytes."""
    data = pathlib.Path(model).read_bytes()
    end = 8 + int.from_bytes(data[:8], "little")
    header = {name: entry for name, entry in json.loads(data[8:end]).items() if not name.startswith("head.")}
    kept = b""
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        first, last = entry["data_offsets"]
        entry["data_offsets"] = [len(kept), len(kept) + last - first]
        kept += data[end + first:end + last]
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    pathlib.Path(out).write_bytes(len(text).to_bytes(8, "little") + text + kept)


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    {"hashes": hashes, "compare": compare, "probe": probe, "backbone": backbone}[command](*arguments)
