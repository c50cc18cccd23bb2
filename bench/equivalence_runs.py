"""Runs cases of the equivalence test: one start of the program for each number of ranks, many cases a start."""
import ctypes
import os
import resource
import signal
import subprocess
import tempfile

import equivalence_draw

# Relative deviations of the value, the gradient, the parameters after the first and the last step: in float64 as in
# tests/src/training/trainer_test.cpp; in float32, where a random network's rounding grows through 18 layers and the distance of features
# that are nearly equal is most of it; and of features that travel as bfloat16, each number rounded by up to 2^-9 of itself. The two
# hold no rank's part to be missing or counted twice; that all is exact, float64 holds.
EXACT, SINGLE, BF16 = (1e-6,) * 4, (1e-4, 1e-1, 1e-1, 1e-1), (2e-2, 1e-1, 1e-1, 1e-1)


def tolerance(case):
    return BF16 if "bf16" in case else SINGLE if "single" in case else EXACT


def wrong_of(program, cases, say=lambda text: None):
    """-> [(case, why)], and the largest deviation of the cases in float64."""
    wrong, worst = [], 0
    for ranks in sorted({len(case.get("rows", [1])) for case in cases}):
        left = [case for case in cases if len(case.get("rows", [1])) == ranks]
        count = len(left)
        while left:
            before = len(wrong)
            lines, ended = run(program, ranks, left)
            for case, line in zip(left, lines):
                *deviations, where = line.split(" ", 4)
                deviations = [float(d) for d in deviations]
                if "single" not in case:
                    worst = max(worst, *deviations)
                if not all(d <= most for d, most in zip(deviations, tolerance(case))):
                    wrong.append((case, f"off by {max(deviations):.1e}: {where}"))
            if len(lines) < len(left):
                wrong.append((left[len(lines)], f"the program ended: {ended}"))
            left = left[len(lines) + 1:]
            for case, why in wrong[before:]:
                say(f"WRONG: {why}\n  case: {equivalence_draw.text(case)}")
        say(f"{ranks} ranks: {count} cases, {len(wrong)} wrong so far")
    return wrong, worst


def run(program, ranks, cases):
    """-> a line for each case that came to its end, and what was said where one did not."""
    with tempfile.NamedTemporaryFile("w", suffix=".cases") as file:
        file.write("".join(equivalence_draw.text(case) + "\n" for case in cases))
        file.flush()
        done = subprocess.run([os.environ.get("MPIRUN", "mpirun"), "--oversubscribe", "--bind-to", "none", "-n", str(ranks), program, file.name],
                              env=os.environ | {"OMP_NUM_THREADS": "1"}, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, preexec_fn=end_with_parent)
    lines = done.stdout.splitlines()
    said = [line for line in done.stderr.splitlines() if line.strip()]
    if done.returncode != 0 and len(lines) == len(cases):
        raise RuntimeError(f"{program} ended with {done.returncode} after its last case: {said}")
    return lines, said[0] if said else f"exit {done.returncode}"


def end_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
