"""The trial's copies of `Pulumi.yaml` and the stack files.

What changes in a committed file comes through to its copy; what was set on the trial alone, such
as a generated secret, stays. A three-way merge, key by key, against the committed file as it was
last time. What means something for the real stack only stays behind: its secrets, which neither a
trial nor a fork can open, and a pinned slug.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

from ops.errors import OpsError
from ops.trial import Trial

Document = dict[str, Any]

# How the real stack's secrets are encrypted; the trial has a passphrase of its own.
# https://www.pulumi.com/docs/iac/concepts/projects/stack-settings-file/
ENCRYPTION = ("encryptionsalt", "encryptedkey", "secretsprovider")
# A slug of the real platform, pinned by a rollback.
PIN = "slug"
STAND_IN = "secret-that-only-the-real-stack-has"


def carry_over(trial: Trial) -> None:
    """Bring the trial's project folder up to date with the committed files."""
    _write(trial.project / "Pulumi.yaml", project_file(trial))
    folders = (trial.root, trial.committed_before)
    for name in sorted({file.name for folder in folders for file in folder.glob("Pulumi.*.yaml")}):
        committed, before, copy = (folder / name for folder in (*folders, trial.project))
        if _content(committed) == _content(before):
            continue
        news, olds = (portable(_read(file)) for file in (committed, before))
        _write(copy, merged(news, before=olds, copy=_read(copy)))
        _write_as(before, _content(committed))


def project_file(trial: Trial) -> Document:
    """`Pulumi.yaml` with the paths that are relative to the clone made absolute."""
    project = _read(trial.root / "Pulumi.yaml")
    try:
        project["main"] = str(trial.root / project["main"])
        options = project["runtime"]["options"]
        options["virtualenv"] = str(trial.root / options["virtualenv"])
    except (KeyError, TypeError):
        raise OpsError(
            f"{trial.root / 'Pulumi.yaml'} lacks `main` or `runtime.options.virtualenv`, so its "
            "program can't be found.\nTo do: git log Pulumi.yaml shows what it was like."
        ) from None
    return project


def merged(committed: Document, *, before: Document, copy: Document) -> Document:
    """`copy` with what changed from `before` to `committed`, for `config` key by key.

    >>> merged({"config": {"a": 2}}, before={"config": {"a": 1}}, copy={"config": {"a": 1, "b": 5}})
    {'config': {'a': 2, 'b': 5}}
    """
    top = {name: value for name, value in copy.items() if name != "config"} | {
        name: value for name, value in committed.items() if name != "config"
    }
    ours, theirs, base = (file.get("config") or {} for file in (copy, committed, before))
    config = {name: value for name, value in ours.items() if name in theirs or name not in base} | {
        name: value for name, value in theirs.items() if base.get(name) != value or name not in ours
    }
    return top | ({"config": config} if config else {})


def portable(document: Document) -> Document:
    """A committed stack file as far as it means something to another platform.

    A secret value is left out. One within a map has a stand-in, for its name is no secret, and a
    config var that is missing would be another change than the one that is tried.

    >>> portable({"encryptionsalt": "s", "config": {"key": {"secure": "x"}, "a": 1}})
    {'config': {'a': 1}}
    """
    top = {name: value for name, value in document.items() if name not in ENCRYPTION}
    if isinstance(top.get("config"), dict):
        top["config"] = {
            key: _stood_in(value)
            for key, value in top["config"].items()
            if not _is_secret(value) and key.rpartition(":")[2] != PIN
        }
    return top


def without_secrets(text: str) -> str:
    """A committed stack file's text, `portable`; as it is where that changes nothing.

    >>> without_secrets("config:  # staging\\n  a: 1")
    'config:  # staging\\n  a: 1'
    """
    found = yaml.safe_load(text) or {}
    kept = portable(found)
    return text if kept == found else yaml.safe_dump(kept, sort_keys=False, allow_unicode=True)


def _is_secret(value: Any) -> bool:
    """A list with a secret in it is one: the program takes such a list whole, or not at all."""
    if isinstance(value, list):
        return any(map(_is_secret, value))
    return isinstance(value, dict) and value.keys() == {"secure"}


def _stood_in(value: Any) -> Any:
    if _is_secret(value):
        return STAND_IN
    if isinstance(value, dict):
        return {name: _stood_in(each) for name, each in value.items()}
    return value


def _read(path: Path) -> Document:
    try:
        found = yaml.safe_load(path.read_text()) if path.exists() else None
    except yaml.YAMLError as error:
        raise OpsError(f"{path} is no YAML that can be read:\n{error}") from None
    if not isinstance(found or {}, dict):
        raise OpsError(f"{path} holds {found!r}, not a mapping with `config:` and its keys.")
    return found or {}


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _write_as(path: Path, content: bytes | None) -> None:
    path.unlink() if content is None else path.write_bytes(content)


def _write(path: Path, document: Document) -> None:
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True)
    if path.exists() and path.read_text() == text:
        return
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text)
    partial.replace(path)


def main() -> int:
    """Called by the trial's `pulumi` before each command."""
    try:
        carry_over(Trial())
    except OpsError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
