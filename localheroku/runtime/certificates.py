"""The certificate that this machine's TLS port shows, and `ca.pem`, by which clients know it.

Nothing is installed on the machine: a client trusts it that is given the file.
"""

from __future__ import annotations

import ssl
import time
from datetime import timedelta
from pathlib import Path

from localheroku.runtime.private import write_private

# Apple's libraries refuse a server's certificate that is good for more than 825 days.
LIFETIME = timedelta(days=800)
# A platform that starts with less than this left makes new ones.
LEFT = timedelta(days=400)


class Certificates:
    """Both files are made together, when missing or about to end."""

    def __init__(self, folder: Path) -> None:
        self.authority = folder / "ca.pem"
        self._server = folder / "server.pem"  # with its key
        folder.mkdir(mode=0o700, exist_ok=True)

    def context(self) -> ssl.SSLContext:
        """For a server that shows the certificate."""
        if not self._is_good():
            self._make()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._server)
        return context

    def _is_good(self) -> bool:
        """Whether both are there and last a while; as they were made together, one tells."""
        if not self._server.exists():
            return False
        reader = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        try:
            reader.load_verify_locations(self.authority)
            ends = str(reader.get_ca_certs()[0]["notAfter"])
        except (OSError, IndexError):
            return False
        return ssl.cert_time_to_seconds(ends) - time.time() > LEFT.total_seconds()

    def _make(self) -> None:
        # A tenth of a second to import, which only this start has to wait for.
        from localheroku.runtime.certificate_authority import sign

        signed = sign(LIFETIME)
        write_private(self._server, signed.server)
        write_private(self.authority, signed.authority)
