#!/usr/bin/env python3
"""What ptxas says of the kernels, against graph/KERNELS.md: tests/graph/kernel_resources.py SAID KERNELS.md

SAID is what `nvcc -Xptxas -v` wrote for sm_80 and sm_90. No kernel has a stack frame or spills a register; a row of
"Resources" holds the registers, shared bytes and occupancy of each kernel that has one type, or is of float.
"""
import re
import sys

REGISTERS, THREADS, BLOCKS, SHARED, RESERVED = 65536, 2048, 32, 227 * 1024, 1024  # of a multiprocessor of an H100
ENTRY = re.compile(r"Compiling entry function '\w*?run_kernelINS0_(?:10PerChannelINS0_)?(\d+)(\w+)' for 'sm_(\d+)'")


def measured(said):
    """{(kernel in the table's spelling, its type or ''): {architecture: (registers, shared bytes, stack, spilled)}}"""
    found = {}
    for part in said.split("ptxas info    : ")[1:]:
        entry = ENTRY.match(part)
        if entry:
            length, rest, architecture = int(entry[1]), entry[2], entry[3]
            name = re.sub(r"(?<!^)(?=[A-Z])", "_", rest[:length]).lower()
            key, frame = (name, {"If": "float", "Id": "double"}.get(rest[length : length + 2], "")), [0, 0, 0]
        stack = re.search(r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads", part)
        if stack:
            frame = [int(n) for n in stack.groups()]
        used = re.match(r"Used (\d+) registers", part)
        if used:
            shared = re.search(r"(\d+) bytes smem", part)
            shared = int(shared[1]) if shared else 0
            found.setdefault(key, {})[architecture] = (int(used[1]), shared, frame[0], sum(frame[1:]))
    return found


def occupancy(threads, registers, shared):
    registers = (registers + 7) // 8 * 8  # a warp's are handed out by 256
    return min(REGISTERS // (registers * threads), THREADS // threads, BLOCKS, SHARED // (shared + RESERVED))


def rows(text):
    """{kernel: (threads, [registers of each architecture], shared bytes, blocks, percent)}"""
    cells = r"\| (\d+) \| (\d+), (\d+) \| ([\d,]+) \| (\d+) \| (\d+) %"
    table = {}
    for name, *numbers in re.findall(r"^\| `(\w+)`[^|]*" + cells, text, re.M):
        threads, first, second, shared, blocks, percent = (int(n.replace(",", "")) for n in numbers)
        table[name] = threads, [first, second], shared, blocks, percent
    return table


def complaints(found, table):
    for (name, kind), builds in found.items():
        for architecture, (_, _, stack, spilled) in builds.items():
            if stack or spilled:
                yield f"{name} {kind} (sm_{architecture}): {stack} bytes of stack frame, {spilled} bytes spilled; expected none"
        if sorted(builds) != ["80", "90"]:
            yield f"{name} {kind}: ptxas told of {sorted(builds)}, expected sm_80 and sm_90"
        elif kind != "double":
            registers, shared = [builds[a][0] for a in ("80", "90")], builds["90"][1]
            threads = table[name][0] if name in table else THREADS
            blocks = occupancy(threads, registers[1], shared)
            expected = threads, registers, shared, blocks, 100 * blocks * threads // THREADS
            if table.get(name) != expected:
                yield f"{name}: KERNELS.md, Resources, has {table.get(name)}; with ptxas's figures it is {expected}"
    for name in set(table) - {name for name, _ in found}:
        yield f"{name}: KERNELS.md, Resources, has a row, but ptxas compiled no such kernel"


def main(said, document):
    with open(said, encoding="utf-8") as file:
        found = measured(file.read())
    with open(document, encoding="utf-8") as file:
        table = rows(file.read())
    wrong = list(complaints(found, table))
    print("\n".join(wrong) if wrong else f"{len(found)} kernels are as KERNELS.md says, without a stack frame")
    return 1 if wrong or not found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
