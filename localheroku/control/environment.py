"""A dyno's environment: the release's config, the add-ons' variables, and the platform's own."""

from __future__ import annotations

from collections.abc import Mapping

from localheroku.model.address import Address
from localheroku.model.app import App
from localheroku.model.build import Slug
from localheroku.model.dyno_sizes import DynoSize
from localheroku.model.release import Release


def environment(
    app: App,
    release: Release,
    slug: Slug,
    size: DynoSize,
    attachments: Mapping[str, str],
    *,
    dyno_id: str,
) -> dict[str, str]:
    """PORT, DYNO and the paths are the supervisor's business."""
    metadata = {}
    if "runtime-dyno-metadata" in app.features:
        metadata = dyno_metadata(app, release, slug) | {"HEROKU_DYNO_ID": dyno_id}
    defaults = {"WEB_CONCURRENCY": str(size.web_concurrency)}
    return {**defaults, **metadata, **release.config_vars, **attachments}


def dyno_metadata(app: App, release: Release, slug: Slug) -> dict[str, str]:
    """https://devcenter.heroku.com/articles/dyno-metadata"""
    return {
        "HEROKU_APP_ID": app.id,
        "HEROKU_APP_NAME": app.name,
        "HEROKU_APP_DEFAULT_DOMAIN_NAME": Address.hostname(app.name),
        "HEROKU_RELEASE_VERSION": f"v{release.version}",
        "HEROKU_RELEASE_CREATED_AT": release.created_at,
        "HEROKU_SLUG_COMMIT": slug.commit or "",
        "HEROKU_BUILD_COMMIT": slug.commit or "",
        "HEROKU_SLUG_DESCRIPTION": slug.commit_description or release.description,
    }
