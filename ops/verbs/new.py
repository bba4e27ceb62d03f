"""start a project of your own from this one, or bring a Django project that exists to Heroku

new NAME [DIR]         all of this under another name, in a new folder and a new
                       repository: the package of the Django project, the Pulumi
                       project, the stacks, the tests. DIR is a folder called
                       NAME beside this clone, unless given.
new --from PATH [DIR]  adds what the Django project in PATH lacks: a folder
                       `deploy` with all of this but the app, and beside its own
                       files a Procfile, settings for Heroku, and so on. Nothing
                       of it is changed, unless --apply tells to. With DIR, this
                       is done to a clone of it in DIR.

For example:
  .venv/bin/python -m ops new shop
  .venv/bin/python -m ops new --from ../my-site --dry-run
"""

from __future__ import annotations

import argparse
from pathlib import Path

from ops import git, project
from ops.errors import OpsError
from ops.scaffold import adding, copies, draft, found, names, repository
from ops.scaffold.adding import Plan
from ops.screen import detail, step
from ops.trial import ROOT

USAGE = "python -m ops new NAME [DIR]\n       python -m ops new --from PATH [DIR] [options]"


def declare(verb: argparse.ArgumentParser) -> None:
    verb.usage = USAGE
    verb.add_argument("words", nargs="*", metavar="NAME or DIR", help="as above")
    verb.add_argument("--from", dest="source", metavar="PATH", type=Path, help="a Django project")
    options = verb.add_argument_group("with --from")
    options.add_argument("--name", help="of the Pulumi project; default: that of the folder")
    options.add_argument("--folder", default="deploy", help="the new folder; default: %(default)s")
    options.add_argument(
        "--settings", metavar="MODULE", help="to build on; default: what manage.py names, or `base`"
    )
    options.add_argument("--apply", action="store_true", help="also add lines to files of yours")
    options.add_argument("--dry-run", action="store_true", help="show what would be added, and end")


def run(arguments: argparse.Namespace) -> None:
    words = arguments.words
    if not 0 < len(words) + bool(arguments.source) <= 2:
        raise OpsError(f"`new` needs a name, or a Django project with --from:\n       {USAGE}")
    if arguments.source is None:
        _rename(words[0], Path(words[1]) if words[1:] else ROOT.parent / words[0])
    elif words and not arguments.dry_run:
        _add_to_clone(arguments, Path(words[0]))
    else:
        _add(arguments, adding.checked(arguments.source), shown=arguments.source)


def _rename(name: str, target: Path) -> None:
    """A copy of this project under another name."""
    scaffold = project.read()
    names.check_package(name, scaffold.app)
    draft.check_free(target)
    files = copies.files(scaffold)
    repository.check_identity(ROOT)
    step(f"Making {name} in {target}")
    with draft.draft_of(target) as folder:
        copies.copy(files, ROOT, folder, copies.renaming(scaffold.name, name))
        copies.rewrite(folder / "CHANGELOG.md", copies.fresh_changelog(ROOT))
        copies.put_into_form(folder)
        repository.start(folder, f"Start {name}, a Django app on Heroku as code")
    detail(f"{len(files)} files, the first commit of a new repository")
    print(
        "\nNext:\n"
        f"  cd {target}\n"
        "  make up      deploys it to the Heroku on this machine\n"
        "  make test    every check and every test\n"
        f"  its Django project is web/{name}; web/hello is a page to replace by yours"
    )


def _add_to_clone(arguments: argparse.Namespace, target: Path) -> None:
    """What PATH lacks, added to a clone of it; PATH itself stays as it is."""
    source = adding.checked(arguments.source)
    draft.check_free(target)
    adding.check_clean(source, ours=())
    with draft.draft_of(target) as folder:
        git.run(folder, "clone", "--quiet", repository.top(source), ".")
        _add(arguments, folder / git.prefix(source), shown=target)


def _add(arguments: argparse.Namespace, root: Path, *, shown: Path) -> None:
    """What the project in `root` lacks, which people know as `shown`."""
    name = arguments.name or names.derived(shown.resolve().name)
    names.check_project(name)
    adding.check_folder(root, arguments.folder)
    site = found.find(root, besides=arguments.folder, settings=arguments.settings)
    plan = adding.plan(site, project.read(), folder=arguments.folder, name=name)
    for each in plan.files:
        print(each.diff)
    if plan.has_folder and not plan.files:
        step(f"{shown} lacks nothing; nothing was added")
        return
    _tell(plan, apply=arguments.apply)
    if not arguments.dry_run:
        step(f"Adding this to {shown}")
        adding.carry_out(plan, apply=arguments.apply)
        _say_what_next(arguments, plan, shown)


def _tell(plan: Plan, *, apply: bool) -> None:
    """What of the plan is done, and what isn't, before it is."""
    if not plan.has_folder:
        detail(f"{plan.folder}/: {len(plan.scaffold_files)} files of the scaffold")
    for each in plan.files:
        if each.is_new:
            detail(f"{each.path}: new, as above")
        elif apply:
            detail(f"{each.path}: gets the lines above")
        else:
            detail(f"{each.path}: lacks the lines above; it is yours, so it stays as it is")


def _say_what_next(arguments: argparse.Namespace, plan: Plan, shown: Path) -> None:
    missing = [each.path for each in plan.files if not each.is_new and not arguments.apply]
    by_hand = (
        f"  add the lines above to {' and '.join(missing)}, or run the same command with --apply\n"
        if missing
        else ""
    )
    print(
        "\nNext:\n"
        f"  cd {shown}, and look at what is new: git status\n"
        f"{by_hand}"
        "  git add --all && git commit    for a build holds what git tracks\n"
        f"  make -C {plan.folder} up             deploys it to the Heroku on this machine\n"
        f"  pages that a site that works must answer: `pages` in {plan.folder}/Pulumi.yaml"
    )
