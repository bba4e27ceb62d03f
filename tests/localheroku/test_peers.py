"""Who is at the other end, by the kernel's own table and by one of the test's."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from localheroku.peers import user_between

# A row as Linux writes it on a little-endian machine: 127.0.0.1:50000 to 127.0.0.1:5000, user 1001.
ROW = (
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout\n"
    "   7: {0}0100007F:C350 {0}0100007F:1388 01 00000000:00000000 00:00000000 00000000 1001 0 1\n"
)


@pytest.mark.parametrize(("family", "prefix"), [(socket.AF_INET, ""), (socket.AF_INET6, "::ffff:")])
def test_the_kernel_tells_who_asks(family: socket.AddressFamily, prefix: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(family) as client:
        client.connect((f"{prefix}127.0.0.1", server.getsockname()[1]))
        accepted, peer = server.accept()
        with accepted:
            found = user_between(peer, server.getsockname())

    assert found == (os.getuid() if sys.platform == "linux" else None)


@pytest.mark.parametrize("prefix", ["", "0000000000000000FFFF0000"])
def test_a_row_names_its_user(tmp_path: Path, prefix: str) -> None:
    table = tmp_path / "tcp"
    table.write_text(ROW.format(prefix))

    assert user_between(("127.0.0.1", 50000), ("127.0.0.1", 5000), [table]) == 1001
    assert user_between(("127.0.0.1", 50001), ("127.0.0.1", 5000), [table]) is None


def test_where_there_is_no_table_nothing_is_known(tmp_path: Path) -> None:
    assert user_between(("127.0.0.1", 1), ("127.0.0.1", 2), [tmp_path / "none"]) is None
