"""What the page of answers names as proof is there."""

from __future__ import annotations

import re

import pytest

from ops.trial import ROOT

PAGE = (ROOT / "docs/what-users-ask.md").read_text()
POINTS = re.findall(r"^\d+\. .*(?:\n[ ]+.*)*", PAGE, re.MULTILINE)
PROOF = re.compile(r"`((?:infra|ops|tests|web|docs)/[\w./-]+)(?:::(\w+))?`")


def test_every_point_is_there_in_order() -> None:
    assert [int(point.partition(".")[0]) for point in POINTS] == list(range(1, 26))


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.partition(".")[0])
def test_a_point_has_a_source_and_a_proof_that_exists(point: str) -> None:
    proofs = PROOF.findall(point)

    assert "](https://github.com/" in point
    assert proofs
    for path, name in proofs:
        assert f"def {name}(" in (ROOT / path).read_text() if name else (ROOT / path).exists()
