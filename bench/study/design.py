"""The runs of the graph study, as they were designed before any was made (DESIGN.md says why).

A replicate is an archive of its own with patients of its own, a seed of the network of its own, and half of its patients to
train and half to test: replicates share no image. Within a replicate every arm sees the same films, first weights
and order, so that a difference between two arms is one number a replicate, and those are independent.
"""
import dataclasses
import itertools

FILMS, PATIENTS, BUILDS, SIZE = 1000, 500, 6, 64
COMMON = ["--builds", BUILDS, "--size", SIZE, "--annotated", 1]

# What a world has that `plain` has not: options of `gren phantom`.
WORLDS = {
    "plain": [],
    "alike": ["--shared-disease", 0.8],
    "asymmetry": ["--asymmetry"],
    "mixed": ["--bilateral", 0.5, "--diffuse", 0.5, "--co-occurrence", 0.7],
    "noisy": ["--label-noise", 0.2],
    "nih": ["--prevalence", "nih", "--bilateral", 0.3, "--diffuse", 0.3, "--co-occurrence", 0.5, "--persistence", 0.5,
            "--shared-disease", 0.4, "--label-noise", 0.1],
}

# The share of the diseased training films whose boxes take part: as in the paper's 1.0_0.0, 1.0_0.4 and 0.5_0.8 the
# labels of all films train, and the boxes of none, few and many.
SUPERVISIONS = {"labels": 0.0, "few boxes": 0.25, "many boxes": 0.8}

# Of every run, unless its arm says otherwise.
TRAINING = {"depth": 18, "width": 16, "head-width": 64, "output-stride": 8, "batch-norm": "sync", "batch-per-rank": 4,
            "epochs": 8, "lr": 0.01, "lr-drop": 6, "clip-norm": 1, "probe-every": 250}

# The backbone of all arms but those from scratch: it knows edges, scales and shapes, and no chest.
TEXTURES = ["--kind", "textures", "--images", 3000, "--size", SIZE, "--seed", 1]
PRETRAINING = {"method": "baseline", "seed": 1, "depth": 18, "width": 16, "head-width": 64, "output-stride": 8,
               "batch-norm": "sync", "batch-per-rank": 16, "epochs": 12, "lr": 0.01, "lr-drop": 8, "clip-norm": 1}

REPEL, MEAN = {"sign": "repel"}, {"graph-reduction": "mean"}
PAPER = {"lambda-intra": 0.11, "lambda-inter": 0.15}


def arm(method, *options):
    merged = {"method": method}
    for some in options:
        merged |= some
    return merged


def scaled(factor):
    return {name: round(value * factor, 6) for name, value in PAPER.items()}


SIGNS = {"attract": {}, "repel": REPEL}
BASELINE = {"baseline": arm("baseline")}
CLAIMS = BASELINE | {sign: arm("gren", options) for sign, options in SIGNS.items()}
MEANS = {f"{sign}, mean": arm("gren", options, MEAN) for sign, options in SIGNS.items()}
TERMS = {f"{sign}, {method}": arm(method, options) for sign, options in SIGNS.items() for method in ("intra", "inter")}
HASHLESS = ("const", "batch-const", "shuffle", "cosine")
CONTROLS = {f"{sign}, {method}": arm(method, options) for sign, options in SIGNS.items() for method in HASHLESS}
LADDER = {f"{sign}, λ×{factor:g}": arm("gren", options, scaled(factor))
          for sign, options in SIGNS.items() for factor in (0.01, 0.1, 10, 100)}
LUNGS = {f"{sign}, {lungs}": arm("gren", options, {"lung-features": lungs})
         for sign, options in SIGNS.items() for lungs in ("mirror", "flat", "forward")}
GRIDS = {f"{name}, grid {grid}": options | {"grid": grid} for name, options in CLAIMS.items() for grid in (32, 64)}
REGIONS = {f"{name}, thirds": CLAIMS[name] for name in SIGNS}
SCRATCH = {f"{name}, from scratch": options | {"init": "", "epochs": 24, "lr-drop": 18, "warm-up": 100}
           for name, options in CLAIMS.items()}


