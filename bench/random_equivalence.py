"""random_equivalence.py PROGRAM [--cases 5000] [--seed 1] [--ranks 1,2,2,3,3,4,5,6] [--case LINE]

Cases of the equivalence test drawn at random: each must be what one process with plain loops computes. PROGRAM is
equivalence_cases. One that is not is made smaller while it stays wrong, and the command that repeats it is printed.
"""
import argparse
import random
import sys
import time

import equivalence_runs
import equivalence_draw

arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
arguments.add_argument("program")
arguments.add_argument("--cases", type=int, default=5000)
arguments.add_argument("--seed", type=int, default=1)
arguments.add_argument("--ranks", default="1,2,2,3,3,4,5,6", help="of the cases in turn")
arguments.add_argument("--case", help="this one alone, as a failure names it")
given = arguments.parse_args()


def drawn():
    counts = [int(r) for r in given.ranks.split(",")]
    draw = random.Random(given.seed)
    return [equivalence_draw.case(draw, counts[i % len(counts)]) for i in range(given.cases)]


start = time.monotonic()
cases = [equivalence_draw.from_text(given.case)] if given.case else drawn()
wrong, worst = equivalence_runs.wrong_of(given.program, cases, say=lambda text: print(text, flush=True))
if not wrong:
    print(f"{len(cases)} cases equal one process; largest relative deviation {worst:.1e} of those in float64")
for case, why in wrong[:3]:
    small, why = equivalence_draw.shrunk(case, why, lambda cases: equivalence_runs.wrong_of(given.program, cases)[0])
    print(f"of {case['seed']}, still wrong: {why}\n  repeat: bench/random_equivalence --case '{equivalence_draw.text(small)}'", flush=True)
print(f"{len(cases)} cases, {len(wrong)} wrong, {time.monotonic() - start:.0f} s, {equivalence_runs.cpu_seconds():.0f} CPU s")
sys.exit(1 if wrong else 0)
