"""What a study of paired replicates may conclude: each replicate's difference is one number, and they are independent."""
import itertools
import math
import statistics

# Student's 0.975 quantile by degrees of freedom, 1 to 30; beyond, that of 30 is a little wide.
T_975 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
         2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042]


def interval(differences):
    """Mean and half of its 95 % interval (Student)."""
    n = len(differences)
    if n < 2:
        return differences[0], math.nan
    return statistics.fmean(differences), T_975[min(n - 2, len(T_975) - 1)] * statistics.stdev(differences) / math.sqrt(n)


def sign_flip_p(differences):
    """Two-sided, exact: the share of all 2^n ways to swap the arms within replicates whose mean is as far from 0."""
    seen = abs(sum(differences))
    as_far = sum(abs(sum(s * d for s, d in zip(signs, differences))) >= seen * (1 - 1e-9)
                 for signs in itertools.product((1, -1), repeat=len(differences)))
    return as_far / 2 ** len(differences)


def holm(p_values):
    """Adjusted for the family: with those below 0.05 called, a family of no effects is called wrongly once in twenty."""
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    adjusted, largest = [0.0] * len(p_values), 0.0
    for rank, i in enumerate(order):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[i]))
        adjusted[i] = largest
    return adjusted


def selection(gains):
    """gains: {setting: [gain of each replicate]}. Per replicate the best setting by that replicate alone: its gain there,
    and its mean gain on the others. Means over replicates: what choosing on the test list seems to give, and gives."""
    count = len(next(iter(gains.values())))
    seeming, real = [], []
    for chosen_on in range(count):
        best = max(gains, key=lambda setting: gains[setting][chosen_on])
        seeming.append(gains[best][chosen_on])
        real.append(statistics.fmean(gain for r, gain in enumerate(gains[best]) if r != chosen_on))
    return statistics.fmean(seeming), statistics.fmean(real)
