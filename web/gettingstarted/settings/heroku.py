"""A Heroku dyno: everything from the environment, TLS only; wsgi's default."""

from __future__ import annotations

from gettingstarted import environment
from gettingstarted.logs import to_stdout
from gettingstarted.settings.base import *  # noqa: F403 - settings are a namespace to extend

# The router ends TLS and says so in this header, which it never passes on from a client:
# https://devcenter.heroku.com/articles/http-routing#heroku-headers
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True

# `preload` takes effect from a year on only: https://hstspreload.org
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True

CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = True

# A build collects static files, for which it needs none of these and may have none of them. What it
# lacks it can't misuse: without a key Django signs nothing, without a database it connects nowhere.
if not environment.is_build():
    env = environment.read()

    SECRET_KEY = env.secret_key
    SECRET_KEY_FALLBACKS = env.secret_key_fallbacks
    ALLOWED_HOSTS = env.allowed_hosts
    DATABASES = {"default": env.database}
    SECURE_HSTS_SECONDS = env.hsts_seconds
    LOGGING = to_stdout(env.log_level)
    RELEASE_VERSION = env.release_version
    SLUG_COMMIT = env.slug_commit
