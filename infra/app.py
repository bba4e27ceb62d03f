"""A Django app on Heroku: app, database, config vars, code, dynos, in this order."""

from __future__ import annotations

import pulumi
import pulumiverse_heroku as heroku

from infra.release import ReleaseWatch
from infra.rules import Process
from infra.settings.access import Access
from infra.settings.app import AppSettings
from infra.settings.code import Slug
from infra.source import Tree, write_archive


class DjangoApp(pulumi.ComponentResource):
    """Every step depends on the one before it, so that nothing is released twice or too early."""

    name: pulumi.Output[str]
    web_url: pulumi.Output[str]
    slug_id: pulumi.Output[str]
    release_id: pulumi.Output[str]
    config_vars: list[str]  # the names of those that the code sets

    def __init__(
        self,
        settings: AppSettings,
        *,
        access: Access,
        pipeline: pulumi.Output[str] | None,
        provider: heroku.Provider,
    ) -> None:
        super().__init__(
            f"{pulumi.get_project()}:heroku:DjangoApp",
            "django",
            opts=pulumi.ResourceOptions(provider=provider),
        )
        self._settings = settings
        self._releases = ReleaseWatch(access)
        variables = settings.variables
        self.config_vars = sorted([*variables.plain, *variables.secret, "ALLOWED_HOSTS"])
        self._app = self._declare_app()
        beside = [
            self._add_postgres(),
            *self._join(pipeline),
            *self._switch_features(),
            *self._add_domains(),
            *self._add_log_drain(),
        ]
        config_vars = self._set_config_vars(after=beside)
        released = self._release(after=config_vars)
        self._scale(after=released)
        self.name, self.web_url = self._app.name, self._app.web_url
        self.register_outputs({})

    def _declare_app(self) -> heroku.app.App:
        settings = self._settings
        return heroku.app.App(
            "app",
            name=settings.name,
            region=settings.region,
            stack=settings.stack_image,
            acm=bool(settings.domains),
            opts=pulumi.ResourceOptions(
                parent=self, protect=settings.protect, hooks=self._releases.of_change()
            ),
        )

    def _add_postgres(self) -> pulumi.Resource:
        return heroku.addon.Addon(
            "postgres",
            app_id=self._app.id,
            name=self._settings.postgres_name,
            plan=f"heroku-postgresql:{self._settings.postgres_plan}",
            opts=self._child(pulumi.ResourceOptions(protect=self._settings.protect)),
        )

    def _join(self, pipeline: pulumi.Output[str] | None) -> list[pulumi.Resource]:
        if pipeline is None:
            return []
        return [
            heroku.pipeline.Coupling(
                "coupling",
                app_id=self._app.id,
                pipeline=pipeline,
                stage=self._settings.stage,
                opts=self._child(),
            )
        ]

    def _switch_features(self) -> list[pulumi.Resource]:
        return [
            heroku.app.Feature(
                f"feature-{name}",
                app_id=self._app.id,
                name=name,
                enabled=enabled,
                opts=self._child(),
            )
            for name, enabled in self._settings.features.items()
        ]

    def _add_domains(self) -> list[pulumi.Resource]:
        return [
            heroku.domain.Domain(
                f"domain-{name}", app_id=self._app.id, hostname=name, opts=self._child()
            )
            for name in self._settings.domains
        ]

    def _add_log_drain(self) -> list[pulumi.Resource]:
        url = self._settings.log_drain
        if url is None:
            return []
        return [
            heroku.drain.Drain(
                "log-drain", app_id=self._app.id, sensitive_url=url, opts=self._child()
            )
        ]

    def _set_config_vars(self, *, after: list[pulumi.Resource]) -> pulumi.Resource:
        """All in one resource: each change of config vars is a release."""
        variables = self._settings.variables
        return heroku.app.ConfigAssociation(
            "config-vars",
            app_id=self._app.id,
            vars={**variables.plain, "ALLOWED_HOSTS": self._allowed_hosts()},
            sensitive_vars=variables.secret,
            # Taking the resource out of the program must not take the variables from a running app.
            opts=self._child(
                pulumi.ResourceOptions(
                    depends_on=after, retain_on_delete=True, hooks=self._releases.of_change()
                )
            ),
        )

    def _allowed_hosts(self) -> pulumi.Output[str]:
        """The app's own name, without the port that a local one has, and its domains.

        Heroku's `*.example.com` is `.example.com` for Django.
        """
        domains = [name.removeprefix("*") for name in self._settings.domains]
        return self._app.heroku_hostname.apply(
            lambda hostname: ",".join([hostname.partition(":")[0], *domains])
        )

    def _release(self, *, after: pulumi.Resource) -> pulumi.Output[pulumi.Resource]:
        """What made the release, once that has succeeded."""
        match self._settings.code:
            case Tree() as tree:
                return self._build(tree, after=after)
            case Slug() as slug:
                return self._release_slug(slug, after=after)
        raise AssertionError("settings without code have been refused")

    def _build(self, tree: Tree, *, after: pulumi.Resource) -> pulumi.Output[pulumi.Resource]:
        build = heroku.build.Build(
            "build",
            app_id=self._app.id,
            source=heroku.build.BuildSourceArgs(path=write_archive(tree), version=tree.version),
            # The version is a label: content that is built already isn't built again under another.
            opts=self._child(
                pulumi.ResourceOptions(
                    depends_on=after,
                    ignore_changes=["source.version"],
                    hooks=self._releases.of_build(),
                )
            ),
        )
        released = self._releases.succeeded(build)
        # Outputs of a release that has succeeded only: what another stack promotes must be good.
        self.slug_id = released.apply(lambda build: build.slug_id)
        self.release_id = released.apply(lambda build: build.release_id)
        return released

    def _release_slug(
        self, slug: Slug, *, after: pulumi.Resource
    ) -> pulumi.Output[pulumi.Resource]:
        release = heroku.app.Release(
            "release",
            app_id=self._app.id,
            slug_id=slug.id,
            description=slug.description,
            # Only said when the release is made; the provider refuses to change it afterwards.
            opts=self._child(
                pulumi.ResourceOptions(
                    depends_on=after,
                    ignore_changes=["description"],
                    hooks=self._releases.of_release(),
                )
            ),
        )
        self.slug_id, self.release_id = release.slug_id, release.id
        return pulumi.Output.from_input(release)

    def _scale(self, *, after: pulumi.Output[pulumi.Resource]) -> None:
        """Heroku knows a process type from the first release that has it."""
        for process in self._settings.processes:
            self._scale_process(process, after)

    def _scale_process(self, process: Process, after: pulumi.Output[pulumi.Resource]) -> None:
        heroku.formation.Formation(
            f"formation-{process.type}",
            app_id=self._app.id,
            type=process.type,
            quantity=process.quantity,
            size=process.size,
            opts=self._child(pulumi.ResourceOptions(depends_on=after)),
        )

    def _child(self, more: pulumi.ResourceOptions | None = None) -> pulumi.ResourceOptions:
        """For what Heroku removes together with the app, which is then one call instead of many."""
        opts = pulumi.ResourceOptions(parent=self, deleted_with=self._app)
        return pulumi.ResourceOptions.merge(opts, more)
