"""Django on the `test` settings, in the tests' process and without a trace there for others."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from tests.web.source import WEB, copy_source, run

sys.path.append(str(WEB))

# Django sets TZ when it reads its settings; other rooms share this process.
with pytest.MonkeyPatch.context() as patch:
    patch.setenv("DJANGO_SETTINGS_MODULE", "gettingstarted.settings.test")
    patch.setenv("TZ", os.environ.get("TZ", "UTC"))
    django.setup()
time.tzset()


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The project with its static files collected and its tables made."""
    settings.STATIC_ROOT = tmp_path_factory.mktemp("static")
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", interactive=False, verbosity=0)
    yield
    connection.connection.close()


@pytest.fixture
def client(project: None) -> Iterator[Client]:
    """A visitor; what the test writes into the database is gone afterwards."""
    with transaction.atomic():
        yield Client()
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def slug(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source as the buildpack leaves it: static files collected, with an empty environment."""
    folder = copy_source(tmp_path_factory.mktemp("slug") / "app")
    done = run("python manage.py collectstatic --noinput", folder, {})
    assert done.returncode == 0, done.stderr
    return folder
