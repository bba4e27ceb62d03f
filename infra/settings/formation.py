"""The formation: `processes`, checked against Heroku's dyno sizes and the Procfile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from infra import rules
from infra.procfile import process_types, scalable
from infra.rules import DYNO_SIZES, Process
from infra.settings.config import StackConfig
from infra.settings.report import Report, listed, nearest
from infra.source import label

FIELDS = ("quantity", "size")


def read_processes(config: StackConfig, report: Report, folder: Path) -> tuple[Process, ...]:
    """One row for each process type; those with a problem are left out."""
    found = config.mapping("processes")
    known = _known_types(found, report, folder)
    rows = [_read_row(type, found[type], report) for type in known]
    processes = tuple(row for row in rows if row)
    _check_mix(processes, report)
    return processes


def check_domains_fit(domains: Sequence[str], processes: Sequence[Process], report: Report) -> None:
    """https://devcenter.heroku.com/articles/automated-certificate-management"""
    eco = [process.type for process in processes if process.size == "Eco"]
    if domains and eco:
        report.problem(
            "domains",
            found=f"{listed(domains)}, with eco dynos",
            accepted="domains with basic dynos or larger: Heroku makes no certificates for eco",
            todo=report.setting(f"processes.{eco[0]}.size", "basic"),
        )


def _known_types(types: Mapping[str, Any], report: Report, folder: Path) -> list[str]:
    """Those of the Procfile that may be scaled; reports the others."""
    procfile = f"{label(folder)}Procfile"
    try:
        declared = scalable(process_types(folder / "Procfile"))
    except FileNotFoundError:
        report.problem_at(
            procfile,
            found="no such file",
            accepted="a file that names the app's processes",
            todo=f"git checkout {procfile}, or write one with a `web:` line",
        )
        return []
    for type in types:
        if type not in declared:
            _report_type(type, declared, procfile, report)
    return [type for type in types if type in declared]


def _report_type(type: str, declared: list[str], procfile: str, report: Report) -> None:
    is_release = type == "release"
    meant = nearest(type, declared)
    instead = f"write {meant} instead, or " if meant else ""
    declaring = "" if is_release else f"declare it in {procfile}, or "
    report.problem(
        f"processes.{type}",
        found="release, which Heroku itself runs once for each release"
        if is_release
        else f"{type!r}, which {procfile} does not declare",
        accepted=listed(declared) if declared else f"nothing, until {procfile} declares a process",
        todo=instead + declaring + report.removing(f"processes.{type}"),
    )


def _read_row(type: str, row: Any, report: Report) -> Process | None:
    key = f"processes.{type}"
    if not isinstance(row, dict):
        report.problem(
            key,
            found=repr(row),
            accepted="a map with quantity and size",
            todo=f"{report.setting(f'{key}.quantity', '1')}, and {key}.size in the same way",
        )
        return None
    for field in sorted(set(row) - set(FIELDS)):
        report.problem(
            f"{key}.{field}",
            found="a key that means nothing here",
            accepted=listed(FIELDS),
            todo=report.removing(f"{key}.{field}"),
        )
    size = _read_size(f"{key}.size", row.get("size"), report)
    quantity = _read_quantity(f"{key}.quantity", row.get("quantity"), size, report)
    if size is None or quantity is None:
        return None
    return Process(type=type, quantity=quantity, size=size.name)


def _read_size(key: str, found: Any, report: Report) -> rules.DynoSize | None:
    size = DYNO_SIZES.get(found.lower()) if isinstance(found, str) else None
    if size is None:
        report.problem(
            key,
            found="nothing" if found is None else repr(found),
            accepted=listed(DYNO_SIZES),
            todo=report.setting(key, nearest(str(found), DYNO_SIZES) or "standard-1x"),
        )
    return size


def _read_quantity(key: str, found: Any, size: rules.DynoSize | None, report: Report) -> int | None:
    most = size.most if size else rules.MAX_DYNOS
    if isinstance(found, int) and not isinstance(found, bool) and 0 <= found <= most:
        return found
    more = isinstance(found, int) and found > most and size is not None and most == 1
    report.problem(
        key,
        found="nothing" if found is None else repr(found),
        accepted=f"a whole number from 0 to {most}" + (f", for {size.name} dynos" if size else ""),
        todo=report.setting(key.replace(".quantity", ".size"), "standard-1x")
        if more
        else report.setting(key, "1"),
    )
    return None


def _check_mix(processes: Sequence[Process], report: Report) -> None:
    mixed = rules.mixed_sizes(processes)
    if mixed:
        report.problem(
            "processes",
            found=f"{listed(mixed)} dynos in one app".replace(" or ", " and "),
            accepted="all eco, all basic, or any of standard and performance",
            todo=f"change the sizes in {report.file}",
        )
