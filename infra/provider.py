"""The provider that all resources share."""

from __future__ import annotations

import pulumiverse_heroku as heroku

from infra.settings.access import Access


def heroku_provider(access: Access) -> heroku.Provider:
    """Without the API key: the provider finds it in the environment, and no state sees it."""
    return heroku.Provider(
        "heroku",
        url=access.configured_url,
        # Both copy config vars and credentials of add-ons into the state unless told not to.
        customizations=[
            heroku.ProviderCustomizationArgs(
                set_app_all_config_vars_in_state=False,
                set_addon_config_vars_in_state=False,
            )
        ],
        # Seconds that the real API takes to spread what is new; a local one has nothing to spread.
        delays=heroku.ProviderDelaysArgs(post_app_create_delay=0, post_domain_create_delay=0)
        if access.is_local
        else None,
    )
