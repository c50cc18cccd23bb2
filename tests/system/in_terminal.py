"""in_terminal.py INT|TERM FILE LINES COMMAND...: runs COMMAND in a terminal of its own, and when FILE has so many lines
presses Ctrl-C there (INT) or sends SIGTERM to COMMAND alone. Prints what the terminal showed; exits as COMMAND does."""
import os
import pathlib
import pty
import signal
import sys
import threading
import time

how, file, lines, *command = sys.argv[1:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)


def strike():
    while not os.path.exists(file) or pathlib.Path(file).read_text().count("\n") < int(lines):
        time.sleep(0.05)
    if how == "INT":
        os.write(terminal, b"\x03")
    else:
        os.kill(child, signal.SIGTERM)


threading.Thread(target=strike, daemon=True).start()
shown = b""
try:
    while part := os.read(terminal, 65536):
        shown += part
except OSError:  # the terminal's last user is gone
    pass
sys.stdout.write(shown.decode(errors="replace").replace("\r\n", "\n"))
sys.stdout.flush()
status = os.waitpid(child, 0)[1]
sys.exit(128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))
