"""The log of a new build, shown line by line while the provider waits for the build's end."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pulumi
import pulumiverse_heroku as heroku
from pulumi.resource import DependencyResource

from infra.heroku_api import ApiError, HerokuApi, Json, pauses


class BuildLog:
    """Finds the build that the provider is about to start: it says its id only at the end."""

    def __init__(self, api: HerokuApi) -> None:
        self._api = api
        self._following: asyncio.Task[None] | None = None
        self._found = False

    @property
    def is_new(self) -> bool:
        """Whether there is a build to follow, and not only an unchanged one."""
        return self._following is not None

    def hooks(self) -> pulumi.ResourceHookBinding:
        """For the Build; called before it is created, never in a preview."""
        follow = pulumi.ResourceHook("follow-build", self._follow)
        return pulumi.ResourceHookBinding(before_create=[follow])

    async def finish(self, build: heroku.build.Build, output_stream_url: str) -> None:
        """The build has ended: show the rest of its log, or all of it if it was never found."""
        if self._following is None:
            return
        if not self._found:
            self._following.cancel()
            await self._api.show(output_stream_url, build)
        with suppress(asyncio.CancelledError):
            await self._following

    async def _follow(self, args: pulumi.ResourceHookArgs) -> None:
        app_id = (args.new_inputs or {})["appId"]
        known: Json | None = None
        with suppress(ApiError):  # the provider meets the same trouble, and its word counts
            known = await self._api.newest_build(app_id)
        self._following = asyncio.create_task(
            self._show_newer(app_id, known, DependencyResource(args.urn))
        )

    async def _show_newer(self, app_id: str, known: Json | None, resource: pulumi.Resource) -> None:
        with suppress(ApiError):
            async for _ in pauses():
                build = await self._api.newest_build(app_id)
                if build and build["id"] != (known or {}).get("id"):
                    self._found = True
                    await self._api.show(build["output_stream_url"], resource)
                    return
