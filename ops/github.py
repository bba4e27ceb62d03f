"""GitHub's API, as far as the workflows need it: a sticky comment, an issue, what a run has left.

The variables are those that GitHub Actions sets; the token only where a step hands it in.
https://docs.github.com/en/actions/reference/workflows-and-actions/variables
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import httpx

from ops.errors import OpsError

SECONDS = 30
PAGE = 100
LARGEST = 16 << 20  # bytes of an artifact


@dataclass(frozen=True, kw_only=True)
class WorkflowRun:
    """A run of the workflow in the file `workflow`; its `head` is a commit.

    `is_own` is whether the commit's branch is of this repository, and not of a fork.
    """

    id: int
    workflow: str
    event: str
    head: str
    is_own: bool


@dataclass(frozen=True, kw_only=True)
class GitHub:
    """One repository. `repository` is `owner/name`."""

    api: str
    repository: str
    token: str = field(repr=False)

    def comment(self, pull: int, name: str, text: str) -> str:
        """Write or rewrite the one comment of this name on a pull request: its URL."""
        body = {"body": f"{_marker(name)}\n{text}"}
        for comment in self._pages(f"/issues/{pull}/comments"):
            if _is_ours(comment, name):
                return self._url("PATCH", f"/issues/comments/{comment['id']}", body)
        return self._url("POST", f"/issues/{pull}/comments", body)

    def open_issue(self, name: str, title: str, text: str) -> str:
        """Open the one issue of this name, or bring the open one up to date: its URL."""
        body = {"title": title, "body": f"{_marker(name)}\n{text}"}
        if issue := self._issue(name):
            return self._url("PATCH", f"/issues/{issue['number']}", body)
        return self._url("POST", "/issues", body)

    def close_issue(self, name: str) -> None:
        """Close the issue of this name, if one is open."""
        if issue := self._issue(name):
            self._ask("PATCH", f"/issues/{issue['number']}", {"state": "closed"})

    def is_open(self, pull: int) -> bool:
        """Whether a pull request is still open."""
        return bool(self._ask("GET", f"/pulls/{pull}")["state"] == "open")

    def run(self, number: int) -> WorkflowRun:
        """One run of a workflow."""
        found = self._ask("GET", f"/actions/runs/{number}")
        return WorkflowRun(
            id=number,
            workflow=PurePosixPath(found["path"].partition("@")[0]).name,
            event=found["event"],
            head=found["head_sha"],
            # A fork that was deleted meanwhile is null.
            is_own=(found["head_repository"] or {}).get("full_name") == self.repository,
        )

    def pulls_with(self, head: str) -> list[int]:
        """The open pull requests whose newest commit this is.

        By looking at all of them: a run's own list, and a commit's, leave those from forks out.
        """
        found = self._pages("/pulls?state=open")
        return [pull["number"] for pull in found if pull["head"]["sha"] == head]

    def artifact(self, run: WorkflowRun, name: str) -> bytes:
        """The zip archive that a run has left under this name. Raises OpsError."""
        found = self._ask("GET", f"/actions/runs/{run.id}/artifacts?name={name}")["artifacts"]
        for artifact in found:
            if artifact["name"] == name and not artifact["expired"]:
                return self._download(f"/actions/artifacts/{artifact['id']}/zip")
        raise OpsError(f"Run {run.id} has left no artifact {name}, so there is nothing to tell.")

    def _download(self, path: str) -> bytes:
        """Off to a storage on another host, which doesn't get the token."""
        content = bytearray()
        with self._refused("GET", path), self._stream(path) as answer:
            answer.raise_for_status()
            for chunk in answer.iter_bytes():
                content += chunk
                if len(content) > LARGEST:
                    raise OpsError(f"{path} has more than {LARGEST >> 20} MiB; it is not read.")
        return bytes(content)

    def _issue(self, name: str) -> dict[str, Any] | None:
        for issue in self._pages("/issues?state=open"):
            if _is_ours(issue, name):
                return issue
        return None

    def _pages(self, path: str) -> Iterator[dict[str, Any]]:
        joint, page = "&" if "?" in path else "?", 1
        while found := self._ask("GET", f"{path}{joint}per_page={PAGE}&page={page}"):
            yield from found
            if len(found) < PAGE:
                return
            page += 1

    def _url(self, method: str, path: str, body: dict[str, Any]) -> str:
        return str(self._ask(method, path, body)["html_url"])

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        with self._refused(method, path):
            answer = httpx.request(
                method, self._at(path), json=body, headers=self._headers(), timeout=SECONDS
            )
            answer.raise_for_status()
        return answer.json()

    def _stream(self, path: str) -> AbstractContextManager[httpx.Response]:
        return httpx.stream(
            "GET",
            self._at(path),
            headers=self._headers(),
            timeout=SECONDS,
            follow_redirects=True,
        )

    def _at(self, path: str) -> str:
        return f"{self.api}/repos/{self.repository}{path}"

    def _headers(self) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self.token}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
        }

    @contextmanager
    def _refused(self, method: str, path: str) -> Iterator[None]:
        try:
            yield
        except httpx.HTTPStatusError as error:
            raise OpsError(
                f"GitHub refused {method} {path} of {self.repository}: "
                f"{error.response.status_code}, {_reason(error.response)}.\n"
                "To do: look at the job's `permissions`, and run it again."
            ) from None
        except httpx.HTTPError as error:
            raise OpsError(f"GitHub could not be asked ({method} {path}): {error}") from None


def from_environment() -> GitHub:
    """Raises OpsError outside of a job that was given a token."""
    missing = [name for name in ("GITHUB_REPOSITORY", "GITHUB_TOKEN") if not os.environ.get(name)]
    if missing:
        raise OpsError(
            f"{' and '.join(missing)} not set, so GitHub can't be asked.\n"
            "This works in a job of GitHub Actions whose step hands in the token as GITHUB_TOKEN."
        )
    token = os.environ["GITHUB_TOKEN"]
    if not (token.isascii() and token.isprintable()):
        # The HTTP client would complain of the header, and tell it.
        raise OpsError("GITHUB_TOKEN holds characters that no token has; it is not shown here.")
    return GitHub(
        api=os.environ.get("GITHUB_API_URL", "https://api.github.com"),
        repository=os.environ["GITHUB_REPOSITORY"],
        token=token,
    )


def add_to_summary(text: str) -> None:
    """Append to the summary page of the job, where there is one."""
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a") as file:
            file.write(f"{text}\n")


def set_output(name: str, value: str) -> None:
    """Hand a value to the jobs that come after this one; nothing happens elsewhere."""
    if outputs := os.environ.get("GITHUB_OUTPUT"):
        with Path(outputs).open("a") as file:
            file.write(f"{name}={value}\n")


def _marker(name: str) -> str:
    """Invisible, and how a comment is found again."""
    return f"<!-- django-on-heroku: {name} -->"


def _is_ours(found: dict[str, Any], name: str) -> bool:
    """By its first line, and written by a GitHub App, as a job's token is.

    Anybody can begin a comment or an issue with our marker, and change it after it became a report.
    """
    by_app = (found["user"] or {}).get("type") == "Bot"
    return by_app and (found["body"] or "").startswith(_marker(name))


def _reason(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["message"])
    except (ValueError, KeyError, TypeError, httpx.ResponseNotRead):
        return "no reason was given"
