"""A localheroku as a process of its own, and a client for its API."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from tests.localheroku import plain
from tests.localheroku.sources import WEB, packed
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]
KEY = "a-key-for-tests"


class Platform:
    """Started on a folder; `stop` and `kill` leave the folder, and `start` goes on with it."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        self.log = folder.with_suffix(".log")
        self._arguments = arguments
        self.start()

    def launch(self, *arguments: str) -> subprocess.Popen[str]:
        with self.log.open("ab") as log:
            return launch(self.folder, *arguments, log=log)

    def start(self) -> None:
        self.process = self.launch(*self._arguments)
        assert self.process.stdout, "launched with a pipe"
        self.address = self.process.stdout.readline().strip()
        assert self.address, f"it did not start: {self.log.read_text()}"
        self.api = plain.Client(base_url=self.address, auth=("", KEY), timeout=30)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.stopped()

    def stopped(self) -> int:
        """The exit status; it ends by itself, or was told to."""
        self.api.close()
        status = self.process.wait(30)
        assert self.process.stdout, "launched with a pipe"
        self.process.stdout.close()
        return status

    def remove(self) -> int:
        """Stop it if it runs, and delete what it keeps, also outside of its folder."""
        if self.process.poll() is None:
            self.stop()
        process = self.launch("--remove")
        process.communicate(timeout=60)
        return process.returncode

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.api.get(path, **options)

    def post(self, path: str, json: Mapping[str, Any] | None = None) -> httpx.Response:
        return self.api.post(path, json=json)

    def patch(self, path: str, json: Mapping[str, Any]) -> httpx.Response:
        return self.api.patch(path, json=json)

    def put(self, path: str, json: Mapping[str, Any]) -> httpx.Response:
        return self.api.put(path, json=json)

    def delete(self, path: str) -> httpx.Response:
        return self.api.delete(path)

    def visit(self, app: str, path: str = "/", **headers: str) -> httpx.Response:
        """A request to an app, as the router gets it from a browser."""
        host = f"{app}.localhost:{httpx.URL(self.address).port}"
        return plain.get(f"{self.address}{path}", headers={"host": host, **headers}, timeout=60)


def launch(folder: Path, *arguments: str, log: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "localheroku", "--data", str(folder), *(arguments or ("--port=0",))],
        cwd=ROOT,
        env={**os.environ, "HEROKU_API_KEY": KEY},
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )


class App:
    """An app of a platform, and what a test does with it."""

    def __init__(self, platform: Platform, name: str | None = None) -> None:
        self.platform = platform
        answer = platform.post("/apps", {"name": name} if name else {})
        assert answer.status_code == 201, answer.text
        self.id: str = answer.json()["id"]
        self.name: str = answer.json()["name"]

    def get(self, path: str = "", **options: Any) -> Any:
        answer = self.platform.get(f"/apps/{self.id}{path}", **options)
        assert answer.is_success, answer.text
        return answer.json()

    def post(self, path: str, json: Mapping[str, Any] | None = None) -> httpx.Response:
        return self.platform.post(f"/apps/{self.id}{path}", json)

    def patch(self, path: str, json: Mapping[str, Any]) -> httpx.Response:
        return self.platform.patch(f"/apps/{self.id}{path}", json)

    def delete(self, path: str = "") -> httpx.Response:
        return self.platform.delete(f"/apps/{self.id}{path}")

    def visit(self, path: str = "/", **headers: str) -> httpx.Response:
        return self.platform.visit(self.name, path, **headers)

    def releases(self) -> list[dict[str, Any]]:
        """Newest first."""
        found: list[dict[str, Any]] = self.get(
            "/releases", headers={"Range": "version ..; order=desc"}
        )
        return found

    def build(self, archive: bytes, **blob: Any) -> dict[str, Any]:
        """Upload and build; the answer is the build when it has ended."""
        source = self.platform.post("/sources").json()["source_blob"]
        plain.put(source["put_url"], content=archive).raise_for_status()
        answer = self.post("/builds", {"source_blob": {"url": source["get_url"], **blob}})
        assert answer.status_code == 201, answer.text
        wait_until(lambda: self.get(f"/builds/{answer.json()['id']}")["status"] != "pending")
        build: dict[str, Any] = self.get(f"/builds/{answer.json()['id']}")
        return build

    def deploy(self, archive: bytes, **blob: Any) -> dict[str, Any]:
        """Build, and wait until the release has ended: the release."""
        build = self.build(archive, **blob)
        assert build["status"] == "succeeded", plain.get(build["output_stream_url"]).text
        return self.released()

    def upload(self, process_types: Mapping[str, str], version: str = "up", **slug: Any) -> str:
        """The id of a slug without a build, and so without Python: a page that says `version`."""
        made = self.post("/slugs", {"process_types": process_types, **slug}).json()
        code = packed({"./app/web.py": WEB, "./app/VERSION": version})
        plain.put(made["blob"]["url"], content=code).raise_for_status()
        id: str = made["id"]
        return id

    def release(self, slug: str) -> dict[str, Any]:
        """The newest release, pending if the slug has a release command."""
        answer = self.post("/releases", {"slug": slug})
        assert answer.status_code == 201, answer.text
        release: dict[str, Any] = answer.json()
        return release

    def released(self) -> dict[str, Any]:
        """The newest release, when it is no longer pending."""
        wait_until(lambda: self.releases()[0]["status"] != "pending")
        return self.releases()[0]

    def settle(self) -> None:
        """Wait until the dynos of the current release run."""
        current = next(one["version"] for one in self.releases() if one["current"])
        wanted = (current, "up")
        wait_until(
            lambda: (
                [(one["release"]["version"], one["state"]) for one in self.get("/dynos")]
                == [wanted]
            )
        )

    def log(self) -> str:
        """The newest lines of its log."""
        session = self.post("/log-sessions", {}).json()
        return str(self.platform.get(session["logplex_url"]).text)

    def add_database(self) -> dict[str, Any]:
        """heroku-postgresql, when it is provisioned."""
        answer = self.post("/addons", {"plan": "heroku-postgresql:essential-0"})
        assert answer.status_code == 201, answer.text
        path = f"/addons/{answer.json()['id']}"
        # The first one of a platform makes the whole server.
        wait_until(lambda: self.get(path)["state"] != "provisioning", seconds=120)
        addon: dict[str, Any] = self.get(path)
        return addon
