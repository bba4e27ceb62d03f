"""A laptop: debug pages, SQLite beside manage.py, no variable needed; manage.py's default."""

from __future__ import annotations

from gettingstarted.environment import refuse_on_a_dyno
from gettingstarted.settings.base import *  # noqa: F403 - settings are a namespace to extend
from gettingstarted.settings.base import BASE_DIR

refuse_on_a_dyno(__name__)

DEBUG = True

# Public, and good for a laptop only; Django itself warns about this prefix.
SECRET_KEY = "django-insecure-known-to-everyone-who-reads-this-file"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": BASE_DIR / "db.sqlite3",
    }
}
