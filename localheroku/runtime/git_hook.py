"""git's pre-receive hook: hands the platform what was pushed, prints what it says, and obeys.

A program of its own that git starts, before any ref moves, with a socket to the platform. One line
of JSON goes there. Lines of JSON come back: text is for the person who pushed, and true or false
is the verdict. A platform that is gone has not agreed.
"""

from __future__ import annotations

import json
import os
import socket
import sys

SOCKET = "LOCALHEROKU_PUSH"  # the number of its descriptor
# Where git keeps what was pushed, until the verdict.
OBJECTS = ("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES")


def main() -> int:
    objects = {name: os.environ[name] for name in OBJECTS if name in os.environ}
    changes = [line.split() for line in sys.stdin]
    with socket.socket(fileno=int(os.environ[SOCKET])) as platform, platform.makefile("rw") as talk:
        print(json.dumps({"objects": objects, "changes": changes}), file=talk, flush=True)
        for line in talk:
            said = json.loads(line)
            if isinstance(said, bool):
                return 0 if said else 1
            print(said, end="", flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
