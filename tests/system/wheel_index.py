#!/usr/bin/env python3
"""An index of wheels on this machine, whose large files stop halfway: tests/system/wheel_index.py FOLDER PORT

Writes its port into the file PORT, and makes PORT.half when half of a file of more than 10 kB has gone out; then that client waits. Ends with the process
that started it.
"""
import http.server
import os
import pathlib
import sys
import time

FOLDER, PORT = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])


class Index(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        wheel = FOLDER / pathlib.Path(self.path).name
        if self.path.startswith("/simple/"):
            name = self.path.split("/")[2].replace("-", "_")
            body = "".join(f'<a href="/{w.name}">{w.name}</a>\n' for w in FOLDER.glob(f"{name}-*.whl")).encode()
        else:
            body = wheel.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if self.path.startswith("/simple/") else "application/zip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if len(body) > 10000:
            self.wfile.write(body[: len(body) // 2])
            pathlib.Path(f"{PORT}.half").touch()
            time.sleep(600)
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Index)
server.daemon_threads = True
PORT.with_suffix(".new").write_text(str(server.server_port), encoding="utf-8")
PORT.with_suffix(".new").rename(PORT)
server.timeout = 0.5
parent = os.getppid()
while os.getppid() == parent:
    server.handle_request()
