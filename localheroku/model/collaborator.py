"""A collaborator: somebody with access to an app, and what the access allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from localheroku.model.identity import stable_id

# https://devcenter.heroku.com/articles/app-permissions
PERMISSIONS = {
    "view": "Can view overview information: the app's name, its add-ons, its formation.",
    "deploy": "Can deploy code, and manage add-ons that cost nothing.",
    "operate": "Can manage config, scale and restart dynos, and run commands.",
    "manage": "Can manage collaborators, add-ons that cost money, and the app's existence.",
}


@dataclass(frozen=True, kw_only=True)
class Collaborator:
    TABLE: ClassVar[str] = "collaborators"

    id: str
    app_id: str
    email: str
    created_at: str
    updated_at: str
    role: Literal["owner", "collaborator"] = "collaborator"

    @property
    def user_id(self) -> str:
        return stable_id("account", self.email)

    @property
    def permissions(self) -> list[str]:
        """To manage an app is its owner's alone, outside of teams."""
        return [name for name in PERMISSIONS if self.role == "owner" or name != "manage"]
