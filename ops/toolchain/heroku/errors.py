"""What can go wrong, as sentences for the engine's screen.

ProviderError
├── SettingsError     the provider's configuration is no good; no call was made
├── ApiError          the platform refused, or did not answer: `status` and error `id`
├── FailedError       what was asked for was begun and failed: a build, a release
└── CancelledError    the engine was interrupted
"""

from __future__ import annotations


class ProviderError(Exception):
    """One sentence or paragraph for a person."""


class SettingsError(ProviderError):
    """What is wrong with the configuration, and what would be right."""


class ApiError(ProviderError):
    """What was asked for and what the platform said."""

    def __init__(self, message: str, *, status: int = 0, id: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.id = id

    @property
    def is_not_found(self) -> bool:
        return self.id == "not_found"


class FailedError(ProviderError):
    """What failed, with its log."""


class CancelledError(ProviderError):
    """What was being waited for."""
