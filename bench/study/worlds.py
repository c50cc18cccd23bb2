"""Archives of phantoms as data sets with lists: one a world, replicate and kind of region."""
import json
import pathlib
import shutil
import subprocess
import threading

import design

one_at_a_time = threading.Lock()  # two runs may ask for one archive


def gren_at(program):
    """A function that runs `gren` and ends with its message where it fails."""
    def gren(*arguments):
        done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"gren {' '.join(map(str, arguments))}: {done.returncode}\n{done.stderr}")
        return done.stdout
    return gren


def prepared(gren, out, options, seed, regions="lungs", films=1):
    """The folder of shards of that archive; `true_labels.csv`, where it has noise, lies beside the shards."""
    if not (out / "dataset.json").exists():
        archive = out.with_name(out.name + "-archive")
        for left in (archive, out):
            shutil.rmtree(left, ignore_errors=True)
        gren("phantom", "--out", archive, *design.COMMON, "--images", films * design.FILMS, "--patients", films * design.PATIENTS,
             *options, "--seed", seed)
        gren("prepare", "--archive", archive, "--lung-masks", archive / "masks", "--out", out, "--size", design.SIZE,
             *(["--regions", regions] if regions != "lungs" else []))
        shutil.copy(archive / "Data_Entry_2017_v2020.csv", out / "films.csv")
        shutil.rmtree(archive)
    return out


def trains(film):
    """Every second group of patients, one of each build, trains; so both halves have all builds."""
    return (int(film[:8]) - 1) // design.BUILDS % 2 == 0


def lists(folder, share_boxed, seed):
    """A split of `folder`; every 1/share-th diseased film that trains has boxes."""
    file = folder / f"split_{share_boxed:g}.json"
    with open(folder / "films.csv") as table:
        films = sorted(tuple(line.split(",")[:2]) for line in table.read().splitlines()[1:])
    diseased = [name for name, labels in films if trains(name) and labels != "No Finding"]
    boxed = [name for i, name in enumerate(diseased) if int((i + 1) * share_boxed) > int(i * share_boxed)]
    split = {"format": "gren-split", "version": 1, "participation": f"boxes of {share_boxed:g}", "fold": 0,
             "split_by": "patient", "seed": seed, "train": [name for name, _ in films if trains(name)], "boxed": boxed,
             "validation": [], "test": [name for name, _ in films if not trains(name)]}
    file.write_text(json.dumps(split))
    return file


def of_run(gren, out, run):
    """Shards to train on, shards to test on (the same films without label noise), lists."""
    options = design.WORLDS[run.world]
    name = f"{run.world}-{run.regions}-{run.films}-{run.replicate}"
    with one_at_a_time:
        noisy = clean = prepared(gren, out / name, options, run.replicate, run.regions, run.films)
        if "--label-noise" in options:
            at = options.index("--label-noise")
            clean = prepared(gren, out / f"{name}-clean", options[:at] + options[at + 2:], run.replicate, run.regions, run.films)
        return noisy, clean, lists(clean, design.SUPERVISIONS[run.supervision], run.replicate)
