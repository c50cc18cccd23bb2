"""The figures of an evaluation by brute force, from their definitions (src/run/RUN_FOLDER.md): areas by counting quarters of pixels,
thresholds by trying every one, AUC by all pairs, the best choice of cells by all choices."""
import itertools
from fractions import Fraction

OVERLAPS, AP_OVERLAPS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7), (0.3, 0.5)
FALSE_MARKS = (0.125, 0.25, 0.5, 1, 2, 4, 8)
ALL_CHOICES = 9  # cells at most whose choices are all tried
UNIT = 4  # quarters of a pixel


def boxed_units(boxes):
    """The unit squares, by row and column, of a union of boxes."""
    return {(row, column) for _, x, y, w, h in boxes
            for row in range(int(y * UNIT), int((y + h) * UNIT)) for column in range(int(x * UNIT), int((x + w) * UNIT))}


def units_of_cells(cells, grid, size):
    side = size * UNIT // grid
    return {(row * side + i, column * side + j) for row, column in cells for i in range(side) for j in range(side)}


def iou(region, boxes):
    return len(region & boxes) / len(region | boxes) if region else 0


def cells_above(values, grid):
    return {(i // grid, i % grid) for i, value in enumerate(values) if value > 0}


def ceiling(boxes, grid, size):
    """None where there are too many choices of cells."""
    cells = list(itertools.product(range(grid), repeat=2))
    if len(cells) > ALL_CHOICES:
        return None
    return max(iou(units_of_cells(chosen, grid, size), boxes)
               for n in range(len(cells) + 1) for chosen in itertools.combinations(cells, n))


def resized(target, grid, onto):
    """Bilinear between centers, as images are resized; beyond the outer centers the outer values."""
    def weights(cell):
        at = (Fraction(2 * cell + 1, 2) * grid / onto) - Fraction(1, 2)
        at = min(max(at, Fraction(0)), Fraction(grid - 1))
        low = int(at)
        return [(low, 1 - (at - low)), (min(low + 1, grid - 1), at - low)]
    return [sum(u * v * target[i, j] for i, u in weights(row) for j, v in weights(column))
            for row in range(onto) for column in range(onto)]


def target_ceiling(boxes, grid, onto, size):
    target = {cell: 1 if units_of_cells([cell], grid, size) & boxes else -1 for cell in itertools.product(range(grid), repeat=2)}
    return iou(units_of_cells(cells_above(resized(target, grid, onto), onto), onto, size), boxes)


def is_inside(cell, boxes, grid, size):
    """Whether the cell's center is inside a box, its border outside."""
    y, x = ((2 * place + 1) * size / (2 * grid) for place in cell)
    return any(bx < x < bx + w and by < y < by + h for _, bx, by, w, h in boxes)


def parts(cells):
    """The parts that hang together, also by corners."""
    left = set(cells)
    while left:
        part, edge = set(), [min(left)]
        while edge:
            cell = edge.pop()
            if cell in left:
                left.remove(cell)
                part.add(cell)
                edge += [(cell[0] + i, cell[1] + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        yield part


def hottest(cells, values, grid):
    return min(cells, key=lambda cell: (-values[cell[0] * grid + cell[1]], cell))


def average_precision(detections, boxes, least):
    """detections: (score, iou)."""
    if not boxes:
        return None
    points = []
    for threshold in {score for score, _ in detections}:
        kept = [overlap >= least for score, overlap in detections if score >= threshold]
        points.append((sum(kept), sum(kept) / len(kept)))
    return sum(max((precision for right, precision in points if 100 * right >= recall * boxes), default=0) for recall in range(101)) / 101


def froc(marks, boxed, films):
    """marks: (score, inside, film)."""
    if not boxed:
        return [None] * len(FALSE_MARKS)
    found = []
    for threshold in {score for score, _, _ in marks}:
        kept = [mark for mark in marks if mark[0] >= threshold]
        found.append((sum(not inside for _, inside, _ in kept), len({film for _, inside, film in kept if inside})))
    return [max((hits for false, hits in found if false <= rate * films), default=0) / boxed for rate in FALSE_MARKS]


def auc(scores, labels, times):
    wins = pairs = 0
    for i, j in itertools.product(range(len(scores)), repeat=2):
        if labels[i] == 1 and labels[j] == 0:
            pairs += times[i] * times[j]
            wins += times[i] * times[j] * (1 if scores[i] > scores[j] else 0.5 if scores[i] == scores[j] else 0)
    return wins / pairs if pairs else None


def mean(figures):
    known = [figure for figure in figures if figure is not None]
    return sum(known) / len(known) if known else None


def patients_of(films):
    """Places of each patient's films, a film without a patient its own."""
    of = {}
    for i, film in enumerate(films):
        of.setdefault(film["patient"] or i, []).append(i)
    return list(of.values())


def resamples(films, samples, seed):
    """How often each film is drawn; SplitMix64 (Steele et al., 2014), a draw the high half of its product with the count."""
    state, word, patients = seed, 2**64 - 1, patients_of(films)
    for _ in range(samples):
        times = [0] * len(films)
        for _ in patients:
            state = (state + 0x9E3779B97F4A7C15) & word
            z = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & word
            z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & word
            for film in patients[((z ^ (z >> 31)) * len(patients)) >> 64]:
                times[film] += 1
        yield times


def interval(values):
    if not values:
        return None
    ordered = sorted(values)
    def quantile(share):
        at = share * (len(ordered) - 1)
        return ordered[int(at)] + (at - int(at)) * (ordered[min(int(at) + 1, len(ordered) - 1)] - ordered[int(at)])
    return [quantile(0.025), quantile(0.975)]
