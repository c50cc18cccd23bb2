"""Whether a report's page is whole, fetches nothing, and holds the figures of its CSVs and of the runs:
python check_report.py REPORT RUNS"""
import csv
import html.parser
import itertools
import json
import pathlib
import statistics
import sys

VOID = {"meta", "br", "hr", "img", "link", "input", "wbr"}
LABELS = {"Baseline (B)": "baseline", "B + Intra": "intra", "B + Inter": "inter", "GREN": "gren", "B + Cosine": "cosine",
          "GREN, constant weights": "const", "GREN, shuffled weights": "shuffle"}


class Page(html.parser.HTMLParser):
    """Balanced tags, ids, links, and the tables: id -> header and rows of (text, note)."""

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links, self.tables, self.table, self.kind = [], [], [], {}, None, None

    def handle_starttag(self, tag, attributes):
        self.handle_startendtag(tag, attributes)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        values = dict(attributes)
        if "id" in values:
            self.ids.append(values["id"])
        self.links += [values[name] for name in ("href", "xlink:href", "src") if name in values]
        if tag == "figure" and values.get("class") == "table":
            self.table = self.tables[values["id"]] = []
        if tag == "tr":
            self.table.append((values.get("class", "header"), []))
        if tag in ("td", "th"):
            self.table[-1][1].append(["", ""])

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]} at {self.getpos()}"
        self.open.pop()

    def handle_data(self, data):
        if "td" in self.open or "th" in self.open:
            self.table[-1][1][-1]["small" in self.open] += data


def number(text):
    return float(text.replace("−", "-").replace("+", ""))


def check_cell(text, value, where):
    """`text` rounds `value`, or is it."""
    if text == value:
        return
    if text.startswith("<"):
        assert float(value) < float(text[1:]), where
        return
    decimals = len(text.partition(".")[2])
    assert abs(number(text) - float(value)) <= 0.5000001 * 10 ** -decimals, (where, text, value)


def check_csv(page, data):
    cells = 0
    for name, table in page.tables.items():
        rows = list(csv.reader((data / f"{name}.csv").open()))
        assert len(rows) == len(table), (name, len(rows), len(table))
        at = {title: i for i, title in enumerate(rows[0])}
        titles = [text for text, _ in table[0][1]]
        for (kind, row), values in zip(table[1:], rows[1:]):
            assert len(row) == len(titles), name
            for title, (text, note) in zip(titles, row):
                check_cell(text, values[at[title]], (name, title, values))
                if f"{title} (note)" in at:
                    assert note == values[at[f"{title} (note)"]], (name, title)
                cells += 1
    return cells


def check_control(titles, row, evaluations, participation):
    """A row of a control, whose figures are a fold's, whatever the run."""
    key = "random_map" if row[1][0].startswith("Random map") else "mean_box"
    of_fold = {e["about"]["fold"]: e["controls"][key] for e in evaluations
               if e["about"]["participation"] == participation and e.get("controls")}
    threshold, checked = row[0][0], 0
    for title, (text, note) in zip(titles, row):
        of_class = [c["classes"][title] for c in of_fold.values() if c["classes"].get(title, {}).get("boxes")]
        if of_class:
            check_cell(text, statistics.mean(c["correct"][threshold] / c["boxes"] for c in of_class), (row, title))
            assert note == f'{sum(c["correct"][threshold] for c in of_class)}/{sum(c["boxes"] for c in of_class)}', row
            checked += 1
        if title == "Mean":
            check_cell(text, statistics.mean(c["mean_accuracy"][threshold] for c in of_fold.values()), (row, title))
            checked += 1
    return checked


