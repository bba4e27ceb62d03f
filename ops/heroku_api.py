"""The Platform API as the commands use it, Heroku's own or the one on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType
from typing import Any

import httpx

from ops import refusals
from ops.errors import OpsError

HEROKU = "https://api.heroku.com"
# Databases have an API of their own there; localheroku has one address for both.
DATA = {HEROKU: "https://api.data.heroku.com"}
ACCEPT = "application/vnd.heroku+json; version=3"
SECONDS = 30

Json = dict[str, Any]


class NoSuchThing(OpsError):
    """404: the app, add-on or whatever else was asked for does not exist, or is not yours."""


class Forbidden(OpsError):
    """403: this key may not do it. One for CI may read an app, and not its config vars."""


KINDS: dict[int, type[OpsError]] = {
    httpx.codes.NOT_FOUND: NoSuchThing,
    httpx.codes.FORBIDDEN: Forbidden,
}


class HerokuApi:
    """Answers are decoded JSON; every method raises OpsError with one sentence."""

    def __init__(self, address: str, key: str) -> None:
        self.address = address
        # A proxy in the environment is for other hosts than this machine.
        self.trusts_environment = address == HEROKU
        self._client = httpx.Client(
            base_url=address,
            auth=("", key),
            headers={"Accept": ACCEPT},
            timeout=SECONDS,
            trust_env=self.trusts_environment,
        )

    def __enter__(self) -> HerokuApi:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def get(self, path: str, **headers: str) -> Any:
        return self._call("GET", path, headers=headers)

    def all(self, path: str, *, range: str = "") -> list[Json]:
        """A whole list, page by page; with a `range` that has a `max`, that many of it."""
        found: list[Json] = []
        headers = {"Range": range} if range else {}
        while True:
            answer = self._answer("GET", path, headers=headers)
            found += self._json(answer)
            if answer.status_code != httpx.codes.PARTIAL_CONTENT or "max=" in range:
                return found
            headers = {"Range": answer.headers["Next-Range"]}

    def post(self, path: str, body: Json | None = None) -> Any:
        return self._call("POST", path, json=body or {})

    def patch(self, path: str, body: Json) -> Any:
        return self._call("PATCH", path, json=body)

    def delete(self, path: str) -> Any:
        return self._call("DELETE", path)

    def releases(self, app: str, *, most: int = 200) -> list[Json]:
        """Newest first."""
        return self.all(f"/apps/{app}/releases", range=f"version ..; order=desc, max={most}")

    def coupling(self, app: str) -> Json | None:
        """Where the app stands in a pipeline, if it does."""
        try:
            found: Json = self.get(f"/apps/{app}/pipeline-couplings")
        except NoSuchThing:
            return None
        return found

    def addon_vars(self, app: str) -> set[str]:
        """The names of the config vars that add-ons bring, those of other apps too."""
        addons = self.all(f"/apps/{app}/addons")
        attachments = self.all(f"/apps/{app}/addon-attachments")
        own = {name for addon in addons for name in addon["config_vars"]}
        return own | {f"{attachment['name']}_URL" for attachment in attachments}

    def log(
        self, app: str, *, lines: int, tail: bool = False, silence: float = SECONDS, **only: str
    ) -> Iterator[str]:
        """The end of the app's log, and with `tail` what comes, until it is silent for so long.

        `only` is of which `dyno` or `source`. Raises OpsError.
        """
        asked = {"lines": lines, "tail": tail, **only}
        url = self.post(f"/apps/{app}/log-sessions", asked)["logplex_url"]
        events = {"Accept": "text/event-stream"}
        trust = self.trusts_environment
        try:
            with httpx.stream("GET", url, headers=events, timeout=silence, trust_env=trust) as log:
                # Plain text from Logplex; as events, what a line says is behind `data:`.
                for line in log.iter_lines():
                    if line and not line.startswith(("id:", "retry:", ":")):
                        yield line.removeprefix("data:").strip()
        except httpx.HTTPError as error:
            raise OpsError(f"The log of {app} could not be read: {error}") from None

    def backup_schedules(self, database: str) -> list[Json]:
        """When the app of a database is backed up; by the add-on's id."""
        data = DATA.get(self.address, self.address)
        found: list[Json] = self.get(f"{data}/client/v11/databases/{database}/transfer-schedules")
        return found

    def output(self, url: str) -> str:
        """What a build or a release phase printed; the URL is the secret, so no key is sent."""
        try:
            return httpx.get(url, timeout=SECONDS, trust_env=self.trusts_environment).text
        except httpx.HTTPError as error:
            return f"(the log could not be read: {error})"

    def _call(self, method: str, path: str, **request: Any) -> Any:
        return self._json(self._answer(method, path, **request))

    def _json(self, answer: httpx.Response) -> Any:
        try:
            return answer.json()
        except ValueError:
            raise _error(
                f"{self.address} answered with {answer.status_code} and "
                f"{answer.headers.get('Content-Type', 'nothing')}, not JSON"
            ) from None

    def _answer(self, method: str, path: str, **request: Any) -> httpx.Response:
        try:
            answer = self._client.request(method, path, **request)
        except httpx.HTTPError as error:
            said = str(error).rstrip(".") or type(error).__name__
            raise _error(f"{self.address} could not be asked ({method} {path}): {said}") from None
        if answer.is_success:
            return answer
        kind = KINDS.get(answer.status_code, OpsError)
        raise _error(f"{method} {path} was refused by {self.address}: {_reason(answer)}", kind)


def _error(said: str, kind: type[OpsError] = OpsError) -> OpsError:
    return kind(f"{said}.{refusals.to_do(said)}")


def _reason(answer: httpx.Response) -> str:
    """On one line; an error that some proxy has made has neither id nor message."""
    try:
        body = answer.json()
        said = f"{body['id']}, {body['message']}"
    except (ValueError, KeyError, TypeError):
        said = "no reason was given"
    return f"{answer.status_code}, {' '.join(said.split())}".rstrip(".")