@dataclasses.dataclass(frozen=True)
class Run:
    block: str
    world: str
    supervision: str
    arm: str
    replicate: int
    regions: str
    films: int  # times FILMS and PATIENTS
    options: tuple  # of gren train: (name, value) pairs, sorted

    @property
    def key(self):
        return "|".join((self.block, self.world, self.supervision, self.arm, str(self.replicate)))

    @property
    def same(self):
        """What runs of several blocks share that are one run."""
        return (self.world, self.supervision, self.replicate, self.regions, self.films, self.options)


def block(name, worlds, supervisions, arms, replicates, regions="lungs"):
    for replicate, world, supervision, (label, options) in itertools.product(
            replicates, worlds, supervisions, arms.items()):
        merged = {"seed": replicate} | TRAINING | options
        films = merged.pop("films", 1)
        yield Run(name, world, supervision, label, replicate, regions, films, tuple(sorted(merged.items())))


# N, in archives of four times as many films; one rank holds a whole batch, so that synchronized norm is of all N.
NODES = (2, 16, 128, 1024)
LARGE = {"films": 4, "output-stride": 16, "probe-every": 0}
HELD = {"steps held": {"max-steps": 32, "epochs": 1000, "lr-drop": 1000}, "images held": {"epochs": 4, "lr-drop": 3}}
GRAPHS_AT_NODES = {"attract": CLAIMS["attract"], "attract, mean": MEANS["attract, mean"]}
AT_NODES = BASELINE | GRAPHS_AT_NODES
OF_NODES = {f"{name}, N={n}, {held}, {norm} norm": options | LARGE | holding | {"batch-per-rank": n, "batch-norm": norm}
            for norm in ("sync", "frozen") for held, holding in HELD.items() for n in NODES for name, options in AT_NODES.items()}
# The same run by accumulation: it must end in the same figures.
OF_NODES["attract, mean, N=128, steps held, frozen norm, 16 × 8"] = (
    AT_NODES["attract, mean"] | LARGE | HELD["steps held"] | {"batch-per-rank": 16, "accumulate": 8, "batch-norm": "frozen"})

BOTH = ["labels", "few boxes"]
# Ten for the claims that matter. Of the leads and of what could kill a gain, five; ten of that, too, once a gain is found. Of N,
# three. From the fourth on, whose claims the machine made that makes the leads.
TEN, FIVE, THREE = [4, 5, 6, 7, 8, 9, 10, 1, 2, 3], [4, 5, 6, 7, 8], [4, 5, 6]
# Each block has the arms that it compares with: pairs are of one block.
BLOCKS = {
    "claims": list(block("claims", WORLDS, BOTH, CLAIMS, TEN)),
    "ladder": list(block("ladder", ["alike"], BOTH, CLAIMS | LADDER, FIVE)),
    "means": list(block("means", ["plain", "alike", "nih"], BOTH, CLAIMS | MEANS, FIVE)),
    "controls": list(block("controls", ["alike"], BOTH, CLAIMS | CONTROLS, FIVE)),
    "terms": list(block("terms", ["asymmetry"], BOTH, CLAIMS | TERMS, FIVE)),
    "many boxes": list(block("many boxes", ["plain", "alike"], ["many boxes"], CLAIMS, FIVE)),
    "lungs": list(block("lungs", ["asymmetry"], ["labels"], CLAIMS | LUNGS, FIVE)),
    "regions": list(block("regions", ["alike"], ["labels"], BASELINE | REGIONS, FIVE, "thirds")),
    "grids": list(block("grids", ["plain"], ["few boxes"], GRIDS, FIVE)),
    "nodes": list(block("nodes", ["alike"], ["labels"], OF_NODES, THREE)),
    "scratch": list(block("scratch", ["alike"], ["labels"], SCRATCH, FIVE)),
}
RUNS = [run for runs in BLOCKS.values() for run in runs]
