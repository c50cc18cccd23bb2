"""What an evaluation of a drawn case must say, put together from evaluation_brute.py's figures."""
import evaluation_brute as brute


def maps_of(case):
    """By film and class: the cells' values, the region and the boxes."""
    grid = case["eval_grid"]
    for i, film in enumerate(case["films"]):
        for cls in range(case["classes"]):
            values = film["maps"][cls * grid**2:(cls + 1) * grid**2]
            yield i, cls, values, brute.cells_above(values, grid), [box for box in film["boxes"] if box[0] == cls]


def localization(case):
    size, grid, classes = case["size"], case["eval_grid"], range(case["classes"])
    rows, pointing = [], [0 for _ in classes]
    detections, marks, boxed, located = ([[] for _ in classes] for _ in range(4))
    for i, cls, values, region, boxes in maps_of(case):
        film, units = case["films"][i], brute.boxed_units(boxes)
        covered = brute.units_of_cells(region, grid, size)
        overlap = brute.iou(covered, units) if boxes else 0
        if boxes:
            rows.append([i, cls, overlap, len(covered & units) / len(covered) if covered else 0, brute.ceiling(units, grid, size),
                         brute.target_ceiling(units, case["grid"], grid, size)])
            every = [(row, column) for row in range(grid) for column in range(grid)]
            pointing[cls] += brute.is_inside(brute.hottest(every, values, grid), boxes, grid, size)
        if boxes or film["label"][cls] == 0:  # elsewhere nobody knows where the disease is
            located[cls].append(i)
            boxed[cls] += [i] if boxes else []
            detections[cls] += [(film["score"][cls], overlap)] if region else []
            for part in brute.parts(region):
                at = brute.hottest(part, values, grid)
                marks[cls].append((values[at[0] * grid + at[1]], brute.is_inside(at, boxes, grid, size), i))
    found = {"boxes": rows, "pointing": pointing,
             "ap": [[brute.average_precision(detections[cls], len(boxed[cls]), least) for least in brute.AP_OVERLAPS] for cls in classes],
             "froc": [brute.froc(marks[cls], len(boxed[cls]), len(located[cls])) for cls in classes]}
    found["mean_ap"] = [brute.mean(column) for column in zip(*found["ap"])]
    found["mean_froc"] = [brute.mean(column) for column in zip(*found["froc"])]
    return found


def accuracy(rows, column, classes, times=None):
    """(k, n) by class and threshold; a row counts as often as its film is drawn."""
    weight = lambda row: times[row[0]] if times else 1
    of_class = [[row for row in rows if row[1] == cls] for cls in range(classes)]
    return [[(sum(weight(row) for row in own if row[column] > least), sum(map(weight, own))) for least in brute.OVERLAPS] for own in of_class]


def means(shares):
    """[classes][thresholds] of (k, n) -> [thresholds]."""
    return [brute.mean(k / n if n else None for k, n in column) for column in zip(*shares)]


def expected(case):
    films, classes = case["films"], case["classes"]
    found = localization(case)
    rows, labels = found["boxes"], [[film["label"][cls] for film in films] for cls in range(classes)]
    scores = [[film["score"][cls] for film in films] for cls in range(classes)]
    once = [1] * len(films)
    found |= {"correct": [[k for k, _ in column] for column in accuracy(rows, 2, classes)],
              "mean_accuracy": means(accuracy(rows, 2, classes)), "mean_iobb": means(accuracy(rows, 3, classes)),
              "mean_target_ceiling": means(accuracy(rows, 5, classes)),
              "positives": [label.count(1) for label in labels], "negatives": [label.count(0) for label in labels],
              "auc": [brute.auc(score, label, once) for score, label in zip(scores, labels)]}
    if all(row[4] is not None for row in rows):
        found["mean_ceiling"] = means(accuracy(rows, 4, classes))
    counts = [sum(row[1] == cls for row in rows) for cls in range(classes)]
    found["mean_pointing"] = brute.mean(hits / n if n else None for hits, n in zip(found["pointing"], counts))
    found["mean_auc"] = brute.mean(found["auc"])
    return found | intervals(case, rows, scores, labels)


def intervals(case, rows, scores, labels):
    films, classes = case["films"], case["classes"]
    drawn = list(brute.resamples(films, case["samples"], case["seed"]))
    accuracies = [means(accuracy(rows, 2, classes, times)) for times in drawn]
    areas = [[brute.auc(score, label, times) for score, label in zip(scores, labels)] for times in drawn]
    several = lambda places: len(brute.patients_of([films[i] for i in places])) > 1
    known = lambda values: [value for value in values if value is not None]
    both = [all(several([i for i, label in enumerate(labels[cls]) if label == side]) for side in (0, 1)) for cls in range(classes)]
    boxed = sorted({row[0] for row in rows})
    return {"mean_accuracy_interval": [brute.interval(known(at[t] for at in accuracies)) if several(boxed) else None
                                       for t in range(len(brute.OVERLAPS))],
            "auc_interval": [brute.interval(known(at[cls] for at in areas)) if both[cls] else None for cls in range(classes)],
            "mean_auc_interval": brute.interval(known(map(brute.mean, areas))) if any(both) else None}
