"""Where drains and webhooks may lead."""

from __future__ import annotations

import pytest

from localheroku.runtime.outbound import Elsewhere, Outbound, loopback, wait_after

HERE = ["http://127.0.0.1/", "https://127.9.9.9:8443", "http://localhost:1/", "http://[::1]:5/"]
OTHERS = ["https://example.com", "http://192.0.2.1/", "http://0.0.0.0/", "http://[2001:db8::1]/"]
DISGUISED = ["http://127.0.0.1@example.com/", "http://localhost.example.com/", "http://2130706433/"]


@pytest.mark.parametrize("url", HERE)
def test_this_machine_has_many_names(url: str) -> None:
    assert loopback(url)


def test_the_names_of_apps_need_no_resolver() -> None:
    assert loopback("http://my-app.localhost:5000/") == "127.0.0.1"


@pytest.mark.parametrize("url", [*OTHERS, *DISGUISED, "", "http:///x"])
def test_other_machines_are_elsewhere(url: str) -> None:
    with pytest.raises(Elsewhere):
        loopback(url)


@pytest.mark.anyio
async def test_nothing_is_sent_elsewhere() -> None:
    outbound = Outbound()
    with pytest.raises(Elsewhere, match="only addresses of this machine"):
        await outbound.post("https://user:hidden@192.0.2.1/", b"", {})
    await outbound.close()


def test_waits_grow_to_a_minute() -> None:
    assert [wait_after(failures) for failures in (1, 2, 5, 50)] == [1, 2, 60, 60]
