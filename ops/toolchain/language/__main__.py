"""The plugin process: `pulumi-language-python ENGINE-ADDRESS`."""

from __future__ import annotations

import sys

from ops.toolchain import plugin
from ops.toolchain.language.host import Host
from ops.toolchain.language.module_path import leave_root_out

if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # the real stdout
    leave_root_out()
    host = Host(engine=sys.argv[-1])
    # One program at a time, with About and the like beside it.
    plugin.serve(
        "pulumirpc.LanguageRuntime",
        host.methods(),
        threads=4,
        empty_streams=["InstallDependencies"],  # `make` has installed them
    )
