"""Random cases of an evaluation: films with labels and boxes, and what a network might have answered."""

SIZE, GRIDS = 8, (1, 2, 4, 8)  # cells of every grid are whole quarters of a pixel, as the boxes' corners are


def case(draw):
    classes, eval_grid = draw.randint(1, 3), draw.choice(GRIDS[1:])
    patients = [f"patient {i}" for i in range(draw.randint(1, 6))] + [""]
    return {"size": SIZE, "classes": classes, "eval_grid": eval_grid, "grid": draw.choice(GRIDS), "samples": draw.choice([0, 1, 20]),
            "seed": draw.randint(1, 10**6), "films": [film(draw, classes, eval_grid, patients) for _ in range(draw.randint(1, 10))]}


def film(draw, classes, eval_grid, patients):
    label = [draw.choice([0, 0, 0, 1, 1, 255]) for _ in range(classes)]
    cells = classes * eval_grid**2
    shift = draw.choice([-1, -0.5, 0, 0.5])  # some maps have a region nowhere, some everywhere
    return {"patient": draw.choice(patients), "label": label,
            "boxes": [box(draw, cls) for cls in range(classes) for _ in range(draw.choice([0, 1, 1, 2]))
                      if label[cls] == 1 or draw.random() < 0.05],
            "score": [draw.randint(-4, 4) / 2 for _ in range(classes)],  # with ties
            "maps": [shift + draw.randint(-3, 3) / 4 for _ in range(cells)]}


def box(draw, cls):
    """[class, x, y, w, h], of whole quarters of a pixel, in part of sizes that cells have."""
    x, y = (draw.randint(0, 4 * SIZE - 4) / 4 for _ in range(2))
    w, h = (draw.randint(1, int(4 * (SIZE - at))) / 4 for at in (x, y))
    return [cls, x, y, w, h]


def smaller(case):
    """Each a step smaller: a film less, a box less, no resamples."""
    for i in range(len(case["films"])):
        if len(case["films"]) > 1:
            yield case | {"films": case["films"][:i] + case["films"][i + 1:]}
    for i, film in enumerate(case["films"]):
        for j in range(len(film["boxes"])):
            fewer = film | {"boxes": film["boxes"][:j] + film["boxes"][j + 1:]}
            yield case | {"films": case["films"][:i] + [fewer] + case["films"][i + 1:]}
    if case["samples"]:
        yield case | {"samples": 0}
