"""Writes published_tables.json from the paper's text, tables as tab-separated lines: python make_published_tables.py PAPER.txt"""
import json
import pathlib
import re
import sys

PARTICIPATION = {"I": "0.5_0.8", "II": "1.0_0.0", "III": "1.0_0.4", "IV": "0.5_0.8"}
rows, table, threshold, auc = [], "", 0.0, {}
for line in pathlib.Path(sys.argv[1]).read_text().splitlines():
    # The captions come in pieces around the tables; the counts of rows below prove that the order is right.
    if re.match(r"C\. Comparison with State", line):
        table = "I"
    elif "UNAN" in line and "INOTATED" in line:
        table = "II"
    elif line.strip() == "TABLE III":
        table = "III"
    elif re.match(r"\s*1 V\s*$", line):
        table = "IV"
    elif "TABLE V" in line:
        table = "V"
    cells = [cell.strip() for cell in line.split("\t")]
    if table == "V" and len(cells) > 7 and cells[0].split(" ")[0] in ("Baseline", "B", "GREN"):
        auc.setdefault(cells[0], []).extend(float(cell) for cell in cells[1:] if cell)
    elif table in PARTICIPATION and len(cells) == 11 and re.fullmatch(r"\d\.\d\d", cells[10]):
        values = [float(cell) for cell in cells[2:]]
        rows.append({"table": table, "model": cells[1], "values": values})
    elif table in PARTICIPATION and len(cells) == 10 and re.fullmatch(r"\d\.\d\d", cells[9]):
        rows.append({"table": table, "model": cells[0], "values": [float(cell) for cell in cells[1:]]})
counts = {name: sum(row["table"] == name for row in rows) for name in PARTICIPATION}
assert counts == {"I": 18, "II": 18, "III": 14, "IV": 6}, counts
for name in PARTICIPATION:  # the first half of a table is T(IoU) = 0.5, the second 0.7
    of_table = [row for row in rows if row["table"] == name]
    for i, row in enumerate(of_table):
        row["participation"], row["threshold"] = PARTICIPATION[name], 0.5 if i < len(of_table) // 2 else 0.7
assert [len(values) for values in auc.values()] == [15] * 4, auc
pathlib.Path(__file__).with_name("published_tables.json").write_text(
    json.dumps({"localization": rows, "auc": auc}, indent=0) + "\n")
