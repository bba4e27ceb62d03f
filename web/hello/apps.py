"""Django's name for this app."""

from __future__ import annotations

from django.apps import AppConfig


class HelloConfig(AppConfig):
    """The app `hello`."""

    name = "hello"
