"""The app's pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from hello.forms import GreetingForm
from hello.models import Greeting

# The table grows for ever; the page must not.
LISTED = 10


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The front page."""
    return render(request, "hello/index.html")


@require_http_methods(["GET", "HEAD", "POST"])
def greetings(request: HttpRequest) -> HttpResponse:
    """List the newest greetings, and take a new one; a reload after that sends nothing twice."""
    form = GreetingForm(request.POST or None)
    if form.is_valid():
        form.save()
        return redirect("db")
    return render(
        request,
        "hello/db.html",
        {"form": form, "greetings": Greeting.objects.all()[:LISTED]},
    )
