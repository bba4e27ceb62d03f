"""What our program adds to a preview: unchanged stacks against an empty Python program.

    make up && .venv/bin/python bench/preview.py [RUNS]

The same engine, backend and language host, in turn; the goal is a ratio of at most 1.5.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EMPTY = f"""\
name: empty
runtime:
  name: python
  options:
    virtualenv: {ROOT}/.venv
"""


def main(runs: int) -> None:
    """Print the medians and, round by round, the ratios."""
    env = exports()
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder)
        (empty / "Pulumi.yaml").write_text(EMPTY)
        (empty / "__main__.py").touch()
        at_empty = env | {"PULUMI_OPTION_CWD": folder}
        pulumi(at_empty, "stack", "init", "empty", "--no-select")
        pulumi(at_empty, "up", "--yes", "--skip-preview", "--stack", "empty")
        try:
            rounds = [
                {
                    name: seconds(at, stack)
                    for name, at, stack in (
                        ("staging", env, "staging"),
                        ("production", env, "production"),
                        ("empty", at_empty, "empty"),
                    )
                }
                for _ in range(runs + 1)
            ][1:]
        finally:
            pulumi(at_empty, "stack", "rm", "--yes", "--stack", "empty")
    print(f"empty program   {statistics.median(each['empty'] for each in rounds):.2f} s")
    for stack in ("staging", "production"):
        median = statistics.median(each[stack] for each in rounds)
        ratio = statistics.median(each[stack] / each["empty"] for each in rounds)
        print(f"{stack:15} {median:.2f} s, ratio {ratio:.2f}, median of {runs} (goal: at most 1.5)")


def exports() -> dict[str, str]:
    """What `python -m ops env` exports, in this process's environment."""
    script = f'eval "$({ROOT}/.venv/bin/python -m ops env)" && env -0'
    shell = subprocess.run(["sh", "-c", script], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    pairs = (line.partition("=") for line in shell.stdout.decode().split("\0") if line)
    return {name: value for name, _, value in pairs}


def seconds(env: dict[str, str], stack: str) -> float:
    """One preview that must find nothing to change."""
    start = time.perf_counter()
    pulumi(env, "preview", "--expect-no-changes", "--stack", stack)
    return time.perf_counter() - start


def pulumi(env: dict[str, str], *arguments: str) -> None:
    command = ["pulumi", *arguments, "--non-interactive"]
    done = subprocess.run(
        command, env=os.environ | env, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
