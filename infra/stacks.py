"""What other stacks of this project have deployed.

Read with the engine's function behind StackReference rather than with that resource: one that can't
be read ends the program with the engine's words, without the other problems (docs/decisions/0050).
"""

from __future__ import annotations

from typing import Any

import pulumi


class NoSuchOutput(Exception):
    """The stack, or this output of it, does not exist; the message says which."""


class OtherStacks:
    """The project's other stacks as they were last deployed, each read once."""

    def __init__(self) -> None:
        self._read: dict[str, dict[str, Any]] = {}

    def output(self, stack: str, name: str) -> str:
        """An output of another stack. Raises NoSuchOutput."""
        if stack not in self._read:
            self._read[stack] = _outputs(stack)
        if not self._read[stack].get(name):
            raise NoSuchOutput(f"the stack has no output {name}")
        return str(self._read[stack][name])


def _outputs(stack: str) -> dict[str, Any]:
    full_name = f"{pulumi.get_organization()}/{pulumi.get_project()}/{stack}"
    try:
        answer = pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", {"name": full_name})
    except Exception as error:  # the SDK raises no other class for a refused call
        raise NoSuchOutput(str(error).rpartition("returned an error: ")[2]) from None
    outputs: dict[str, Any] = answer.value["outputs"]
    if not outputs:
        raise NoSuchOutput("the stack was never deployed with success, or is destroyed")
    return outputs
