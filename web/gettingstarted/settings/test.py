"""The test suite: SQLite in memory, the production storage, and no hand laid on logging."""

from __future__ import annotations

from gettingstarted.settings.base import *  # noqa: F403 - settings are a namespace to extend

SECRET_KEY = "for-tests-only"
ALLOWED_HOSTS = ["testserver"]

DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}

# Logging is global to a process, which the tests share with others.
LOGGING_CONFIG = None
