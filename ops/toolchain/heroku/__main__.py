"""The plugin process: `pulumi-resource-heroku ENGINE-ADDRESS`."""

from __future__ import annotations

from ops.toolchain import plugin
from ops.toolchain.heroku.server import Provider

if __name__ == "__main__":
    provider = Provider()
    # The engine works on as many resources at once as it sees fit, and a build waits for minutes.
    plugin.serve("pulumirpc.ResourceProvider", provider.methods(), threads=32)
