"""The trial's copies follow the committed files and keep what was set on the trial."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ops.errors import OpsError
from ops.stack_files import STAND_IN, carry_over, merged
from ops.trial import Trial

PROJECT = {"name": "site", "main": "infra", "runtime": {"options": {"virtualenv": ".venv"}}}


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    (tmp_path / "Pulumi.yaml").write_text(yaml.safe_dump(PROJECT))
    trial = Trial(root=tmp_path)
    trial.prepare()
    return trial


def commit(trial: Trial, **config: object) -> None:
    (trial.root / "Pulumi.staging.yaml").write_text(yaml.safe_dump({"config": config}))
    carry_over(trial)


def copy(trial: Trial) -> Path:
    return trial.project / "Pulumi.staging.yaml"


def config_of(trial: Trial) -> dict[str, object]:
    config: dict[str, object] = yaml.safe_load(copy(trial).read_text())["config"]
    return config


def test_the_first_copy_is_the_committed_file(trial: Trial) -> None:
    commit(trial, stage="staging")

    assert config_of(trial) == {"stage": "staging"}


def test_what_was_set_on_the_trial_stays(trial: Trial) -> None:
    commit(trial, stage="staging")
    copy(trial).write_text("encryptionsalt: s\nconfig: {stage: staging, secretKey: {secure: x}}\n")
    commit(trial, stage="staging", region="eu")

    assert yaml.safe_load(copy(trial).read_text()) == {
        "encryptionsalt": "s",
        "config": {"stage": "staging", "secretKey": {"secure": "x"}, "region": "eu"},
    }


def test_a_key_removed_from_the_committed_file_goes(trial: Trial) -> None:
    commit(trial, stage="staging", region="eu")
    commit(trial, stage="staging")

    assert config_of(trial) == {"stage": "staging"}


def test_what_a_removed_committed_file_set_goes(trial: Trial) -> None:
    commit(trial, stage="staging", region="eu")
    copy(trial).write_text("config: {stage: staging, region: eu, secretKey: {secure: x}}\n")
    (trial.root / "Pulumi.staging.yaml").unlink()
    carry_over(trial)

    assert config_of(trial) == {"secretKey": {"secure": "x"}}


def test_a_change_on_the_trial_outlives_a_change_of_another_key() -> None:
    result = merged(
        {"config": {"a": 1, "b": 2}},
        before={"config": {"a": 1, "b": 1}},
        copy={"config": {"a": 9, "b": 1}},
    )

    assert result == {"config": {"a": 9, "b": 2}}


def test_committed_secrets_stay_behind_and_the_names_of_config_vars_come(trial: Trial) -> None:
    secret = {"secure": "v1:aaaa:bbbb"}
    committed = trial.root / "Pulumi.staging.yaml"
    config = {"stage": "staging", "secretKey": secret, "secretKeyFallbacks": [secret]}
    named = {"configVars": {"DSN": secret, "PLAIN": "1"}}
    committed.write_text(yaml.safe_dump({"encryptionsalt": "v1:salt", "config": config | named}))
    carry_over(trial)

    assert yaml.safe_load(copy(trial).read_text()) == {
        "config": {"stage": "staging", "configVars": {"DSN": STAND_IN, "PLAIN": "1"}}
    }


def test_a_pinned_slug_stays_behind_and_one_of_the_trial_s_own_stays(trial: Trial) -> None:
    commit(trial, **{"site:slug": "of the real platform", "site:region": "eu"})
    first = config_of(trial)
    copy(trial).write_text("config: {'site:region': eu, 'site:slug': of the trial}\n")
    commit(trial, **{"site:slug": "another", "site:region": "us"})

    assert first == {"site:region": "eu"}
    assert config_of(trial) == {"site:region": "us", "site:slug": "of the trial"}


def test_the_trial_s_own_secret_outlives_a_new_one_in_the_committed_file(trial: Trial) -> None:
    commit(trial, stage="staging")
    copy(trial).write_text("encryptionsalt: s\nconfig: {stage: staging, secretKey: {secure: x}}\n")
    commit(trial, stage="staging", secretKey={"secure": "v1:new"})

    assert config_of(trial) == {"stage": "staging", "secretKey": {"secure": "x"}}


def test_an_unchanged_committed_file_leaves_the_copy_alone(trial: Trial) -> None:
    commit(trial, stage="staging")
    copy(trial).write_text("config: {stage: review}\n")
    carry_over(trial)

    assert config_of(trial) == {"stage": "review"}


def test_committed_files_are_never_written(trial: Trial) -> None:
    commit(trial, stage="staging")
    committed = trial.root / "Pulumi.staging.yaml"
    before = committed.read_bytes(), committed.stat().st_mtime_ns
    carry_over(trial)

    assert (committed.read_bytes(), committed.stat().st_mtime_ns) == before


def test_the_project_file_points_at_the_committed_program(trial: Trial) -> None:
    carry_over(trial)
    project = yaml.safe_load((trial.project / "Pulumi.yaml").read_text())

    assert project["main"] == str(trial.root / "infra")
    assert project["runtime"]["options"]["virtualenv"] == str(trial.root / ".venv")


def test_a_project_file_without_a_program_is_named(trial: Trial) -> None:
    (trial.root / "Pulumi.yaml").write_text("name: site\nruntime: python\n")

    with pytest.raises(OpsError, match=r"Pulumi\.yaml lacks `main` or"):
        carry_over(trial)


def test_broken_yaml_is_named(trial: Trial) -> None:
    (trial.root / "Pulumi.staging.yaml").write_text("config: [unclosed")

    with pytest.raises(OpsError, match=r"Pulumi\.staging\.yaml is no YAML"):
        carry_over(trial)


def test_a_file_that_is_no_mapping_is_named(trial: Trial) -> None:
    (trial.root / "Pulumi.staging.yaml").write_text("- a\n- list\n")

    with pytest.raises(OpsError, match=r"holds \['a', 'list'\], not a mapping"):
        carry_over(trial)
