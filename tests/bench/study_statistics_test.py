#!/usr/bin/env python3
"""The statistics of bench/study against SciPy (values beside the calls), R's p.adjust and cases by hand."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench" / "study"))
import statistics_of as study  # noqa: E402

DIFFERENCES = [0.031, -0.012, 0.044, 0.020, 0.007, 0.051, -0.003, 0.018, 0.026, 0.039]
wrong = []


def expect(what, found, expected):
    if any(abs(f - e) > 1e-6 for f, e in zip(found, expected, strict=True)):
        wrong.append(f"{what}: {found}, expected {expected}")


# scipy.stats.permutation_test((d,), mean, permutation_type="samples", n_resamples=inf), SciPy 1.17.1
expect("sign flips", [study.sign_flip_p(DIFFERENCES)], [0.01171875])
expect("sign flips of equal arms", [study.sign_flip_p([0.0] * 5)], [1.0])
# scipy.stats.ttest_1samp(d, 0).confidence_interval(): 0.0075233657 … 0.0366766343
mean, half = study.interval(DIFFERENCES)
if abs(mean - half - 0.0075233657) > 5e-6 or abs(mean + half - 0.0366766343) > 5e-6:
    wrong.append(f"interval: {mean} ± {half}")
# R: p.adjust(c(.01, .04, .03, .005), "holm")
expect("Holm", study.holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02])
# Replicate 1 chooses a (0.3; elsewhere -0.1), replicate 2 b (0.2; elsewhere 0.05), replicate 3 b (0.1; elsewhere 0.1).
expect("selection", study.selection({"a": [0.3, -0.2, 0.0], "b": [0.0, 0.2, 0.1]}), [0.6 / 3, 0.05 / 3])

sys.exit("\n".join(wrong) or 0)
