"""The migrations that are committed."""

from __future__ import annotations

from django.core.management import call_command


def test_they_make_the_models_tables(project: None) -> None:
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)
