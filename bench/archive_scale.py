"""The measurements of bench/archive_scale. Usage: archive_scale.py GREN FOLDER ROWS IMAGES RANKS
Started by itself around each rank: archive_scale.py rank FILE COMMAND..., which appends to FILE what COMMAND took."""
import contextlib
import csv
import json
import os
import pathlib
import resource
import signal
import subprocess
import sys
import time

PHANTOMS, IN_FOLDER = 200, 10_000


def rank(file, command):
    child = subprocess.Popen(command)
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # until it is waited for, its counts can be read
    counts = dict(line.split(": ") for line in pathlib.Path(f"/proc/{child.pid}/io").read_text().splitlines())
    status = child.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    line = json.dumps({"cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss * 1024, "written": int(counts["wchar"])})
    with open(file, "a") as stream:
        stream.write(line + "\n")
    return status


def archive(folder, phantoms, rows):
    """NIH's layout, so many rows; a patient has four films."""
    with open(phantoms / "Data_Entry_2017_v2020.csv", newline="") as stream:
        header, *table = csv.reader(stream)
    folder.mkdir()
    with open(folder / "Data_Entry_2017_v2020.csv", "w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        for i in range(rows):
            source, patient = table[i % len(table)], i // 4 + 1
            name, images = f"{patient:08}_{i % 4:03}.png", folder / f"images_{i // IN_FOLDER + 1:03}" / "images"
            images.mkdir(parents=True, exist_ok=True)
            os.link(phantoms / "images" / source[0], images / name)
            writer.writerow([name, source[1], i % 4, patient, *source[4:]])
    return folder


def is_alive(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


class Job:
    """A command, alone or on ranks: seconds, and a line a rank."""

    def __init__(self, folder, ranks, command):
        self.file, self.start = folder / "ranks", time.perf_counter()
        self.file.write_text("")
        around = [sys.executable, __file__, "rank", str(self.file), *command]
        mpirun = ["mpirun", "--oversubscribe", "--bind-to", "none", "-n", str(ranks)] if ranks else []
        self.log = open(folder / "log", "w+")
        self.process = subprocess.Popen(mpirun + around, stdout=self.log, stderr=subprocess.STDOUT)

    def finish(self):
        status = self.process.wait()
        self.seconds = time.perf_counter() - self.start
        if status != 0:
            self.log.seek(0)
            sys.exit(f"archive_scale: exit code {status}: {self.log.read()[-2000:]}")
        self.ranks = [json.loads(line) for line in self.file.read_text().splitlines()]
        self.peak = max(one["peak"] for one in self.ranks)
        return self

    def kill(self):
        """The job and all that it started, none of which can react."""
        found, ahead = [], [self.process.pid]
        while ahead:
            found.append(ahead.pop())
            for task in pathlib.Path(f"/proc/{found[-1]}/task").iterdir():
                ahead += [int(child) for child in (task / "children").read_text().split()]
        for pid in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        while any(is_alive(pid) for pid in found):
            time.sleep(0.05)


def per_row(few, many, rows):
    return f"{(many.peak - few.peak) / rows:.0f} bytes a further row"


def main(gren, folder, rows, images, ranks):
    phantoms = folder / "phantoms"
    subprocess.run([gren, "phantom", "--out", phantoms, "--images", str(PHANTOMS), "--size", "64"], check=True,
                   stdout=subprocess.DEVNULL)

    print(f"{'import nih: rows':>20} {'s':>8} {'rows/s':>10} {'peak MiB':>10}")
    jobs = []
    for share in (4, 2, 1):
        source = archive(folder / f"rows_{share}", phantoms, rows // share)
        jobs.append(Job(folder, 0, [gren, "import", "nih", "--archive", str(source), "--out", f"{source}.manifest"]).finish())
        print(f"{rows // share:>20} {jobs[-1].seconds:>8.2f} {rows // share / jobs[-1].seconds:>10.0f} {jobs[-1].peak / 2**20:>10.0f}",
              flush=True)
    print(per_row(jobs[0], jobs[-1], rows - rows // 4))

    def prepare(manifest, out, *more):
        return Job(folder, ranks, [gren, "prepare", "--manifest", str(manifest), "--out", str(out), "--size", "64", *more])

    def digest(out):
        return json.loads((out / "dataset.json").read_text())["digest"]

    print(f"{f'prepare, {ranks} ranks: images':>28} {'s':>8} {'images/s':>10} {'peak MiB a rank':>16} {'of the bytes written':>24}")
    jobs = []
    for share in (4, 2, 1):
        source = archive(folder / f"images_{share}", phantoms, images // share)
        subprocess.run([gren, "import", "nih", "--archive", source, "--out", f"{source}.manifest"], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        whole = folder / f"set_{share}"
        jobs.append(prepare(f"{source}.manifest", whole).finish())
        written = [one["written"] for one in jobs[-1].ranks]
        shares = ", ".join(f"{100 * one / sum(written):.0f} %" for one in sorted(written))
        print(f"{images // share:>28} {jobs[-1].seconds:>8.1f} {images // share / jobs[-1].seconds:>10.0f} "
              f"{jobs[-1].peak / 2**20:>16.0f} {shares:>24}", flush=True)
    print(per_row(jobs[0], jobs[-1], images - images // 4))

    resumed, shards = folder / "resumed", len(list(whole.glob("shard_*.h5")))
    job = prepare(folder / "images_1.manifest", resumed)
    while len(list(resumed.glob("shard_*.h5"))) < shards / 2:
        if job.process.poll() is not None:
            sys.exit("archive_scale: the preparation ended before half of its shards were seen; give more IMAGES")
        time.sleep(0.02)
    job.kill()
    kept = len(list(resumed.glob("shard_*.h5")))
    seconds = prepare(folder / "images_1.manifest", resumed, "--resume").finish().seconds
    same = digest(resumed) == digest(whole)
    print(f"all processes killed at {kept} of {shards} shards; resumed in {seconds:.1f} s to {'the same' if same else 'ANOTHER'} "
          f"digest, {digest(resumed)[:16]}")
    return 0 if same else 1


if sys.argv[1] == "rank":
    sys.exit(rank(sys.argv[2], sys.argv[3:]))
sys.exit(main(sys.argv[1], pathlib.Path(sys.argv[2]), *(int(number) for number in sys.argv[3:])))
