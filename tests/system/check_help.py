#!/usr/bin/env python3
"""Holds the help of every option to sentences that a newcomer can read: check_help.py GREN.

A sentence begins with a capital, ends with a period and is not long. A value's sentence begins with what the value is, no
preposition that wants the option's name before it; a flag's with what it does ("Prints ..."). What stands for no option
is "Default: ...". Prints each that is none, and exits with 1 where there is one. Nor may gren without a
command, completion without a shell that it knows, or the engine with a command of gren itself end as if all were well.
"""
import pathlib
import re
import subprocess
import sys

LONGEST = 180  # characters, beside the names of what may be chosen
FRAGMENT = re.compile(r"(Of|As|To|That|Which|By|With|From|In|On|At|And|Or|So|Where|Only|Also|Per|If)\b")
DOES = re.compile(r"(Goes|[A-Z][a-z]+s) ")


def printed(gren, *words):
    return subprocess.run([gren, *words], capture_output=True, text=True, check=True).stdout


def commands(gren):
    names = re.findall(r"^  (\S+)", printed(gren, "--help").split("Commands:")[1].split("\n\n")[0], flags=re.M)
    actions = re.findall(r"gren segment (\S+) --help", printed(gren, "segment", "--help"))
    return [[name] for name in names if name not in ("segment", "completion")] + [["segment", action] for action in actions]


def faults(value, choices, words):
    """value: empty for a flag."""
    listed = ", ".join(choices)
    length = len(words.replace(listed, "")) if listed else len(words)
    if not re.match(r"[A-Z]", words):
        yield "begins with no capital"
    if not words.endswith("."):
        yield "ends with no period"
    if length > LONGEST:
        yield f"has {length} characters, expected at most {LONGEST}"
    if FRAGMENT.match(words):
        yield f"begins with '{words.split()[0]}', expected what it is or does"
    if not value and not DOES.match(words):
        yield "is a flag's, expected what it does first, as 'Prints ...'"
    if re.search(r"[;,(] ?default\b|\bdefault:", words):
        yield "has its default in the midst of a sentence, expected 'Default: ...'"


def asked(*words):
    done = subprocess.run(words, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def faults_without_command(gren):
    shown, engine = printed(gren, "--help"), pathlib.Path(gren).with_name("gren-engine")
    for words, expected in [((gren,), (2, shown, "")), ((gren, "-h"), (0, shown, "")),
                            ((gren, "completion"), (2, "", "gren completion: found '', expected bash, zsh or fish\n")),
                            ((gren, "completion", "tcsh"), (2, "", "gren completion: found 'tcsh', expected bash, zsh or fish\n")),
                            ((engine, "report"), (2, "", "gren: 'report' is no command of gren-engine; call gren\n")),
                            ((engine, "prepare", "--help"), asked(gren, "prepare", "--help"))]:
        found = asked(*words)
        if found != expected:
            yield f"{' '.join(map(str, words))}: gives {found}, expected {expected}"


def main(gren):
    told, options = list(faults_without_command(gren)), 0
    for command in commands(gren):
        for line in printed(gren, *command, "--list-options").splitlines():
            name, value, choices, words = line.split("\t")
            options += 1
            told += [f"gren {' '.join(command)} --{name} {fault}: {words}" for fault in faults(value, choices.split(), words)]
    print("\n".join(told) or f"{options} options of {len(commands(gren))} commands have readable help")
    return bool(told) or options < 150


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
