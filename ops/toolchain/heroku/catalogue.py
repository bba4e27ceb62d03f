"""The resources that the stand-in has, by their tokens."""

from __future__ import annotations

from ops.toolchain.heroku.addons import Addon, Attachment
from ops.toolchain.heroku.apps import App
from ops.toolchain.heroku.builds import Build
from ops.toolchain.heroku.config_associations import ConfigAssociation
from ops.toolchain.heroku.domains import Domain
from ops.toolchain.heroku.drains import Drain
from ops.toolchain.heroku.errors import ProviderError
from ops.toolchain.heroku.features import Feature
from ops.toolchain.heroku.formations import Formation
from ops.toolchain.heroku.pipelines import Coupling, Pipeline
from ops.toolchain.heroku.releases import Release
from ops.toolchain.heroku.resource import Resource
from ops.toolchain.heroku.slugs import Slug

RESOURCES: dict[str, Resource] = {
    resource.token: resource
    for resource in (
        Addon(),
        App(),
        Attachment(),
        Build(),
        ConfigAssociation(),
        Coupling(),
        Domain(),
        Drain(),
        Feature(),
        Formation(),
        Pipeline(),
        Release(),
        Slug(),
    )
}


def find(token: str) -> Resource:
    """Raises ProviderError for what only the official plugin has."""
    try:
        return RESOURCES[token]
    except KeyError:
        raise ProviderError(
            f"The stand-in for the heroku provider has no {token}. It has: "
            f"{', '.join(sorted(RESOURCES))}."
        ) from None
