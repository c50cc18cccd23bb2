"""The files of the repository, for the checks beside this one."""
import pathlib
import subprocess

CPP = (".h", ".cpp", ".cu", ".cuh")


def files_of(root, suffixes=("",)):
    """Names, below `root`, of the files that git has or would take and that end so."""
    listed = subprocess.run(["git", "-C", str(root), "ls-files", "--cached", "--others", "--exclude-standard"],
                            capture_output=True, text=True, check=True).stdout.splitlines()
    return [name for name in listed if name.endswith(suffixes) and (pathlib.Path(root) / name).exists()]
