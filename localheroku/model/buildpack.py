"""The buildpack that is built in, as Heroku's registry describes it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Buildpack:
    namespace: str
    name: str
    description: str
    owner: str
    repo: str

    @property
    def full_name(self) -> str:
        return f"{self.namespace}/{self.name}"

    @property
    def blob_url(self) -> str:
        """What `heroku buildpacks:set` writes into an app; the CLI shows it as the name again."""
        host = "buildpack-registry.s3.amazonaws.com"
        return f"https://{host}/buildpacks/{self.full_name}.tgz"

    @property
    def source(self) -> str:
        return f"https://github.com/{self.owner}/{self.repo}"

    @property
    def spellings(self) -> tuple[str, ...]:
        """All that mean it, the clearest first."""
        return self.full_name, self.source, f"urn:buildpack:{self.full_name}", self.blob_url

    def is_called(self, spelling: str) -> bool:
        return spelling.removesuffix(".git") in self.spellings


PYTHON = Buildpack(
    namespace="heroku",
    name="python",
    description="Python, with the packages of requirements.txt",
    owner="heroku",
    repo="heroku-buildpack-python",
)
