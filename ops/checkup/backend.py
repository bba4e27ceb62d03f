"""Where the state is kept, what decrypts its secrets, and who has it locked; never a value."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psutil
import yaml

from ops.checkup.finding import Finding, bad, fine, note
from ops.trial import PASSPHRASE, PASSPHRASE_FILE


@dataclass(frozen=True, kw_only=True)
class Lock:
    """Left by an engine; `is_alive` is None when that ran on another machine."""

    stack: str
    pid: int
    who: str
    is_alive: bool | None


@dataclass(frozen=True, kw_only=True)
class Backend:
    """`url` is without credentials. `providers` say by stack what encrypts its secrets."""

    url: str
    source: str
    is_logged_in: bool
    passphrase: str  # the variable that names it, empty when none is set
    passphrase_file: Path | None
    file_state: str  # "missing", "open", "empty", or nothing
    providers: Mapping[str, str]
    locks: tuple[Lock, ...]


def gather(project: Path, environment: Mapping[str, str], stacks: tuple[str, ...]) -> Backend:
    """`environment` is what the engine will see."""
    url, source = _url(project, environment)
    file = environment.get(PASSPHRASE_FILE)
    # The engine's own order.
    variable = next((name for name in (PASSPHRASE, PASSPHRASE_FILE) if name in environment), "")
    path = Path(file).expanduser() if file and variable == PASSPHRASE_FILE else None
    return Backend(
        url=_without_credentials(url),
        source=source,
        is_logged_in=_is_logged_in(url, environment),
        passphrase=variable,
        passphrase_file=path,
        file_state=_state_of(path) if path else "",
        providers={stack: _provider(project / f"Pulumi.{stack}.yaml", url) for stack in stacks},
        locks=tuple(lock for lock in _locks(url) if lock.stack in stacks),
    )


def check_backend(backend: Backend) -> Iterator[Finding]:
    if not backend.url:
        yield bad("Nobody is logged in to a backend", where=backend.source, mend="pulumi login")
    elif not backend.is_logged_in:
        yield bad(f"There is no login for {backend.url}", where=backend.source, mend="pulumi login")
    else:
        yield fine(f"backend: {backend.source}, {backend.url}")


def check_passphrase(backend: Backend) -> Iterator[Finding]:
    """Only where a stack's secrets are encrypted with one."""
    needing = [stack for stack, how in backend.providers.items() if how == "passphrase"]
    others = {
        stack: how for stack, how in backend.providers.items() if how not in ("", "passphrase")
    }
    for stack, how in others.items():
        yield fine(f"secrets of {stack} are encrypted by {how} (Pulumi.{stack}.yaml)")
    if not needing:
        return
    because = " and ".join(f"Pulumi.{stack}.yaml" for stack in needing)
    if not backend.passphrase:
        yield bad(
            f"{because} is encrypted with a passphrase, and none is set",
            where=f"{PASSPHRASE_FILE} and {PASSPHRASE} in the environment",
            mend=f"export {PASSPHRASE_FILE}=FILE",
        )
    elif backend.passphrase_file is None:
        yield fine(f"passphrase: {backend.passphrase} is set")
    else:
        yield _check_file(backend.passphrase_file, backend.file_state)


def check_locks(backend: Backend) -> Iterator[Finding]:
    for lock in backend.locks:
        who = f"process {lock.pid} of {lock.who}"
        if lock.is_alive:
            yield note(f"{lock.stack} is being deployed by {who}")
        elif lock.is_alive is None:
            yield note(
                f"{lock.stack} is locked by {who}, on another machine",
                where=backend.url,
                mend=f"ask there; if nothing runs: pulumi cancel --yes --stack {lock.stack}",
            )
        else:
            yield bad(
                f"{lock.stack} is locked by an engine that was killed ({who})",
                where=backend.url,
                mend=f"pulumi cancel --yes --stack {lock.stack}",
            )


CHECKS = (check_backend, check_passphrase, check_locks)


def _check_file(file: Path, state: str) -> Finding:
    if state == "missing":
        return bad(
            "The passphrase's file is missing",
            where=f"{file}, named by {PASSPHRASE_FILE}",
            mend="bring it back from where your team keeps it: nothing else reads the secrets",
        )
    if state == "empty":
        return bad(
            "The passphrase's file is empty",
            where=f"{file}, named by {PASSPHRASE_FILE}",
            mend="bring its content back from where your team keeps it",
        )
    if state == "open":
        return bad(
            "Other users of this machine can read the passphrase",
            where=f"{file}, named by {PASSPHRASE_FILE}",
            mend=f"chmod 600 {file}",
        )
    return fine(f"passphrase: {PASSPHRASE_FILE}, {file}")


def _url(project: Path, environment: Mapping[str, str]) -> tuple[str, str]:
    """The engine's own order: the variable, the project, the login."""
    if environment.get("PULUMI_BACKEND_URL"):
        return environment["PULUMI_BACKEND_URL"], "PULUMI_BACKEND_URL"
    file = project / "Pulumi.yaml"
    stated = (yaml.safe_load(file.read_text()) or {}).get("backend") or {}
    if stated.get("url"):
        return stated["url"], f"backend in {file}"
    credentials = _credentials(environment)
    return _read(credentials).get("current") or "", str(credentials)


def _is_logged_in(url: str, environment: Mapping[str, str]) -> bool:
    """What is reached over https wants a token; folders and buckets have their own ways."""
    if not url.startswith(("http://", "https://")):
        return True
    tokens = _read(_credentials(environment)).get("accessTokens") or {}
    return bool(environment.get("PULUMI_ACCESS_TOKEN") or tokens.get(url))


def _credentials(environment: Mapping[str, str]) -> Path:
    home = environment.get("PULUMI_CREDENTIALS_PATH") or environment.get("PULUMI_HOME")
    return Path(home or Path.home() / ".pulumi") / "credentials.json"


def _read(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _without_credentials(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()


def _state_of(file: Path) -> str:
    try:
        mode, size = file.stat().st_mode, file.stat().st_size
    except OSError:
        return "missing"
    return "empty" if not size else "open" if mode & 0o077 else ""


def _provider(file: Path, url: str) -> str:
    """`passphrase`, `awskms` and so on; empty when nothing is encrypted yet."""
    found = (yaml.safe_load(file.read_text()) if file.exists() else None) or {}
    if found.get("secretsprovider"):
        return str(found["secretsprovider"]).partition(":")[0]
    if found.get("encryptionsalt"):
        return "passphrase"
    return "the backend" if "encryptedkey" in found else ""


def _locks(url: str) -> Iterator[Lock]:
    """Of a folder; what locks a bucket or Pulumi Cloud, only their own engine can tell."""
    if not url.startswith("file://"):
        return
    state = Path(unquote(url.removeprefix("file://"))).expanduser()
    for file in sorted(state.glob(".pulumi/locks/organization/*/*/*.json")):
        found = _read(file)
        pid, host = int(found.get("pid") or 0), found.get("hostname", "")
        yield Lock(
            stack=file.parent.name,
            pid=pid,
            who=f"{found.get('username', '?')}@{host}",
            is_alive=psutil.pid_exists(pid) if host == socket.gethostname() else None,
        )
