#!/usr/bin/env python3
"""cpp_files.py CPPCHECK [ROOT]: what cppcheck finds in the sources of the repository: warnings, performance, portability."""
import pathlib
import subprocess
import sys

from tree import files_of

# Not looked for, each with its reason.
SUPPRESSED = {
    "missingIncludeSystem": "libraries' headers are not read",
    "uninitMemberVarNoCtor": "an aggregate's member without a value is one that must be given; g++ warns where it is not",
    "useInitializationList:*/src/network/*": "modules draw their first weights in the order of these statements",
    "throwInEntryPoint:*/bench/*": "a benchmark may end by std::terminate, which prints the error",
}
cppcheck = sys.argv[1]
root = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else ".").resolve()
sources = files_of(root, (".cpp", ".c"))
if len(sources) < 400:
    sys.exit(f"{root}: {len(sources)} sources found, expected 400 at least")
done = subprocess.run(
    [cppcheck, "--quiet", "-j2", "--enable=warning,performance,portability", "--std=c++20", "--template=gcc", "--inline-suppr",
     "--error-exitcode=1", "--library=googletest", f"--library={root}/tests/structure/cppcheck.xml", f"-I{root}",
     *(f"--suppress={name}" for name in SUPPRESSED), *(str(root / name) for name in sources)])
if done.returncode:
    sys.exit("cppcheck found the above")
print(f"nothing found in {len(sources)} sources")
