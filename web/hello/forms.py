"""The form on the page of greetings."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from hello.models import Greeting


class GreetingForm(forms.ModelForm):
    """One line of text."""

    class Meta:
        model = Greeting
        fields: ClassVar[list[str]] = ["text"]
        labels: ClassVar[dict[str, str]] = {"text": "Your greeting"}
