"""Code that starts in no time: what the killed platform's apps run."""

from __future__ import annotations

from tests.localheroku.sources import source

# Answers with its version and a config var.
WEB = """
import os, pathlib, socket

body = pathlib.Path("VERSION").read_text() + " " + os.environ.get("COLOUR", "")
head = f"HTTP/1.1 200 OK\\r\\nConnection: close\\r\\nContent-Length: {len(body)}\\r\\n\\r\\n"
listener = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
while True:
    connection, _ = listener.accept()
    with connection:
        if connection.recv(65536):
            connection.sendall((head + body).encode())
"""
PROCFILE = "web: exec python -S web.py\nworker: exec sleep 3600\n"
TYPES = ("web", "worker")


def code(version: str, *, release: str = "") -> bytes:
    """An archive to build; `release` is the release command."""
    phase = f"release: {release}\n" if release else ""
    return source(version, {"web.py": WEB, "Procfile": phase + PROCFILE})
