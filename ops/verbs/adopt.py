"""take an app that was made by hand into the code, so that the first `up` changes nothing

Writes the stack's config from what the app is, takes app, database, pipeline, coupling, domains,
features, formation and the current release into the stack's state, and looks whether an `up` would
change anything. The app itself is never changed without a yes.
"""

from __future__ import annotations

import argparse

from ops import adoption, confirm, deployed, hand_made, place, project
from ops.errors import OpsError
from ops.events import Events
from ops.hand_made import HandMade
from ops.place import Place
from ops.reporting.markdown import report
from ops.screen import detail, step
from ops.stacks import stack

CONFIG_VARS = "config-vars"


def declare(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("app", metavar="APP", help="its name or id")
    verb.add_argument("stack", metavar="STACK", type=stack, help="what the code calls it")
    place.declare(verb)
    confirm.declare(verb)


def run(arguments: argparse.Namespace) -> None:
    here, name = place.of(arguments), arguments.stack
    step(f"What {arguments.app} is")
    found = hand_made.look(here, arguments.app, name)
    _refuse_used(here, name, found)
    for line in found.told():
        detail(line)
    if not confirm.ask(f"Adopt {found.app} as stack {name}?", arguments):
        return
    step(f"Writing the config of {name}")
    adoption.write_config(here, name, found)
    here.say_what_changed(name)
    step("Taking it into the stack's state")
    adoption.take_in(here, name, found)
    _finish(here, name, found, arguments)


def _refuse_used(here: Place, name: str, found: HandMade) -> None:
    """A stack must not lose sight of an app that it has. An adoption that broke off goes on."""
    other = here.engine.resources(name).get("app") if name in here.engine.stacks() else None
    if other and other != found.id:
        raise OpsError(
            f"{name} has an app already, {here.heroku.get(f'/apps/{other}')['name']}.\n"
            "To do: choose another name for the stack; `pulumi stack ls` lists those in use."
        )


def _finish(here: Place, name: str, found: HandMade, arguments: argparse.Namespace) -> None:
    """The provider can't import config vars; setting what is set already makes no release."""
    step(f"Would `up` of {name} change anything?")
    events = here.engine.preview(name)
    if left := _left(events, found):
        print(report(f"What `up` of {name} would still change", events))
        raise OpsError(
            f"{found.app} is adopted, but not yet as the code says: {left}.\n"
            f"To do: change the config of {name}, or let the code have its way: {here.up(name)}"
        )
    here.engine.up(name)
    newest = deployed.find(here, name).releases()[0]
    if newest.version != found.version:
        raise OpsError(f"{found.app} got a release by its adoption, v{newest.version}.")
    detail(f"{found.app} is adopted as {name}: an `up` changes nothing")
    if found.slug:
        detail(
            f"its code is pinned as it is; once {project.read().folder}/ holds it too: "
            f"pulumi config rm slug --stack {name}"
        )


def _left(events: Events, found: HandMade) -> str:
    changes = [step for step in events.steps if step.name != CONFIG_VARS]
    said = [f"{step.name} ({step.op})" for step in changes]
    for each in events.steps:
        if each.name == CONFIG_VARS:
            said += found.differing(each.new.get("vars") or {})
    return ", ".join(dict.fromkeys(said))
