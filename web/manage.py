#!/usr/bin/env python
"""Django's command line for this app; on a laptop it runs on the `dev` settings."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

from gettingstarted.environment import InvalidEnvironment


def main() -> None:
    """Run the command named in `sys.argv`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gettingstarted.settings.dev")
    try:
        execute_from_command_line(sys.argv)
    except InvalidEnvironment as error:
        # The message is the whole story: a traceback through Django would only bury it.
        sys.exit(str(error))


if __name__ == "__main__":
    main()
