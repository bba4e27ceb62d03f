"""Where this platform is reached: API and apps on one loopback port, TLS on another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

LOOPBACK = "127.0.0.1"
# RFC 6761: every name under `localhost` is this machine, for browsers without any set-up.
APP_DOMAIN = "localhost"


@dataclass(frozen=True)
class Address:
    port: int
    tls_port: int

    @cached_property
    def tls_host(self) -> str:
        return f"{LOOPBACK}:{self.tls_port}"

    @cached_property
    def tls(self) -> str:
        return f"https://{self.tls_host}"

    @cached_property
    def api(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def api_hosts(self) -> tuple[str, ...]:
        """The Host headers that mean the Platform API."""
        return f"{LOOPBACK}:{self.port}", f"localhost:{self.port}"

    def web_url(self, app_name: str) -> str:
        return f"http://{self.hostname(app_name)}:{self.port}/"

    @staticmethod
    def hostname(app_name: str) -> str:
        return f"{app_name}.{APP_DOMAIN}"

    def output(self, token: str) -> str:
        """Where a build's or a release's output streams."""
        return f"{self.api}/streams/{token}"

    def source(self, token: str) -> str:
        return f"{self.api}/sources/{token}"

    def slug(self, token: str) -> str:
        return f"{self.api}/slugs/{token}"

    def backup(self, id: str) -> str:
        """Where a dump is downloaded, with a signature; the CLI downloads by TLS only."""
        return f"{self.tls}/backups/{id}"

    def dashboard_link(self, token: str) -> str:
        """Signs the browser that opens it in."""
        return f"{self.api}/dashboard/enter/{token}"

    def log(self, token: str) -> str:
        return f"{self.api}/logs/{token}"

    def rendezvous(self, secret: str) -> str:
        """Where a client attaches to a one-off dyno."""
        return f"rendezvous://{self.tls_host}/{secret}"

    def git(self, app_name: str) -> str:
        """Where git clones from and pushes to."""
        return f"{self.tls}/{app_name}.git"
