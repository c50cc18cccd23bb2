#!/usr/bin/env python3
"""A Debian in a folder: tests/system/bare_root.py ROOT PACKAGE...

Copies the files of these packages, of all that they depend on and of the essential ones from this machine, where all are installed,
and no other file. dpkg there knows them as installed. No network is needed, as debootstrap does. Manual pages and documents stay out.
"""
import os
import re
import shutil
import sys

DPKG = "/var/lib/dpkg"
LEFT_OUT = ("/usr/share/doc/", "/usr/share/man/", "/usr/share/locale/")


def installed():
    """name -> (paragraph of dpkg's status, its fields)"""
    with open(f"{DPKG}/status", encoding="utf-8") as file:
        for paragraph in file.read().split("\n\n"):
            fields = dict(re.findall(r"^([\w-]+): (.*)$", paragraph, re.M))
            if fields.get("Status") == "install ok installed":
                yield fields["Package"], (paragraph, fields)


def names(field):
    """[[name, or another], ...] without versions and architectures"""
    return [[re.split(r"[ (:]", choice.strip())[0] for choice in group.split("|")] for group in field.split(",") if group.strip()]


def with_dependencies(packages, wanted):
    providers = {}
    for package, (_, fields) in packages.items():
        for group in names(fields.get("Provides", "")):
            providers.setdefault(group[0], package)
    found, todo = set(), list(wanted)
    while todo:
        name = todo.pop()
        if name in found:
            continue
        if name not in packages:
            sys.exit(f"bare_root.py: the package {name} is not installed here, expected all that go into a root; install it")
        found.add(name)
        fields = packages[name][1]
        for group in names(fields.get("Depends", "")) + names(fields.get("Pre-Depends", "")):
            here = [c for c in group if c in packages] + [providers[c] for c in group if c in providers]
            if here:
                todo.append(here[0])
    return found


def copy(path, root):
    target = root + path
    if os.path.lexists(target):
        return
    if os.path.islink(path) or not os.path.isdir(path):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if os.path.lexists(path):
            shutil.copy2(path, target, follow_symlinks=False)
    else:
        os.makedirs(target, exist_ok=True)
        shutil.copymode(path, target)


def copy_alternatives(root):
    """Those whose choice of this machine is in the root."""
    for name in os.listdir("/etc/alternatives"):
        if os.path.exists(root + os.path.realpath(f"/etc/alternatives/{name}")):
            copy(f"/etc/alternatives/{name}", root)
    for name in os.listdir(f"{DPKG}/alternatives"):
        with open(f"{DPKG}/alternatives/{name}", encoding="utf-8") as file:
            for link in file.read().split("\n"):
                if link.startswith("/") and os.path.islink(link) and os.path.lexists(root + os.readlink(link)):
                    copy(link, root)


def main(root, wanted):
    packages = dict(installed())
    chosen = with_dependencies(packages, wanted + [n for n, (_, f) in packages.items() if f.get("Essential") == "yes"])
    for folder in ("bin", "sbin", "lib", "lib64"):
        os.makedirs(f"{root}/usr/{folder}")
        os.symlink(f"usr/{folder}", f"{root}/{folder}")
    for folder in (f"{DPKG}/info", f"{DPKG}/updates", f"{DPKG}/triggers", "/usr/local/bin"):  # the last is made by base-files
        os.makedirs(root + folder)
    for package in sorted(chosen):
        lists = [f"{DPKG}/info/{package}{part}.list" for part in ("", f":{packages[package][1]['Architecture']}")]
        file_list = next(f for f in lists if os.path.exists(f))
        copy(file_list, root)
        with open(file_list, encoding="utf-8") as file:
            for path in file.read().split():
                if path != "/." and not path.startswith(LEFT_OUT):
                    copy(path, root)
    with open(f"{root}{DPKG}/status", "w", encoding="utf-8") as file:
        file.write("\n\n".join(packages[name][0] for name in sorted(chosen)) + "\n")
    copy_alternatives(root)
    for name in ("passwd", "group"):
        shutil.copy(f"/usr/share/base-passwd/{name}.master", f"{root}/etc/{name}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
