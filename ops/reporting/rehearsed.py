"""What a rehearsal saw, as a reviewer reads it: does it work, what drops, what migrates."""

from __future__ import annotations

from collections.abc import Iterator

from ops.events import Events
from ops.reporting import facts, markdown
from ops.reporting.facts import Facts, MigrationSeen, Visits
from ops.reporting.markdown import Section
from ops.reporting.quoting import cell, code, fenced, html_code

VERDICTS = {
    facts.BASE: "**The base can't be brought up**, so the change was not tried.",
    facts.SKIPPED: "**Not deployed**, since a stack before it failed.",
    facts.PREVIEW: "**The preview failed.**",
    facts.UP: "**The deployment fails.**",
    facts.SITE: "**The site does not work after the deployment.**",
    facts.DONE: "**The deployment works.**",
}
DROPS = "**The deployment works, but {} of {} requests failed meanwhile.**"
FATES = {
    facts.RAN: "ran",
    facts.FAILED: "**failed**",
    facts.NOT_SEEN: "was **not seen** in the release phase",
}
MILLISECONDS = 1000


def report(title: str, events: Events, seen: Facts) -> str:
    """The verdict first, then what is lost, why it failed, what was seen, what changes, logs."""
    counts = "" if events.errors else markdown.counts(events)
    return markdown.report(
        title,
        events,
        list(_logs(seen)),
        headline="\n\n".join(filter(None, [_verdict(seen), counts])),
        first=list(_seen(seen, said=bool(events.errors))),
    )


def _verdict(seen: Facts) -> str:
    if seen.stage == facts.DONE and seen.visits and seen.visits.failed:
        return DROPS.format(seen.visits.failed, seen.visits.count)
    return VERDICTS.get(seen.stage, "")


def _seen(seen: Facts, *, said: bool) -> Iterator[Section]:
    """`said` is whether the engine's own errors stand there already."""
    if seen.failure and not said:
        yield Section(title="Why", lines=[fenced(seen.failure)])
    if lines := list(_lines(seen)):
        yield Section(title="What was seen", lines=lines)
    if seen.visits and seen.visits.dropped:
        yield Section(title="Requests that failed", lines=list(_dropped(seen.visits)))


def _lines(seen: Facts) -> Iterator[str]:
    if seen.base:
        took = "" if seen.seconds is None else f"; `up` took {seen.seconds:.0f} s"
        yield f"- From {code(seen.base)} to {code(seen.head)}, on a Heroku of its own{took}."
    for migration in seen.migrations:
        yield f"- Migration {_migration(migration)}."
    if seen.gone:
        yield f"- Config vars gone: {', '.join(map(code, seen.gone))}."
    if seen.new:
        yield f"- Config vars new: {', '.join(map(code, seen.new))}."
    for release in seen.releases:
        if release.status == "failed":
            yield f"- **Release v{release.version} failed**: {code(release.description)}."
    if seen.source:
        which = "the slug" if seen.promoted else "**another** slug than the one"
        yield f"- It runs {which} that {code(seen.source)} runs."
    if seen.visits:
        yield f"- {_visits(seen.visits)}"


def _migration(migration: MigrationSeen) -> str:
    fate = FATES.get(migration.fate, "")
    if migration.obstacles is None:
        way_back = "whether it can be taken back is not known"
    elif migration.obstacles:
        way_back = f"**it can't be taken back**: {', '.join(map(code, migration.obstacles))}"
    else:
        way_back = "it can be taken back"
    return f"{code(migration.name)} {fate}; {way_back}"


def _visits(visits: Visits) -> str:
    failed = f"**{visits.failed} failed**" if visits.failed else "none failed"
    slowest = f"the slowest took {visits.slowest * MILLISECONDS:.0f} ms"
    return f"{visits.count} requests meanwhile: {failed}; {slowest}."


def _dropped(visits: Visits) -> Iterator[str]:
    yield "| answer | page | times | seconds after `up` began |"
    yield "| --- | --- | --- | --- |"
    for each in visits.dropped[: markdown.ROWS]:
        when = f"{each.first:.1f} to {each.last:.1f}" if each.count > 1 else f"{each.first:.1f}"
        yield f"| {cell(each.answer)} | {cell(each.page)} | {each.count} | {when} |"


def _logs(seen: Facts) -> Iterator[Section]:
    for release in seen.releases:
        what, fate = html_code(release.description), html_code(release.status)
        title = f"Release v{release.version} {fate} after {release.seconds:.0f} s: {what}"
        output = fenced(release.output) if release.output else "It had no release phase."
        yield Section(title=title, lines=[output], folded=True)
