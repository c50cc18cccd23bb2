#!/usr/bin/env python3
"""Wheels of a few bytes by the names that launch/setup asks for, and the pins of them: tests/system/tiny_wheels.py FOLDER PINS"""
import pathlib
import sys
import zipfile

from wheels import write_pins

TORCH = {
    "torch-2.11.0": {"torch/lib/libtorch_cpu.so": "a library\n" * 10000},
    "nvidia_cuda_runtime-13.0.96": {"nvidia/cu13/lib/libcudart.so.13": "a runtime\n"},
}
CUDA = {"nvidia_nccl_cu13-2.28.9": {"nvidia/nccl/lib/libnccl.so.2": "nccl\n"}, "nvidia_cufft-12.0.0.61": {"nvidia/cu13/lib/libcufft.so.12": "cufft\n"}}
NUMPY = {"numpy-2.4.6": {"numpy/__init__.py": "whole = True\n"}}
COCO = {"pycocotools-2.0.11": {"pycocotools/__init__.py": "", "pycocotools/cocoeval.py": "whole = True\n"}}


def pack(wheel, files, folder):
    name, version = wheel.split("-")
    info = f"{wheel}.dist-info"
    files = files | {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{path},,\n" for path in [*files, f"{info}/RECORD"])
    path = folder / f"{wheel}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as file:
        for member, text in files.items():
            file.writestr(zipfile.ZipInfo(member), text)  # of one date: the hash of equal files is equal
    return path


if __name__ == "__main__":
    folder, pins = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    for name, wheels in (("torch", TORCH), ("cuda", CUDA), ("tests/numpy", NUMPY), ("tests/coco", COCO)):
        write_pins([pack(wheel, files, folder) for wheel, files in wheels.items()], pins / f"{name}.txt")
