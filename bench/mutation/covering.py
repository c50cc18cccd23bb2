"""Which tests of a build cover a room, and how one of them is run by itself."""
import functools
import json
import os
import pathlib
import re
import signal
import subprocess

# Not run against a mutant: they look at texts or packages, or kill jobs for minutes; what they hold, others see first.
LEFT_OUT = ("structure_", "setup", "quickstart", "debian_package", "container", "dockerfile", "install", "bundle", "kill_matrix", "fuzz",
            "soak", "slurm", "three_nodes", "compile_kernels", "clang_kernels", "wheel_first_test", "report_in_browser", "completion", "launch_budget")
BESIDE = 45  # seconds of the other rooms' tests at most
THROUGH = ("trainer_test.2", "evaluation", "pipeline")  # what goes through all rooms: ranks against one process, and the program as it is used


class Test:
    """One of ctest's, without ctest around it."""

    def __init__(self, listed, room, seconds):
        self.name, self.command, self.room, self.seconds = listed["name"], listed["command"], room, seconds
        properties = {each["name"]: each["value"] for each in listed["properties"]}
        self.folder = properties["WORKING_DIRECTORY"]
        self.environment = dict(pair.split("=", 1) for pair in properties.get("ENVIRONMENT", []))

    def program(self, build):
        """The target that it runs."""
        built = re.search(rf"{re.escape(str(build))}/([\w-]+)", " ".join(self.command))
        return built.group(1) if built else "gren"

    def passes(self, output):
        """Within twenty times its time, and a minute for a disk that others keep busy. What it says is in the file `output`."""
        with open(output, "wb") as said:
            running = subprocess.Popen(self.command, cwd=self.folder, env=os.environ | self.environment, start_new_session=True,
                                       stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        try:
            return running.wait(60 + 20 * self.seconds) == 0
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()
            return False


class Tests:
    def __init__(self, build):
        self.build = pathlib.Path(build)
        listed = json.loads(subprocess.run(["ctest", "--test-dir", str(build), "--show-only=json-v1"], capture_output=True,
                                           text=True, check=True).stdout)
        self.all = [Test(each, self._room(listed["backtraceGraph"], each["backtrace"]), self._seconds.get(each["name"], 5))
                    for each in listed["tests"] if not each["name"].startswith(LEFT_OUT)]
        names = {test.name for test in self.all}  # of a test on several numbers of ranks, two of them
        self.all = [test for test in self.all if re.sub(r"\.\d$", ".2", test.name) not in names - {test.name}]

    @functools.cached_property
    def _seconds(self):
        """By test, as the last whole run of the suite in this build took; not of a test that has only failed, which has 0 there."""
        lines = (self.build / "Testing/Temporary/CTestCostData.txt").read_text().split("---")[0].splitlines()
        costs = {line.split()[0]: float(line.split()[2]) for line in lines}
        return {name: seconds for name, seconds in costs.items() if seconds > 0}

    @staticmethod
    def _room(graph, node):
        """Where below tests/ its source lies, as the line that registers it says; of a script where that line stands."""
        while not graph["files"][graph["nodes"][node]["file"]].endswith("CMakeLists.txt"):
            node = graph["nodes"][node]["parent"]
        file = pathlib.Path(graph["files"][graph["nodes"][node]["file"]])
        source = re.search(r"[\w/.]+\.cpp", file.read_text().splitlines()[graph["nodes"][node]["line"] - 1])
        room = (file.parent / source.group()).parent if source else file.parent
        return "/".join(room.parts[room.parts.index("tests") + 1:])

    def own(self, file):
        """The tests of the room of `file`, those named as the file first, then the quickest."""
        room, stem = str(pathlib.Path(file).parent), pathlib.Path(file).stem
        tests = [test for test in self.all if test.room == room]
        return sorted(tests, key=lambda test: (not test.name.startswith(stem), test.seconds))

    def beside(self, file):
        """Other rooms' tests, the quickest first, then THROUGH: what one room breaks, another may see."""
        left, chosen = BESIDE, []
        for test in sorted((test for test in self.all if test.room != str(pathlib.Path(file).parent)), key=lambda test: test.seconds):
            left -= test.seconds
            if left < 0:
                break
            chosen.append(test)
        return chosen + [test for test in self.all if test.name in THROUGH and test not in chosen and test not in self.own(file)]