def check_runs(page, runs):
    """Own rows of the accuracy tables, from evaluation.json by other code."""
    evaluations = [json.loads(file.read_text()) for file in sorted(runs.glob("*/evaluation.json"))]
    checked = 0
    for name, table in page.tables.items():
        if not name.startswith("accuracy_"):
            continue
        titles = [text for text, _ in table[0][1]]
        for kind, row in table[1:]:
            if kind.startswith("control"):
                checked += check_control(titles, row, evaluations, name.removeprefix("accuracy_"))
                continue
            if not kind.startswith("own") or row[1][0] not in LABELS:
                continue
            own = [e for e in evaluations if e["about"]["method"] == LABELS[row[1][0]]
                   and e["about"]["participation"] == name.removeprefix("accuracy_")]
            threshold = row[0][0]
            for title, (text, note) in zip(titles, row):
                of_class = [e["classes"][title] for e in own if e["classes"].get(title, {}).get("boxes")]
                if of_class:
                    check_cell(text, statistics.mean(c["correct"][threshold] / c["boxes"] for c in of_class), (row, title))
                    assert note == f'{sum(c["correct"][threshold] for c in of_class)}/{sum(c["boxes"] for c in of_class)}'
                    checked += 1
                if title == "Mean":
                    means = [e["mean_accuracy"][threshold] for e in own]
                    check_cell(text, statistics.mean(means), (row, title))
                    if len(means) > 1 and note:
                        deviation = note.removeprefix("±").partition(",")[0]
                        check_cell(deviation, statistics.stdev(means), (row, title))
                    checked += 1
    return checked


def check_groups(page, runs):
    """Rows by group of films; runs of older evaluations have none."""
    evaluations = [json.loads(file.read_text()) for file in sorted(runs.glob("*/evaluation.json"))]
    evaluations = [e for e in evaluations if e.get("groups")]
    rows = [(name.removeprefix("film_groups_"), row) for name, table in page.tables.items()
            if name.startswith("film_groups_") for _, row in table[1:]]
    assert bool(rows) == bool(evaluations), (len(rows), len(evaluations))
    for participation, row in rows:
        (label, _), (trait, _), (group, _), (images, _), (patients, _), (boxes, few), (half, note) = row[:7]
        own = [e["groups"][trait][group] for e in evaluations if e["about"]["participation"] == participation
               and e["about"]["method"] == LABELS.get(label) and group in (e["groups"][trait] or {})]
        if label not in LABELS:
            continue
        for text, key in (images, "images"), (patients, "patients"), (boxes, "boxes"):
            assert int(text) == sum(g[key] for g in own), (row, key)
        assert (few == "few") == any(g["few_boxes"] for g in own), row
        means = [g["mean_accuracy"]["0.5"] for g in own if g["mean_accuracy"]["0.5"] is not None]
        if means:
            check_cell(half, statistics.mean(means), row)
        interval = own[0]["mean_accuracy_interval"]["0.5"]
        if len(own) == 1 and interval:
            assert note == "{:.2f}…{:.2f}".format(*interval), row
    return len(rows)


def check_calibration(page, data, runs):
    """Rows of calibration, and the plot's points, by other code."""
    evaluations = [json.loads(file.read_text()) for file in sorted(runs.glob("*/evaluation.json"))]
    evaluations = [e for e in evaluations if e.get("calibration")]
    rows = [(name.removeprefix("calibration_"), row) for name, table in page.tables.items()
            if name.startswith("calibration_") for _, row in table[1:]]
    assert bool(rows) == bool(evaluations), (len(rows), len(evaluations))
    for participation, row in rows:
        if row[0][0] not in LABELS:
            continue
        own = [e for e in evaluations if e["about"]["participation"] == participation
               and e["about"]["method"] == LABELS[row[0][0]]]
        check_cell(row[1][0], statistics.mean(e["calibration"]["mean_ece"] for e in own), row)
        points = [e["operating_points"] for e in own if e["operating_points"]]
        for at, key in (2, "mean_sensitivity"), (3, "mean_specificity"):
            found = [p[key] for p in points if p[key] is not None]
            assert found or row[at][0] == "–", row
            if found:
                check_cell(row[at][0], statistics.mean(found), row)
        drawn = [(float(line["x"]), float(line["y"])) for line in
                 csv.DictReader((data / f"reliability_{participation}.csv").open()) if line["label"] == row[0][0]]
        bins = [[sum(c[key][b] for e in own for c in e["calibration"]["classes"].values())
                 for key in ("images", "present", "probability_sum")] for b in range(10)]
        expected = [(total / n, present / n) for n, present, total in bins if n]
        assert len(drawn) == len(expected) and all(abs(a - b) < 1e-9 for p, q in zip(drawn, expected)
                                                   for a, b in zip(p, q)), (row, drawn, expected)
    return len(rows)


