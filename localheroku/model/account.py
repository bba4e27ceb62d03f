"""The one account of this platform: whoever holds the API key."""

from __future__ import annotations

from localheroku.model.identity import stable_id

ACCOUNT_EMAIL = "trial@localhost"
ACCOUNT_ID = stable_id("account", ACCOUNT_EMAIL)
