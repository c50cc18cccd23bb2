"""What ChestX-ray14's table of labels says of pairs and of follow-ups: the figures that dataio/PHANTOM.md compares with.

Usage: nih_labels.py Data_Entry_2017_v2020.csv
"""
import collections
import csv
import sys

PAIRS = [("Atelectasis", "Effusion"), ("Cardiomegaly", "Edema"), ("Infiltration", "Pneumonia"), ("Mass", "Nodule"),
         ("Pneumothorax", "Emphysema")]


def main(table):
    films, patients = [], collections.defaultdict(list)
    with open(table, newline="") as file:
        for row in csv.DictReader(file):
            labels = set(row["Finding Labels"].split("|")) - {"No Finding"}
            films.append(labels)
            patients[row["Patient ID"]].append((int(row["Follow-up #"]), labels))
    count = collections.Counter(label for labels in films for label in labels)
    print(f"{len(films)} films, without a finding {sum(not labels for labels in films)}")
    for label, found in count.most_common():
        print(f"{label}: {found}, {100 * found / len(films):.1f} %")
    for one, other in PAIRS:
        both = sum({one, other} <= labels for labels in films)
        neither = len(films) - count[one] - count[other] + both
        print(f"odds ratio of {one} and {other}: {both * neither / ((count[one] - both) * (count[other] - both)):.1f}")
    labels = again = 0
    for visits in patients.values():
        visits.sort(key=lambda visit: visit[0])
        for (_, before), (_, after) in zip(visits, visits[1:]):
            labels += len(before)
            again += len(before & after)
    print(f"labels that the patient's next film has, too: {100 * again / labels:.0f} %")


if __name__ == "__main__":
    main(*sys.argv[1:])
