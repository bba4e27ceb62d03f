"""Every address of the site, and what answers there."""

from __future__ import annotations

from django.urls import path

from hello.health import health
from hello.views import greetings, index

urlpatterns = [
    path("", index, name="index"),
    path("db/", greetings, name="db"),
    path("health/", health, name="health"),
]
