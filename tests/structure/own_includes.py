#!/usr/bin/env python3
"""own_includes.py [ROOT]: names of this repository and of its libraries that a file of C++ uses without a header that declares them, in
itself or in headers of this repository that it includes. Such a header does not compile alone; a room compiled in one piece hides that.
std_includes.py does the same for the standard library, and `bench/static headers` compiles each."""
import functools
import pathlib
import re
import sys

from cpp_text import aliases, code_of, declared, reached
from tree import CPP, files_of

root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
TEST = re.compile(r"\bTEST(?:_\w)?\([^)]*\)")  # whose names are not used
USED = re.compile(r"(?<![\w:])(?:(?:gren|dicom|hdf|kernels|phantom|plan|report|simulation|tensorboard)::)*([A-Z]\w+|k[A-Z]\w+)\b"
                  r"|(?<![\w.>~:])(\w+)\(")
# A file's own type, parameter of a template, constant, function, member or lambda of such a name.
LOCAL = re.compile(r"\b(?:struct|class|enum(?: class)?|using|typename|concept)\s+([A-Z]\w+)|\b(k[A-Z]\w+)(?=\s*[={\[])|"
                   r"(?:[>&*]|(?<!\breturn)(?<!\bthrow)(?<!\belse)(?<!\bcase) ) ?([a-z]\w*)(?=\(|[,)]| = \[)|using [\w:]+::(\w+);")
LIBRARIES = {  # what a name of a library begins with, and the headers of which one declares it
    "torch::": "torch/ c10/ ATen/", "at::": "torch/ c10/ ATen/", "c10::": "torch/ c10/ ATen/", "c10d::": "torch/csrc/distributed/c10d/",
    "cv::": "opencv2/", "nlohmann::": "nlohmann/", "fmt::": "fmt/", "boost::": "boost/", "testing::": "gtest/ gmock/", "gdcm::": "gdcm",
    "MPI_": "mpi.h", "H5[A-Z]+[a-z_]": "hdf5.h", "TIFF[A-Z]": "tiffio.h", "EVP_": "openssl/",
    "nccl[A-Z][a-z]+\\(": "nccl.h torch/csrc/cuda/nccl.h",
}


@functools.cache
def local_names(name):
    return {found for group in LOCAL.findall(code_of(root / name)) for found in group}


files = [name for name in files_of(root, CPP) if not name.startswith(("cmake/", "tests/graph/clang_cuda/"))]
owners = {}
for header in files:
    if header.endswith((".h", ".cuh")):
        for _, found in declared(root, header) | aliases(root, header).keys():
            owners.setdefault(found, set()).add(header)

faults = []
for name in files:
    ours, others = reached(root, name)
    code = code_of(root / name)
    for used in {one or other for one, other in USED.findall(TEST.sub("", code))} & owners.keys():
        if not owners[used] & ours and not any(used in local_names(header) for header in ours):
            faults.append(f"{name}: {used} without {sorted(owners[used])[0]}")
    for begin, headers in LIBRARIES.items():
        forward = re.search(rf"^namespace {begin[:-2]} {{|\bnamespace {begin[:-2]} {{\s*\w", code) if begin.endswith("::") else None
        if not forward and re.search(rf"(?<![\w:])(?:::)?{begin}\w", code) and not any(
                other.startswith(header) for other in others for header in headers.split()):
            faults.append(f"{name}: {begin} without one of {headers}")
print("\n".join(sorted(faults)) or f"every name of the repository and its libraries has its header, in {len(files)} files")
sys.exit(bool(faults))
