"""Mean AUC of a cross-validation with several seeds, and differences of its arms, with intervals: Markdown tables.

Usage: real_films_table.py SHARDS OUT FOLDS
(needs numpy and h5py; OUT is what bench/real_films left)

Scores of two networks are not compared: an AUC is over the pairs of a film with and one without the disease that one fold
tests, all folds' pairs together. Intervals are percentiles over resamples of patients, with their films, and of seeds at
once: what arms share of either, their difference does not count twice.
"""
import csv
import pathlib
import sys

import h5py
import numpy as np

import real_films_lists as lists

STARTS, ARMS = ("scratch", "rotations"), ("baseline", "attract", "repel")
LEAST_FILMS = 15  # that show a disease, for it to be counted
RESAMPLES = 2000


def scores_of(file, names, classes):
    """[film, class]; those of `names` that the file has not are nan."""
    found = np.full((len(names), len(classes)), np.nan)
    place = {name: i for i, name in enumerate(names)}
    with open(file, newline="") as rows:
        for row in csv.DictReader(rows):
            found[place[pathlib.Path(row["image"]).name]] = [float(row[f"{name} score"]) for name in classes]
    return found


def areas(scores, present, fold, weights):
    """AUC of a class under each row of `weights` [resample, film]: over weighted pairs within folds, ties half; nan where
    there is no pair."""
    with_it, without = np.flatnonzero(present), np.flatnonzero(~present)
    same = (fold[with_it, None] == fold[None, without]).astype(float)
    right = (scores[with_it, None] > scores[None, without]) + 0.5 * (scores[with_it, None] == scores[None, without])
    def pairs(of_each):
        return ((weights[:, with_it] @ of_each) * weights[:, without]).sum(1)
    count = pairs(same)
    return np.divide(pairs(right * same), count, out=np.full(len(weights), np.nan), where=count > 0)


def resampled(patients, count, rng):
    """[count + 1, film]: how often a film is in each resample of the patients; the first is the sample itself."""
    names, of_film = np.unique(patients, return_inverse=True)
    drawn = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=count)
    return np.vstack([np.ones(len(patients)), drawn[:, of_film]])


def over_seeds(values, rng_seed=2):
    """[resample, seed] -> [resample]: the mean of seeds, those of the sample itself or drawn again."""
    rng = np.random.default_rng(rng_seed)  # the same seeds of every arm
    drawn = rng.integers(values.shape[1], size=values.shape)
    drawn[0] = np.arange(values.shape[1])
    return np.take_along_axis(values, drawn, axis=1).mean(1)


def cells(values, sign=""):
    low, high = np.percentile(values[1:], [2.5, 97.5])
    return f"{values[0]:{sign}.3f} | {low:{sign}.3f} … {high:{sign}.3f}"


def rotation_accuracy(out, folds):
    right = total = 0
    for fold in range(folds):
        with open(out / "scores" / f"turned_fold{fold}.csv", newline="") as rows:
            for row in csv.DictReader(rows):
                scores = {turn: float(row[f"turned {turn} score"]) for turn in lists.TURNS}
                right += pathlib.Path(row["image"]).stem.endswith(f"_{max(scores, key=scores.get)}")
                total += 1
    return f"{right} of {total} ({right / total:.3f})"


def main(shards, out, folds):
    out, folds = pathlib.Path(out), int(folds)
    films = list(lists.films_of(shards))
    names, patients, label, _ = map(np.array, zip(*films))
    fold_of = lists.folds_of(films, folds)
    fold = np.array([fold_of[patient] for patient in patients])
    with h5py.File(sorted(pathlib.Path(shards).glob("*.h5"))[0]) as file:
        classes = list(file.attrs["classes"])
    counted = [k for k in range(len(classes)) if (label[:, k] == 1).sum() >= LEAST_FILMS]
    weights = resampled(patients, RESAMPLES, np.random.default_rng(1))

    def file_of(start, arm, seed, tested):
        return out / "scores" / f"{start}_{arm}_seed{seed}_fold{tested}.csv"

    seeds = [seed for seed in range(1, 100) if all(file_of(start, arm, seed, tested).exists() for start in STARTS
                                                   for arm in ARMS for tested in range(folds))]
    print(f"{len(names)} films of {len(set(patients))} patients, {folds} folds, seeds {', '.join(map(str, seeds))}. Turns of the films "
          f"tested told right: {rotation_accuracy(out, folds)}.\nClasses, with the films that show them: "
          + ", ".join(f"{classes[k]} {(label[:, k] == 1).sum()}" for k in counted) + ".\n")
    mean_auc = {}
    for start in STARTS:
        for arm in ARMS:
            of_seeds = []
            for seed in seeds:
                scores = np.full(label.shape, np.nan)
                for tested in range(folds):
                    found = scores_of(file_of(start, arm, seed, tested), [lists.turned_name(name, 0) for name in names], classes)
                    scores[fold == tested] = found[fold == tested]
                if np.isnan(scores).any():
                    raise SystemExit(f"{out}: {start}, {arm}, seed {seed}: films without a score; remove its files and start again")
                of_seeds.append(np.nanmean([areas(scores[:, k], label[:, k] == 1, fold, weights) for k in counted], axis=0))
            mean_auc[start, arm] = np.array(of_seeds).T
    print("| first weights | arm | mean AUC | 95 % | by seed |\n|---|---|---|---|---|")
    for (start, arm), values in mean_auc.items():
        print(f"| {start} | {arm} | {cells(over_seeds(values))} | {' '.join(f'{value:.3f}' for value in values[0])} |")
    print("\n| difference | mean AUC | 95 % | by seed |\n|---|---|---|---|")
    compared = [((start, arm), (start, "baseline")) for start in STARTS for arm in ARMS[1:]]
    compared.append((("rotations", "baseline"), ("scratch", "baseline")))
    for one, other in compared:
        difference = mean_auc[one] - mean_auc[other]
        print(f"| {', '.join(one)} − {', '.join(other)} | {cells(over_seeds(difference), '+')} | "
              f"{' '.join(f'{value:+.3f}' for value in difference[0])} |")


if __name__ == "__main__":
    main(*sys.argv[1:])
