"""What every environment shares, safe by itself: no debug pages, no secret key, no allowed host."""

from __future__ import annotations

from pathlib import Path

from gettingstarted.logs import to_stdout

BASE_DIR = Path(__file__).resolve().parent.parent.parent

DEBUG = False
ALLOWED_HOSTS: list[str] = []

INSTALLED_APPS = [
    # runserver leaves static files to WhiteNoise too, so that a laptop serves them as a dyno does.
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "hello",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Right after the security middleware: https://whitenoise.readthedocs.io/en/stable/django.html
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "gettingstarted.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "gettingstarted.urls"
WSGI_APPLICATION = "gettingstarted.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "hello.release.release",
            ]
        },
    }
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
USE_I18N = False
TIME_ZONE = "UTC"
USE_TZ = True

# Here and not in `heroku`: the buildpack collects on manage.py's default settings when no config
# var names others, and what it collects must be what the dynos look up. With DEBUG the manifest is
# not consulted, so a laptop needs no collecting.
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "staticfiles": {"BACKEND": "gettingstarted.storage.StaticFilesStorage"},
}
# Only the hashed names are ever referred to; the plain copies would double the slug.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Pages load one stylesheet and one icon from here, send forms here, and may not be framed.
SECURE_CSP = {
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}

LOGGING = to_stdout("INFO")

# Shown on the pages and by the health endpoint; only the platform knows them.
RELEASE_VERSION: str | None = None
SLUG_COMMIT: str | None = None
