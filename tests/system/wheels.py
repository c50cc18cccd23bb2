#!/usr/bin/env python3
"""A folder of wheels of what launch/setup has installed: tests/system/wheels.py SITE_PACKAGES FOLDER PINS

Of torch what gren loads alone: half a gigabyte in place of one and a half. PINS is written as launch/requirements has them, for
these wheels.
"""
import hashlib
import pathlib
import re
import sys
import zipfile

OF_TORCH = re.compile(r"torch/(version\.py|lib/lib(torch_cpu|c10|gomp)[.-].*|__init__\.py)$|torch-[^/]*/(METADATA|WHEEL|LICENSE)$")


def write_pins(wheels, path):
    with open(path, "w", encoding="utf-8") as file:
        file.write("# Wheels of a test: 1 MB to fetch, 2 MB installed.\n")
        for wheel in wheels:
            name, version = wheel.name.split("-")[:2]
            with open(wheel, "rb") as content:
                file.write(f"{name.replace('_', '-')}=={version} \\\n    --hash=sha256:{hashlib.file_digest(content, 'sha256').hexdigest()}\n")


def pack(packages, info, folder):
    rows = (info / "RECORD").read_text(encoding="utf-8").splitlines()
    rows = [r for r in rows if not r.startswith("..") and not r.split(",")[0].endswith((".pyc", "/RECORD", "/INSTALLER", "/REQUESTED"))]
    if info.name.startswith("torch-"):
        rows = [r for r in rows if OF_TORCH.match(r.split(",")[0])]
    tag = re.search(r"^Tag: (.*)$", (info / "WHEEL").read_text(encoding="utf-8"), re.M).group(1)
    with zipfile.ZipFile(folder / f"{info.name.removesuffix('.dist-info')}-{tag}.whl", "w", zipfile.ZIP_STORED) as wheel:
        for row in rows:
            wheel.write(packages / row.split(",")[0], row.split(",")[0])
        wheel.writestr(f"{info.name}/RECORD", "\n".join(rows + [f"{info.name}/RECORD,,"]) + "\n")


if __name__ == "__main__":
    packages, folder, pins = map(pathlib.Path, sys.argv[1:])
    folder.mkdir(exist_ok=True)
    for pattern in ("torch-*", "nvidia_cuda_runtime-*", "nvidia_cuda_cupti-*"):
        for info in packages.glob(pattern + ".dist-info"):
            pack(packages, info, folder)
    write_pins(sorted(folder.glob("*.whl")), pins)
