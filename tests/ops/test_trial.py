"""The trial's folder is private, and made once."""

from __future__ import annotations

from pathlib import Path

from ops.trial import Trial


def test_everything_is_below_one_private_folder(tmp_path: Path) -> None:
    trial = Trial(root=tmp_path)
    trial.prepare()

    assert [path.name for path in tmp_path.iterdir()] == [".local"]
    assert trial.folder.stat().st_mode & 0o777 == 0o700


def test_the_passphrase_is_private_and_kept(tmp_path: Path) -> None:
    trial = Trial(root=tmp_path)
    trial.prepare()
    first = trial.passphrase_file.read_text()
    trial.prepare()

    assert len(first.strip()) > 30
    assert trial.passphrase_file.read_text() == first
    assert trial.passphrase_file.stat().st_mode & 0o777 == 0o600


def test_the_engine_is_bound_to_the_trials_backend(tmp_path: Path) -> None:
    environment = Trial(root=tmp_path).environment()

    assert environment["PULUMI_BACKEND_URL"] == f"file://{tmp_path}/.local/state"


def test_a_folder_that_a_report_has_made_is_closed(tmp_path: Path) -> None:
    (tmp_path / ".local" / "reports").mkdir(parents=True, mode=0o755)
    trial = Trial(root=tmp_path)
    trial.prepare()

    assert trial.folder.stat().st_mode & 0o777 == 0o700