def check_curves(data, runs):
    """Lines of single runs: medians of the steps around each point; and validations as they are, of rows their means."""
    of_run, of_row = {}, {}
    for file in sorted(runs.glob("*/evaluation.json")):
        about = json.loads(file.read_text())["about"]
        lines = [json.loads(line) for line in (file.parent / "metrics.jsonl").read_text().splitlines()]
        run = Logged(lines, about["nodes"])
        of_run.setdefault(f"fold {about['fold']}, seed {about['seed']}", []).append(run)
        of_row.setdefault((about["participation"], about["method"], json.dumps(about["configuration"] | {"seed": None}) + str(about["nodes"])), []).append(run)
    checked = 0
    for file in data.glob("curves_*.csv"):
        of_rows = "_row_" not in file.name
        for point in csv.DictReader(file.open()):
            x, y = float(point["x"]), float(point["y"])
            if point["title"].startswith("validation"):
                groups = of_row.values() if of_rows else [[run] for run in of_run[point["label"]]]
                found = [[run.validations[x] for run in runs if x in run.validations] for runs in groups]
                expected = [statistics.mean(values) for values in found if values]
            elif point["title"].startswith("loss") and point["line"] != "-1" and not of_rows:
                expected = [run.around(x) for run in of_run[point["label"]] if x in run.seen]
            else:
                continue
            assert any(abs(y - value) < 1e-9 for value in expected), (file, point, expected)
            checked += 1
    return checked


class Logged:
    """A run's losses, the images seen after each, and the validations by images seen."""

    def __init__(self, lines, nodes):
        steps = [line for line in lines if "loss" in line]
        self.losses = [line["loss"] for line in steps]
        self.seen = list(itertools.accumulate(line.get("images", nodes) for line in steps))
        self.validations = {self.seen[line["step"]]: line["validation"]["mean_accuracy_0.5"] for line in lines if "validation" in line}

    def around(self, x):
        """The median of an odd number of losses, around the one or at an end of the run."""
        window = min(max(15, len(self.losses) // 20), len(self.losses) // 4) | 1
        first = min(max(0, self.seen.index(x) - window // 2), max(0, len(self.losses) - window))
        return statistics.median(self.losses[first:first + window])


def main(report, runs):
    text = (report / "report.html").read_text()
    assert len(text.encode()) < 5_000_000, len(text)
    for word in ("http", "<script ", "@import", "<link", "url("):
        assert word not in text, word
    assert text.count("<script>") == ('class="case"' in text), text.count("<script>")
    page = Page()
    page.feed(text)
    page.close()
    assert not page.open, page.open
    assert len(set(page.ids)) == len(page.ids), [i for i in page.ids if page.ids.count(i) > 1][:3]
    for link in page.links:
        assert link.startswith("data:image/") or link[1:] in page.ids, link[:60]
    cells, checked = check_csv(page, report / "data"), check_runs(page, runs)
    groups = check_groups(page, runs)
    check_calibration(page, report / "data", runs)
    assert check_curves(report / "data", runs) > 0
    assert checked > 0
    for file in (report / "data").glob("*.gp"):
        assert file.with_suffix(".svg").read_text().rstrip().endswith("</svg>"), file
        assert file.with_suffix(".csv").exists(), file
    print(f"{len(page.tables)} tables, {cells} cells as in their CSV, {checked} as in evaluation.json, {groups} rows of groups, {len(text)} bytes")


main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
