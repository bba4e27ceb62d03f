"""HTTP to this machine, without TLS.

For each client, and so for each request without one, httpx reads the certificates of every
authority, which takes several times as long as the request.
"""

from __future__ import annotations

from functools import partial

import httpx

Client = partial(httpx.Client, verify=False)
get = partial(httpx.get, verify=False)
post = partial(httpx.post, verify=False)
put = partial(httpx.put, verify=False)
stream = partial(httpx.stream, verify=False)
