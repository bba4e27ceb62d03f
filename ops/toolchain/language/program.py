"""Running the project's program for an engine, in this process, as `python <main>` would run it."""

from __future__ import annotations

import asyncio
import logging
import os
import runpy
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import grpc
import pulumi
from pulumi.runtime import reset_options, run_in_stack, set_all_config

if TYPE_CHECKING:
    from pulumi.runtime.proto import language_pb2


def run(request: language_pb2.RunRequest, *, engine: str) -> bool:
    """Run the program to its end, applies included; False when it failed.

    What went wrong has then been shown on the engine's screen.
    """
    reset_options(
        project=request.project,
        monitor_address=request.monitor_address,
        engine_address=engine,
        stack=request.stack,
        parallel=request.parallel,
        preview=request.dryRun,
        organization=request.organization or "organization",
    )
    set_all_config(dict(request.config), list(request.configSecretKeys))
    # A program that failed half-way leaves outputs that nobody awaits; that is no news.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    directory = request.info.program_directory
    try:
        _run_to_the_end(directory, request.info.entry_point, parallel=request.parallel)
    except grpc.RpcError as error:
        return _report_of_rpc(error)
    except pulumi.RunError as error:
        pulumi.log.error(str(error))
        return False
    except Exception as error:
        pulumi.log.error(_report(error, directory))
        return False
    except SystemExit as left:
        if left.code:
            pulumi.log.error(_why(left.code))
        return not left.code
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return True


def _run_to_the_end(directory: str, entry_point: str, *, parallel: int) -> None:
    def program() -> None:
        os.chdir(directory)
        sys.argv = [entry_point]
        runpy.run_path(str(Path(directory, entry_point)), run_name="__main__")

    with asyncio.Runner() as runner:
        # A thread waits in each call to the engine: fewer would hold registrations back.
        threads = ThreadPoolExecutor(max(parallel, 1) * 4)
        runner.get_loop().set_default_executor(threads)
        runner.run(run_in_stack(program))


def _report_of_rpc(error: grpc.RpcError) -> bool:
    """The engine went away or refused. In the first case it is ending, and knows why itself."""
    if error.code() == grpc.StatusCode.UNAVAILABLE:
        return True
    pulumi.log.error(f"The engine answered with an error: {error.details()}")
    return False


def _report(error: Exception, directory: str) -> str:
    """The traceback, from the program's own first line on."""
    first: TracebackType | None = error.__traceback__
    while first and not first.tb_frame.f_code.co_filename.startswith(directory):
        first = first.tb_next
    return "".join(traceback.format_exception(type(error), error, first)).rstrip()


def _why(code: object) -> str:
    """What `sys.exit(code)` means to a person."""
    return f"The program ended with exit status {code}." if isinstance(code, int) else str(code)
