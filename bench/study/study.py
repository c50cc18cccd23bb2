#!/usr/bin/env python3
"""study.py GREN FOLDER RESULTS [BLOCK...]: makes the runs of the design that have no row in RESULTS yet, AT_ONCE at a time.

A row is written when its run is evaluated, and its folder is removed; so the same line goes on after an interruption.
A row of another version of the design than today's is refused. A run that another block has made on this machine is not made
again. All rows of a block's replicate are of one machine: of one hash of the backbone's tensors, in which every processor's
rounding shows.
"""
import concurrent.futures
import csv
import hashlib
import json
import os
import pathlib
import shutil
import sys
import threading

import design
import worlds

COLUMNS = ["block", "world", "supervision", "arm", "replicate", "options", "auc", "t3", "t5", "t7", "pointing",
           "graph_over_loss", "feature_norm", "version", "weights"]
AT_ONCE = int(os.environ.get("RUNS_AT_ONCE", "2"))


def rows_of(results):
    if not results.exists():
        return []
    with open(results, newline="") as file:
        return list(csv.DictReader(file))


def key_of(row):
    return "|".join((row["block"], row["world"], row["supervision"], row["arm"], row["replicate"]))


def options_of(run):
    return " ".join(f"{name}={value}" for name, value in run.options)


def done(results):
    """The rows of RESULTS, by key."""
    expected = {run.key: options_of(run) for run in design.RUNS}
    for row in rows_of(results):
        if expected.get(key_of(row)) != row["options"]:
            raise SystemExit(f"{results}: the row {key_of(row)} has the options '{row['options']}', the design has "
                             f"'{expected.get(key_of(row))}': rows of another design go into another file")
        yield key_of(row), row


def backbone(gren, out):
    """Weights trained on textures: they have seen no chest and no box."""
    run, shards = out / "textures-run", out / "textures"
    if not (run / "model.safetensors").exists():
        if not (shards / "dataset.json").exists():
            for left in (shards, out / "textures-archive"):
                shutil.rmtree(left, ignore_errors=True)
            gren("phantom", *design.TEXTURES, "--out", out / "textures-archive")
            gren("prepare", "--manifest", out / "textures-archive", "--out", shards, "--size", design.SIZE)
        gren("train", "--data", shards, "--run", run, "--resume", "auto", *flags(design.PRETRAINING), *EXECUTION)
    return run / "model.safetensors"


EXECUTION = ["--threads", 1, "--resident", "--checkpoint-every", 1000000]


def flags(options):
    return [part for name, value in options.items() if value != "" for part in (f"--{name}", value)]


def probe_of(folder):
    """‖graph's gradient‖/‖loss's‖ at the parameters and ‖F‖, at the last look."""
    lines = [json.loads(line) for line in open(folder / "metrics.jsonl")]
    probes = [line["probe"] for line in lines if line.get("probe", {}).get("graph")]
    if not probes:
        return "", ""
    last = probes[-1]
    ratio = last["graph"]["weighted_gradient"]["parameters"] / last["terms"]["localization"]["gradient"]["parameters"]
    return f"{ratio:.5f}", f"{last['feature_norm']:.2f}"


def fingerprint_of(weights):
    """A hash of a safetensors file's tensors, without its header, which names the program's version."""
    content = weights.read_bytes()
    return hashlib.sha256(content[8 + int.from_bytes(content[:8], "little"):]).hexdigest()[:12]


def measured(gren, out, weights, run):
    shards, clean, split = worlds.of_run(gren, out, run)
    folder = out / "runs" / run.key.replace("|", "_").replace(" ", "-").replace("λ×", "x").replace(",", "")
    shutil.rmtree(folder, ignore_errors=True)
    options = {"init": weights} | dict(run.options)
    gren("train", "--data", shards, "--split", split, "--run", folder, *flags(options), *EXECUTION)
    elsewhere = [] if clean == shards else ["--split", split, "--out", folder / "clean"]
    gren("evaluate", "--data", clean, "--run", folder, *elsewhere, "--bootstrap", 0, "--overlays", 0, "--threads", 1)
    found = json.loads(((folder / "clean" if elsewhere else folder) / "evaluation.json").read_text())
    ratio, norm = probe_of(folder)
    accuracy = found["mean_accuracy"]
    row = {"block": run.block, "world": run.world, "supervision": run.supervision, "arm": run.arm,
           "replicate": run.replicate, "options": options_of(run), "auc": f"{found['mean_auc']:.5f}",
           "t3": f"{accuracy['0.3']:.5f}", "t5": f"{accuracy['0.5']:.5f}", "t7": f"{accuracy['0.7']:.5f}",
           "pointing": f"{found['mean_pointing']:.5f}", "graph_over_loss": ratio, "feature_norm": norm,
           "version": found["about"]["trained_by"]}
    shutil.rmtree(folder)
    return row


def of_one_machine(results, weights):
    """The rows of RESULTS by key, without those of a block's replicate that another machine began and did not end: another
    processor rounds otherwise, so its runs and ours make no pairs."""
    rows = dict(done(results))
    for runs in design.BLOCKS.values():
        for replicate in {run.replicate for run in runs}:
            keys = [run.key for run in runs if run.replicate == replicate]
            if not all(key in rows for key in keys):
                for key in keys:
                    if key in rows and rows[key]["weights"] != weights:
                        print(f"{key}: made on another machine, and its replicate is not whole: made again", flush=True)
                        del rows[key]
    return rows


def write(results, rows):
    begun = results.with_suffix(".csv.part")
    with open(begun, "w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    begun.replace(results)


def main():
    program, out, results, *blocks = sys.argv[1:]
    out, results = pathlib.Path(out), pathlib.Path(results)
    out.mkdir(parents=True, exist_ok=True)
    gren = worlds.gren_at(program)
    weights = backbone(gren, out)
    fingerprint = fingerprint_of(weights)
    rows = of_one_machine(results, fingerprint)
    left = [run for name in blocks or design.BLOCKS for run in design.BLOCKS[name] if run.key not in rows]
    same = {run.same: rows[run.key] for run in design.RUNS if run.key in rows and rows[run.key]["weights"] == fingerprint}
    lock = threading.Lock()

    def one(run):
        with lock:
            row = same.get(run.same)
        row = (row or measured(gren, out, weights, run)) | {"block": run.block, "weights": fingerprint}
        with lock:
            rows[run.key] = same[run.same] = row
            write(results, rows.values())
            print(f"{run.key}: AUC {row['auc']} T(0.5) {row['t5']}", flush=True)

    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            for finished in concurrent.futures.as_completed([pool.submit(one, run) for run in left]):
                finished.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


if __name__ == "__main__":
    main()
