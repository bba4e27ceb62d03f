"""A localheroku of a bench's own, in a temporary folder, with `web/` as the app."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil

ROOT = Path(__file__).resolve().parent.parent


class Trial:
    """A running platform, and a client for its API."""

    def __init__(self, process: subprocess.Popen[str], address: str, key: str) -> None:
        self.process = psutil.Process(process.pid)
        self.address = address
        self.api = httpx.Client(base_url=address, auth=("", key), timeout=60)

    def post(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = self.api.post(path, json=body or {})
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def get(self, path: str) -> Any:
        answer = self.api.get(path)
        answer.raise_for_status()
        return answer.json()

    def create(self) -> str:
        """A new app with the config vars that `web/` needs: its name."""
        name: str = self.post("/apps")["name"]
        config = {
            "ALLOWED_HOSTS": f"{name}.localhost",
            "DJANGO_SETTINGS_MODULE": "gettingstarted.settings.heroku",
            "SECRET_KEY": "abcdefghij0123456789" * 3,
        }
        self.api.patch(f"/apps/{name}/config-vars", json=config).raise_for_status()
        return name

    def add_database(self, app: str) -> None:
        addon = self.post(f"/apps/{app}/addons", {"plan": "heroku-postgresql:essential-0"})
        wait_until(lambda: self.get(f"/addons/{addon['id']}")["state"] == "provisioned")

    def build(self, app: str, archive: bytes) -> float:
        """Seconds that the build took."""
        blob = self.post("/sources")["source_blob"]
        httpx.put(blob["put_url"], content=archive).raise_for_status()
        start = time.perf_counter()
        build = self.post(f"/apps/{app}/builds", {"source_blob": {"url": blob["get_url"]}})
        path = f"/apps/{app}/builds/{build['id']}"
        wait_until(lambda: self.get(path)["status"] != "pending")
        if self.get(path)["status"] != "succeeded":
            sys.exit(httpx.get(build["output_stream_url"]).text)
        return time.perf_counter() - start

    def wait_up(self, app: str) -> None:
        """Until the current release serves."""
        path = f"/apps/{app}/dynos"
        wait_until(lambda: [one["state"] for one in self.get(path)] == ["up"])

    def host(self, app: str) -> str:
        return f"{app}.localhost:{httpx.URL(self.address).port}"

    def dyno_port(self) -> int:
        """Where the web dyno itself listens, if there is one only."""
        for process in self.process.children(recursive=True):
            environ = process.environ()
            if environ.get("DYNO") == "web.1":
                return int(environ["PORT"])
        sys.exit("There is no web dyno.")

    def processor_seconds(self) -> float:
        """Of the platform and of all that it started, so far."""
        processes = [self.process, *self.process.children(recursive=True)]
        times = [each.cpu_times() for each in processes]
        return sum(one.user + one.system for one in times)


@contextmanager
def trial() -> Iterator[Trial]:
    """Removed at the end, with all that it made."""
    with tempfile.TemporaryDirectory() as folder:
        data, key = f"{folder}/data", "a-key-for-benches"
        command = [sys.executable, "-m", "localheroku", "--data", data]
        env = os.environ | {"HEROKU_API_KEY": key}
        with Path(folder, "log").open("w") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=log, text=True
            )
            assert process.stdout, "opened with a pipe"
            try:
                yield Trial(process, process.stdout.readline().strip(), key)
            finally:
                process.terminate()
                process.wait(60)
                subprocess.run([*command, "--remove"], cwd=ROOT, stderr=log, check=True)


def archive(mark: str = "") -> bytes:
    """`web/` as it stands in the working tree; another mark makes another archive."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for path in sorted((ROOT / "web").rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                tar.add(path, str(path.relative_to(ROOT / "web")))
        info = tarfile.TarInfo("MARK")
        info.size = len(mark)
        tar.addfile(info, io.BytesIO(mark.encode()))
    return packed.getvalue()


def wait_until(fact: Callable[[], object], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not fact():
        if time.monotonic() > deadline:
            sys.exit(f"Not done within {seconds} s.")
        time.sleep(0.01)
