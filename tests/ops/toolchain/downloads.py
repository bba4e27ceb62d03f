"""A download site on loopback that holds what a test puts there."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from ops.toolchain.download import archive_name
from ops.toolchain.pins import PULUMI

SUMS = f"/pulumi-{PULUMI}-checksums.txt"
ARCHIVE = f"/{archive_name()}"


class Site:
    """Its files by path, and the paths that were asked for."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        # How much of a file is sent before the connection breaks.
        self.breaks_off_after: int | None = None

    def publish(self, archive: bytes) -> None:
        self.files[ARCHIVE] = archive
        self.files[SUMS] = f"{hashlib.sha256(archive).hexdigest()}  {ARCHIVE[1:]}\n".encode()


def release(*others: str) -> bytes:
    """An archive in the form of the official ones, with other names in it if given."""
    script = f"#!/bin/sh\necho v{PULUMI}\n".encode()
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as tar:
        for name in ("pulumi/pulumi", "pulumi/pulumi-language-python", *others):
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(script), 0o755
            tar.addfile(member, io.BytesIO(script))
    return content.getvalue()


@contextmanager
def serving(site: Site) -> Iterator[str]:
    """The address of a server of that site."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            content = site.files.get(self.path)
            if content is None:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            whole = site.breaks_off_after is None or self.path != ARCHIVE
            self.wfile.write(content if whole else content[: site.breaks_off_after])

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: the tests look at `asked`."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
