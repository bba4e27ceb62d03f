"""Pushes: the commit of main or master is built and released before the branch moves.

https://devcenter.heroku.com/articles/git
"""

from __future__ import annotations

import codecs
from collections.abc import Awaitable, Callable
from pathlib import Path

from localheroku.control.builds import Builds
from localheroku.control.errors import Refused
from localheroku.control.outputs import Outputs
from localheroku.control.sources import Sources
from localheroku.model.address import Address
from localheroku.model.app import App
from localheroku.model.build import Build
from localheroku.model.release import Release
from localheroku.model.shortage import SUSPECTS, reason
from localheroku.model.store import Store
from localheroku.runtime.git import NOTHING, Change, Git, GitFailed, Push

DEPLOYED = ("refs/heads/main", "refs/heads/master")
NOT_DEPLOYED = "Pushed to non-{main,master} branch, skipping build.\n"

Say = Callable[[str], Awaitable[None]]


def to_deploy(push: Push) -> list[Change]:
    """What of a push is to be built."""
    return [one for one in push.changes if one.ref in DEPLOYED and one.new != NOTHING]


class Pushes:
    def __init__(
        self,
        store: Store,
        git: Git,
        *,
        address: Address,
        sources: Sources,
        builds: Builds,
        outputs: Outputs,
    ) -> None:
        self._store = store
        self._git = git
        self._address = address
        self._sources = sources
        self._builds = builds
        self._outputs = outputs

    async def deploy(self, app: App, repository: Path, push: Push, say: Say) -> bool:
        """Build what was pushed and say how it goes; whether the branch may move."""
        change, *others = to_deploy(push)
        if others:
            await say(" !     main and master can't be deployed by one push; push one of them.\n")
        elif await self._at(repository, change.ref) != change.old:
            await say(" !     Another push came first. Fetch it, then push again.\n")
        else:
            try:
                return await self._build(app, repository, push, change, say)
            except (Refused, GitFailed, *SUSPECTS) as error:
                await say(f" !     {reason(error)}\n")
        return False

    async def _at(self, repository: Path, ref: str) -> str:
        try:
            return await self._git.ask(repository, "rev-parse", "--verify", "--quiet", ref)
        except GitFailed:
            return NOTHING

    async def _build(
        self, app: App, repository: Path, push: Push, change: Change, say: Say
    ) -> bool:
        build = await self._start(app, repository, push, change, say)
        await self._relay(build.output_token, say)
        ended = self._store.get(Build, build.id)
        await say("\nVerifying deploy... ")
        if ended.status != "succeeded":
            await say(f"failed.\n\n !     Push rejected to {app.name}.\n\n")
            return False
        await say("done.\n")
        await self._git.ask(repository, "symbolic-ref", "HEAD", change.ref)
        await self._show_release_phase(ended, say)
        return True

    async def _start(
        self, app: App, repository: Path, push: Push, change: Change, say: Say
    ) -> Build:
        await say("Compressing source files... ")
        source = self._sources.create()
        await self._sources.receive(
            source.id, self._git.archive(repository, change.new, push.objects)
        )
        await say("done.\nBuilding source:\n\n")
        return self._builds.create(
            app,
            url=self._address.source(source.id),
            checksum=None,
            version=change.new,
            version_description=None,
            buildpacks=None,
        )

    async def _show_release_phase(self, build: Build, say: Say) -> None:
        """It can fail, but not the push: the code is in, and only was not released."""
        release = self._store.first(Release, id=build.release_id)
        if release is None or release.output_token is None:
            return
        await say("Running release command...\n\n")
        await self._relay(release.output_token, say)
        ended = self._store.get(Release, release.id)
        verdict = "done" if ended.status == "succeeded" else "failed"
        await say(f"Waiting for release... {verdict}.\n")

    async def _relay(self, token: str, say: Say) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        async for chunk in self._outputs.follow(token):
            await say(decoder.decode(chunk))
