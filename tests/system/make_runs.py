"""Writes run folders as gren train and gren evaluate leave them, with figures drawn from a seed:
python make_runs.py OUT [--small]"""
import argparse
import json
import pathlib
import random

CLASSES = ["Atelectasis", "Cardiomegaly", "Effusion", "Infiltration", "Mass", "Nodule", "Pneumonia", "Pneumothorax",
           "Consolidation", "Edema", "Emphysema", "Fibrosis", "Pleural_Thickening", "Hernia"]
BOXED = CLASSES[:8]
THRESHOLDS = [f"{t / 10:.1f}" for t in range(1, 8)]
SKILL = {"baseline": 0.42, "intra": 0.52, "inter": 0.54, "gren": 0.60, "cosine": 0.47, "const": 0.58, "shuffle": 0.59}


def boxes_of(participation, fold):
    """(image, patient, class, x, y, w, h) of a fold's tested boxes: the same for all runs."""
    rng = random.Random(f"{participation} {fold}")
    counts = [41, 28, 25, 25, 19, 14, 24, 20]
    return [(f"{fold:02}{k}{i:03}_000.png", f"{fold:02}{k}{i // 2:03}", name,
             rng.randint(50, 500), rng.randint(50, 500), rng.randint(60, 400), rng.randint(60, 400))
            for k, name in enumerate(BOXED) for i in range(counts[k] // (1 if participation == "0.5_0.8" else 2))]


def mean(values):
    values = list(values)
    return sum(values) / len(values) if values else None


def control(classes, share):
    """Of a random map or a mean box, which find the fewer boxes of a class the higher T is."""
    of_class = {name: {"boxes": c["boxes"], "correct": {t: int(c["boxes"] * share * (0.8 - float(t))) for t in THRESHOLDS},
                       "iobb_correct": {t: int(c["boxes"] * share * (0.9 - float(t))) for t in THRESHOLDS}}
                for name, c in classes.items()}
    means = lambda key: {t: mean(c[key][t] / c["boxes"] for c in of_class.values() if c["boxes"]) for t in THRESHOLDS}
    return {"mean_accuracy": means("correct"), "mean_iobb_accuracy": means("iobb_correct"), "classes": of_class}


def controls_of(participation, classes):
    """None: of an evaluation from before there were controls."""
    if participation == "1.0_0.4":
        return None
    boxes_train = participation == "0.5_0.8"
    return {"random_map": {"grid": 8, "seed": 1} | control(classes, 0.4), "mean_box": control(classes, 0.7) if boxes_train else None,
            "without_mean_box": None if boxes_train else "no boxes train"}


def groups_of(rows):
    """Women have the first images, men those that are left; of one view; neither age nor site is known."""
    half = len(rows) // 2
    of = lambda own: {"images": len(own), "patients": len({row[1] for row in own}), "boxes": len(own),
                      "few_patients": False, "few_boxes": len(own) < 30,
                      "mean_accuracy": {t: mean(row[9] > float(t) for row in own) for t in THRESHOLDS},
                      "mean_accuracy_interval": {t: [0.25, 0.75] for t in THRESHOLDS},
                      "mean_auc": None, "mean_auc_interval": None, "classes": {}}
    return {"sex": {"F": of(rows[:half]), "M": of(rows[half:])}, "age": None, "view": {"PA": of(rows)}, "site": None}


def calibration_of(rng):
    """Of probabilities that are too high, a class with findings."""
    images = [rng.randint(0, 20) for _ in range(10)]
    return {"bins": 10, "mean_ece": 0.25, "classes": {"Mass": {
        "ece": 0.25, "images": images, "present": [n // 3 for n in images],
        "probability_sum": [n * (b + 0.5) / 10 for b, n in enumerate(images)]}}}


def write_run(folder, method, participation, fold, seed, nodes=4, **options):
    folder.mkdir(parents=True)
    rng = random.Random(f"{folder.name}")
    rows, classes = [], {}
    skill = SKILL[method] + 0.02 * (nodes.bit_length() - 3) + (float(options.get("lambda_inter", 0.15)) - 0.15) * -0.2
    for image, patient, name, x, y, w, h in boxes_of(participation, fold):
        hard = random.Random(image).gauss(0, 0.2)  # of the image, whatever the method
        iou = min(0.97, max(0.0, skill + hard - 0.05 * BOXED.index(name) / 8 + rng.gauss(0, 0.1)))
        rows.append([image, patient, name, x, y, w, h, 0.4, 0.6, round(iou, 6), round(min(1, iou * 1.2), 6), 0.66, 0.985,
                     int(iou > 0.25)])
    for k, name in enumerate(CLASSES):
        own = [row for row in rows if row[2] == name]
        auc = 0.7 + 0.02 * k % 0.2 + rng.gauss(0, 0.01) if participation == "70_10_20" else None
        classes[name] = {
            "boxes": len(own),
            "correct": {t: sum(row[9] > float(t) for row in own) for t in THRESHOLDS},
            "target_ceiling": {t: len(own) if t <= "0.5" else len(own) // 3 for t in THRESHOLDS},
            "ceiling": {t: len(own) for t in THRESHOLDS},
            "iobb_correct": {t: sum(row[10] > float(t) for row in own) for t in THRESHOLDS},
            "pointing": sum(row[13] for row in own),
            "ap": {"0.3": 0.5 if own else None, "0.5": 0.4 if own else None},
            "froc": {}, "auc": auc, "auc_interval": None, "positives": 10, "negatives": 90}
    boxed = [c for c in classes.values() if c["boxes"]]
    means = lambda key: {t: mean(c[key][t] / c["boxes"] for c in boxed) for t in THRESHOLDS}
    evaluation = {
        "format": "gren-evaluation", "version": 2,
        "warnings": [],
        "about": {
            "method": method, "participation": participation, "fold": fold, "split_by": "patient",
            "patients_on_both_sides": 0, "split_seed": 1, "nodes": nodes, "ranks": 2, "accumulate": 1, "seed": seed,
            "dataset": "d" * 64, "hash_variant": "dct32-median", "lung_source": "png:masks", "image_size": 512,
            "test_list": f"{len(participation) + fold:064}", "training_list": f"{len(participation) + fold:064}",
            "trained_by": "0.1.0+fixture", "evaluated_by": "0.1.0+fixture", "eval_grid": 128, "grid": 16,
            "configuration": {"lr": "0.001", "method": method, "seed": str(seed), "depth": "50"}
            | {key.replace("_", "-"): str(value) for key, value in options.items()}},
        "images": 150, "boxes": len(rows),
        "mean_accuracy": means("correct"), "mean_accuracy_interval": {}, "mean_ceiling": means("ceiling"),
        "mean_target_ceiling": means("target_ceiling"),
        "mean_iobb_accuracy": means("iobb_correct"), "mean_pointing": mean(c["pointing"] / c["boxes"] for c in boxed),
        "mean_ap": {"0.3": 0.5, "0.5": 0.4},
        "mean_auc": mean(c["auc"] for c in classes.values() if c["auc"] is not None), "mean_auc_interval": None,
        "bootstrap": {"samples": 1000, "seed": 1, "level": 0.95, "unit": "patient"}, "classes": classes}
    if controls := controls_of(participation, classes):
        evaluation["controls"] = controls
        evaluation["groups"] = groups_of(rows)
        evaluation["calibration"] = calibration_of(random.Random(f"{folder.name} calibration"))
        evaluation["operating_points"] = {"mean_sensitivity": 0.75, "mean_specificity": 0.5} if fold == 0 else None
    (folder / "evaluation.json").write_text(json.dumps(evaluation, indent=1))
    header = "image,patient,class,x,y,w,h,score,probability,iou,iobb,target_ceiling,ceiling,pointing"
    (folder / "boxes.csv").write_text("\n".join([header] + [",".join(map(str, row)) for row in rows]) + "\n")
    (folder / "config.ini").write_text(f"method = {method}\nseed = {seed}\n")
    (folder / "model.safetensors").touch()
    write_metrics(folder / "metrics.jsonl", method, nodes, rng, steps=300)


def write_metrics(file, method, nodes, rng, steps):
    with file.open("w") as out:
        for step in range(steps):
            local = 2.5 * 0.99 ** step + 0.8 + rng.gauss(0, 0.15)
            terms = {"localization": local}
            if method not in ("baseline", "inter"):
                terms["intra"] = 0.4 * 0.995 ** step + rng.gauss(0, 0.02)
            if method not in ("baseline", "intra"):
                terms["inter"] = 2.4 * 0.996 ** step + rng.gauss(0, 0.05)
            line = {"step": step, "epoch": step // 100, "lr": 0.001, "loss": sum(terms.values())} | terms | {
                "images_per_second": 40 + rng.gauss(0, 2), "stall_seconds": 0.001, "checkpoint_seconds": 0,
                "bytes": 94_000_000, "traffic": {"all_reduce": {"calls": 5, "bytes": 94_000_000}}}
            out.write(json.dumps(line) + "\n")
            if method == "gren" and step % 100 == 99:
                out.write(json.dumps({"step": step, "epoch": step // 100, "validation": {
                    "images": 40, "boxes": 20, "mean_accuracy_0.5": rng.uniform(0.3, 0.6), "mean_auc": None, "seconds": 1.0}}) + "\n")


def write_study(out, small):
    for method in SKILL:
        for fold in range(2 if small else 5):
            write_run(out / f"{method}_0.5_0.8_f{fold}", method, "0.5_0.8", fold, 1)
    if small:
        return
    for nodes in (2, 4, 8, 16):
        for seed in (1, 2):
            write_run(out / f"gren_1.0_0.4_n{nodes}_s{seed}", "gren", "1.0_0.4", 0, seed, nodes)
    for value in (0.05, 0.15, 0.25):
        write_run(out / f"gren_1.0_0.0_l{value}", "gren", "1.0_0.0", 0, 1, lambda_inter=value)
    write_run(out / "baseline_1.0_0.0", "baseline", "1.0_0.0", 0, 1)
    for method in ("baseline", "intra", "inter", "gren"):
        write_run(out / f"{method}_70_10_20", method, "70_10_20", 0, 1)
    half = out / "half_finished"
    half.mkdir()
    write_metrics(half / "metrics.jsonl", "gren", 4, random.Random(1), 17)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--small", action="store_true", help="one participation, two folds")
    arguments = parser.parse_args()
    write_study(arguments.out, arguments.small)
