"""`python -m localheroku --port N --data DIR`: a Heroku on this machine, until told to stop."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from functools import partial
from pathlib import Path

from localheroku import server
from localheroku.data_folder import DataFolder, Unusable
from localheroku.listener import PortTaken
from localheroku.model.address import Address
from localheroku.model.shortage import SUSPECTS, shortage
from localheroku.model.store import Unreadable
from localheroku.runtime.postgres_server import PostgresFailed

DAY = 24 * 60 * 60
EPILOG = """
The first line on stdout is the address; it is also written into DIR/address. In a browser it is the
dashboard. The API key is HEROKU_API_KEY, or one that is made on the first run and kept in
DIR/api-key. Apps answer on http://<app>.localhost:PORT/. The log is on stderr. Started again on the
same DIR, everything is there as it was, on the same port if that is free. While it runs it holds a
lock (flock) on DIR/lock, which has its process id. It ends when DIR is deleted.
"""


def main() -> int:
    arguments = _parser().parse_args()
    os.umask(0o077)  # whatever is made here, by us or by a dyno, is nobody else's
    _log_to_stderr()
    try:
        folder = DataFolder(arguments.data)
        if arguments.remove:
            asyncio.run(server.remove(folder))
        else:
            asyncio.run(server.run(_settings(arguments, folder), partial(_announce, folder)))
    except (Unusable, PortTaken, Unreadable, PostgresFailed) as error:
        return _refuse(str(error))
    except SUSPECTS as error:
        if (lack := shortage(error)) is None:
            raise
        return _refuse(f"{lack} ({error})")
    return 0


def _refuse(sentence: str) -> int:
    print(f"localheroku: {sentence}", file=sys.stderr)
    return 1


def _settings(arguments: argparse.Namespace, folder: DataFolder) -> server.Settings:
    return server.Settings(
        port=arguments.port,
        folder=folder,
        key=folder.api_key(os.environ.get("HEROKU_API_KEY")),
        environ=os.environ,
        restart_after=arguments.daily_restart,
    )


def _announce(folder: DataFolder, address: Address) -> None:
    folder.publish(address.api, address.tls)
    print(address.api, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m localheroku",
        description="A Heroku on this machine: Platform API, builds, dynos, router and PostgreSQL.",
        epilog=EPILOG,
    )
    parser.add_argument(
        "--port",
        type=_port,
        default=0,
        metavar="N",
        help="port on 127.0.0.1; 0 picks one (default)",
    )
    parser.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="folder for everything it keeps"
    )
    parser.add_argument(
        "--remove", action="store_true", help="delete everything kept in DIR, and DIR itself"
    )
    parser.add_argument(
        "--daily-restart",
        type=int,
        nargs="?",
        const=DAY,
        metavar="SECONDS",
        help="restart each dyno once a day as Heroku does, or after so many seconds",
    )
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: 0 to 65535 is accepted")
    return int(text)


def _log_to_stderr() -> None:
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s"
    )
    # Libraries say at INFO what they fetch, and URLs can be secret.
    for name in ("httpx", "httpcore", "uvicorn"):
        logging.getLogger(name).setLevel(logging.WARNING)


if __name__ == "__main__":
    sys.exit(main())
