"""Apps to build: a web process of the standard library, and whatever a test puts beside it."""

from __future__ import annotations

import io
import platform
import tarfile
from collections.abc import Mapping

PYTHON_VERSION = ".".join(platform.python_version_tuple()[:2])

# Answers with its environment, what it was sent, or the file VERSION of its slug.
WEB = """
import http.server, json, os, pathlib

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.headers["Upgrade"]:
            return self.upgrade()
        body = pathlib.Path("VERSION").read_text()
        if self.path == "/env":
            body = json.dumps(dict(os.environ))
        if self.path == "/headers":
            body = json.dumps(dict(self.headers))
        self.answer(body)

    def upgrade(self):
        self.send_response(101)
        self.send_header("Connection", "Upgrade")
        self.send_header("Upgrade", self.headers["Upgrade"])
        self.end_headers()
        self.wfile.write(self.rfile.readline())
        self.close_connection = True

    def do_POST(self):
        self.answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args):
        print("visited", self.path, flush=True)

address = "127.0.0.1", int(os.environ["PORT"])
http.server.ThreadingHTTPServer(address, Handler).serve_forever()
"""
PROCFILE = "web: python web.py\nworker: python worker.py\n"
WORKER = "import time\nprint('working', flush=True)\ntime.sleep(3600)\n"


def files(version: str = "one", more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The files of an app whose page says `version`."""
    return {
        "web.py": WEB,
        "worker.py": WORKER,
        "VERSION": version,
        "Procfile": PROCFILE,
        "requirements.txt": "",
        ".python-version": PYTHON_VERSION,
        **(more or {}),
    }


def source(version: str = "one", more: Mapping[str, str] | None = None) -> bytes:
    """They as a .tar.gz."""
    return packed(files(version, more))


def with_release_phase(script: str, version: str = "one") -> bytes:
    """The same with a release command that runs `script`."""
    return source(version, release_phase(script))


def release_phase(script: str) -> dict[str, str]:
    """The files of a release command that runs `script`."""
    return {"release.py": script, "Procfile": f"release: python release.py\n{PROCFILE}"}


def packed(files: Mapping[str, str]) -> bytes:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as tar:
        for name, text in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(text.encode())
            tar.addfile(info, io.BytesIO(text.encode()))
    return archive.getvalue()
