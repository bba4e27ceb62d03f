"""Releases: the wait for a build's, whose end the provider doesn't wait for, and why one failed.

Provider 1.0.4's Build ends with the build. The release that comes of it, with the release phase, is
still to end then: unless someone waits for it, a failed migration leaves `pulumi up` green.
"""

from __future__ import annotations

import time
from contextlib import suppress

import pulumi
import pulumiverse_heroku as heroku
from pulumi.resource import DependencyResource

from infra.build_log import BuildLog
from infra.heroku_api import ApiError, HerokuApi, Json, pauses
from infra.settings.access import Access

# A release phase may take an hour: https://devcenter.heroku.com/articles/release-phase
RELEASE_SECONDS = 65 * 60

# Of a failed release phase's log, what the error repeats: the traceback is at its end.
LAST_LINES = 200

BUILD_AGAIN = (
    "To do: mend the cause in the app, commit, and pulumi up.\nWhere a config var was the cause, "
    "set it, and build the same once more: pulumi up --replace '**::build' --stack {stack}"
)
UP_AGAIN = "To do: mend the cause, and pulumi up --stack {stack}"
GONE = (
    "The slug {slug} is not on the platform, or not any more; nothing was released.\n"
    "To do: pin one that `heroku releases:info` shows, or pulumi config rm slug --stack {stack}"
)

# How many releases are looked through for one that mended a failed one.
LATER_RELEASES = 20


class ReleaseWatch:
    """Shows the logs of what is new, and says why a release failed.

    What is unchanged shows nothing. A build costs one read then, so that a release that failed in
    one `pulumi up` does not pass for good in the next.
    """

    def __init__(self, access: Access) -> None:
        self._api = HerokuApi(access)
        self._build_log = BuildLog(self._api)
        self._explain = pulumi.ErrorHook("explain-failed-release", self._explain_failure)

    def of_build(self) -> pulumi.ResourceHookBinding:
        """For a Build: its log, while the provider waits for its end."""
        return self._build_log.hooks()

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

    async def _wait(
        self, build: heroku.build.Build, app_id: str, release_id: str, slug_id: str, log_url: str
    ) -> None:
        await self._build_log.finish(build, log_url)
        try:
            show_on = build if self._build_log.is_new else None
            release = await self._finished(app_id, release_id, show_on)
            if release["status"] == "failed" and not await self._mended(app_id, release, slug_id):
                raise pulumi.RunError(await self._report(release, BUILD_AGAIN))
        except ApiError as error:
            raise pulumi.RunError(
                f"The build is done, but whether its release succeeded can't be read: {error}\n"
                "To do: pulumi up again, which looks again."
            ) from error

    async def _finished(
        self, app_id: str, release_id: str, show_on: heroku.build.Build | None
    ) -> Json:
        """The release when it is no longer pending; its log is shown on a new build."""
        deadline = time.monotonic() + RELEASE_SECONDS
        async for _ in pauses():
            release = await self._api.release(app_id, release_id)
            if show_on and release["output_stream_url"]:
                await self._api.show(release["output_stream_url"], show_on)
                show_on = None
            if release["status"] != "pending":
                return release
            if time.monotonic() > deadline:
                break
        raise ApiError(f"it is still pending after {RELEASE_SECONDS // 60} minutes")

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
                await self._api.show(release["output_stream_url"], DependencyResource(args.urn))

    async def _explain_failure(self, args: pulumi.ErrorHookArgs) -> bool:
        """Add the failed release's log, or say that the slug is gone; never try again."""
        inputs = args.new_inputs or {}
        app_id, slug_id = inputs.get("appId") or args.id, inputs.get("slugId")
        with suppress(ApiError):
            newest = (await self._api.releases(app_id, most=1))[:1] if app_id else []
            report = ""
            if newest and newest[0]["status"] == "failed":
                report = await self._report(newest[0], UP_AGAIN)
            elif app_id and slug_id and not await self._api.has_slug(app_id, slug_id):
                report = GONE.format(slug=slug_id, stack=pulumi.get_stack())
            if report:
                pulumi.log.error(report, DependencyResource(args.urn))
        return False

    async def _report(self, release: Json, again: str) -> str:
        name, version = release["app"]["name"], release["version"]
        lines: list[str] = []
        if release["output_stream_url"]:
            with suppress(ApiError):  # a failure without its log is still the failure
                lines = [line async for line in self._api.lines(release["output_stream_url"])]
        return "\n".join(
            [
                f"Release v{version} of {name} failed: {release['description']}.",
                "The former release goes on serving. The end of the release phase's log:",
                *(f"  {line}" for line in lines[-LAST_LINES:] or ["(no log)"]),
                again.format(stack=pulumi.get_stack()),
                f"To go back for good: heroku rollback --app {name}",
            ]
        )
