"""Following what the provider starts and does not wait for: a build's log, and its release's end.

Provider 1.0.4's Build ends with the build. The release that comes of it, with the release phase, is
still to end then: unless someone waits for it, a failed migration leaves `pulumi up` green.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress

import pulumi
import pulumiverse_heroku as heroku
from pulumi.resource import DependencyResource

from infra.heroku_api import ApiError, HerokuApi, Json
from infra.settings.access import Access

# A release phase may take an hour: https://devcenter.heroku.com/articles/release-phase
RELEASE_SECONDS = 65 * 60

# How long an upload of the source may take before the build is no longer looked for.
UPLOAD_SECONDS = 300
POLL_SECONDS = 0.5

# Of a failed release phase's log, what the error repeats: the traceback is at its end.
LAST_LINES = 200

# How many releases are looked through for one that mended a failed one.
LATER_RELEASES = 20


class ReleaseWatch:
    """Shows the logs of what is new, and says why a release failed.

    What is unchanged shows nothing. A build costs one read then, so that a release that failed in
    one `pulumi up` does not pass for good in the next.
    """

    def __init__(self, access: Access) -> None:
        self._api = HerokuApi(access)
        self._build_log: asyncio.Task[bool] | None = None
        self._explain = pulumi.ErrorHook("explain-failed-release", self._explain_failure)

    def of_build(self) -> pulumi.ResourceHookBinding:
        """For a Build: its log, line by line, while the provider waits for its end."""
        follow = pulumi.ResourceHook("follow-build", self._follow_build)
        return pulumi.ResourceHookBinding(before_create=[follow])

    def of_release(self) -> pulumi.ResourceHookBinding:
        """For a Release, which the provider waits for: the log of its release phase."""
        show = pulumi.ResourceHook("show-release", self._show_release)
        return pulumi.ResourceHookBinding(after_create=[show], on_error=[self._explain])

    def of_change(self) -> pulumi.ResourceHookBinding:
        """For what makes a release by being changed: why that failed."""
        return pulumi.ResourceHookBinding(on_error=[self._explain])

    def succeeded(self, build: heroku.build.Build) -> pulumi.Output[heroku.build.Build]:
        """The build, once its release has succeeded. Raises pulumi.RunError when that failed."""

        async def wait(facts: list[str]) -> heroku.build.Build:
            if not pulumi.runtime.is_dry_run():
                await self._wait(build, *facts)
            return build

        return pulumi.Output.all(
            build.app_id, build.release_id, build.slug_id, build.output_stream_url
        ).apply(wait)

    async def _follow_build(self, args: pulumi.ResourceHookArgs) -> None:
        app_id = (args.new_inputs or {})["appId"]
        with suppress(ApiError):  # the provider meets the same trouble, and its word counts
            known = await self._api.newest_build(app_id)
            self._build_log = asyncio.create_task(
                self._show_new_build(app_id, known, DependencyResource(args.urn))
            )

    async def _show_new_build(
        self, app_id: str, known: Json | None, resource: pulumi.Resource
    ) -> bool:
        """Whether a build newer than the known one appeared, and its log was shown."""
        deadline = time.monotonic() + UPLOAD_SECONDS
        with suppress(ApiError):
            while time.monotonic() < deadline:
                build = await self._api.newest_build(app_id)
                if build and build["id"] != (known or {}).get("id"):
                    await self._show(build["output_stream_url"], resource)
                    return True
                await asyncio.sleep(POLL_SECONDS)
        return False

    async def _wait(
        self, build: heroku.build.Build, app_id: str, release_id: str, slug_id: str, log_url: str
    ) -> None:
        is_new = self._build_log is not None
        if self._build_log and not await self._build_log:
            await self._show(log_url, build)
        try:
            release = await self._finished(app_id, release_id, build if is_new else None)
            if release["status"] == "failed" and not await self._mended(app_id, release, slug_id):
                raise pulumi.RunError(await self._report(release))
        except ApiError as error:
            raise pulumi.RunError(
                f"The build is done, but whether its release succeeded can't be read: {error}\n"
                "To do: pulumi up again, which looks again."
            ) from error

    async def _finished(
        self, app_id: str, release_id: str, show_on: heroku.build.Build | None
    ) -> Json:
        """The release when it is no longer pending, its log shown if it is a new build's."""
        deadline = time.monotonic() + RELEASE_SECONDS
        release = await self._api.release(app_id, release_id)
        shown = False
        while True:
            if show_on and not shown and release["output_stream_url"]:
                await self._show(release["output_stream_url"], show_on)
                shown = True
            elif release["status"] == "pending":
                await asyncio.sleep(POLL_SECONDS)
            if release["status"] != "pending":
                return release
            if time.monotonic() > deadline:
                raise ApiError(f"it is still pending after {RELEASE_SECONDS // 60} minutes")
            release = await self._api.release(app_id, release_id)

    async def _mended(self, app_id: str, failed: Json, slug_id: str) -> bool:
        """Whether a later release of the slug succeeded, as after a missing config var was set."""
        return any(
            release["version"] > failed["version"]
            and release["status"] == "succeeded"
            and (release["slug"] or {}).get("id") == slug_id
            for release in await self._api.releases(app_id, most=LATER_RELEASES)
        )

    async def _show_release(self, args: pulumi.ResourceHookArgs) -> None:
        with suppress(ApiError):  # the release has succeeded: its log is for reading only
            release = await self._api.release((args.new_inputs or {})["appId"], args.id)
            if release["output_stream_url"]:
                await self._show(release["output_stream_url"], DependencyResource(args.urn))

    async def _explain_failure(self, args: pulumi.ErrorHookArgs) -> bool:
        """Add the log of the newest release, if that is what failed; never try again."""
        app_id = (args.new_inputs or {}).get("appId") or args.id
        with suppress(ApiError):
            newest = (await self._api.releases(app_id, most=1))[:1] if app_id else []
            for release in newest:
                if release["status"] == "failed":
                    pulumi.log.error(await self._report(release), DependencyResource(args.urn))
        return False

    async def _show(self, log_url: str, resource: pulumi.Resource) -> None:
        async for line in self._api.lines(log_url):
            pulumi.log.info(line, resource)

    async def _report(self, release: Json) -> str:
        name, version = release["app"]["name"], release["version"]
        lines = [line async for line in self._log(release)][-LAST_LINES:]
        return "\n".join(
            [
                f"Release v{version} of {name} failed: {release['description']}.",
                "The former release goes on serving. The end of the release phase's log:",
                *(f"  {line}" for line in lines or ["(no log)"]),
                "To do: mend the cause in web/ and commit, or set the config var that it lacks; "
                f"then pulumi up. To go back for good: heroku rollback --app {name}",
            ]
        )

    async def _log(self, release: Json) -> AsyncIterator[str]:
        if release["output_stream_url"]:
            async for line in self._api.lines(release["output_stream_url"]):
                yield line
