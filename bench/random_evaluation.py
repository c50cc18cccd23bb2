"""random_evaluation.py PROGRAM [--cases 5000] [--seed 1] [--case JSON]

Evaluations drawn at random: each figure must be what brute force finds (evaluation_brute.py). PROGRAM is evaluation_cases. A case
that is not is made smaller while it stays wrong, and printed with the command that repeats it.
"""
import argparse
import json
import os
import random
import subprocess
import sys
import tempfile

import evaluation_draw
import evaluation_expected

NEAR = 1e-12

arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
arguments.add_argument("program")
arguments.add_argument("--cases", type=int, default=5000)
arguments.add_argument("--seed", type=int, default=1)
arguments.add_argument("--case", help="this one alone, as a failure prints it")


def found_of(program, cases):
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "cases")
        with open(file, "w") as lines:
            lines.writelines(json.dumps(case) + "\n" for case in cases)
        done = subprocess.run([program, file, folder], capture_output=True, text=True)
    lines = done.stdout.splitlines()
    if done.returncode or len(lines) != len(cases):
        sys.exit(f"{program} ended with {done.returncode} at case {len(lines) + 1}: {done.stderr.strip()}\n{json.dumps(cases[len(lines)])}")
    return [json.loads(line) for line in lines]


def same(found, expected):
    if isinstance(expected, list):
        return isinstance(found, list) and len(found) == len(expected) and all(map(same, found, expected))
    if expected is None or found is None:
        return found is expected
    return abs(found - expected) <= NEAR


def why_wrong(case, found):
    expected = evaluation_expected.expected(case)
    for row, known in zip(found["boxes"], expected["boxes"]):
        if known[4] is None:  # the ceiling, where there are too many choices to try
            row[4] = None
    return "; ".join(f"{name} {found[name]}, by brute force {figure}" for name, figure in expected.items() if not same(found[name], figure))


def wrong_of(program, cases):
    return [(case, why) for case, found in zip(cases, found_of(program, cases)) if (why := why_wrong(case, found))]


def shrunk(program, case, why):
    while True:
        wrong = wrong_of(program, list(evaluation_draw.smaller(case)))
        if not wrong:
            return case, why
        case, why = wrong[0]


def main():
    given = arguments.parse_args()
    draw = random.Random(given.seed)
    cases = [json.loads(given.case)] if given.case else [evaluation_draw.case(draw) for _ in range(given.cases)]
    wrong = wrong_of(given.program, cases)
    for case, why in wrong[:3]:
        small, why = shrunk(given.program, case, why)
        print(f"WRONG: {why}\n  repeat: bench/random_evaluation --case '{json.dumps(small)}'")
    print(f"{len(cases)} evaluations, {len(wrong)} unlike brute force")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
