"""How long a deployment takes: nothing changed, a changed template, a fresh clone with warm caches.

    .venv/bin/python bench/deploy.py

Works on a clone of HEAD in a temporary folder, so that a trial that runs here is left alone.
Goals: the second `make up` within 15 s, a template change to the new page served within 15 s,
a fresh clone with warm package and engine caches within 90 s.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = Path("web/hello/templates/hello/index.html")


def main() -> None:
    """Print three times."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        try:
            print(f"make up, fresh clone, warm caches {make_up(clone):6.1f} s (goal: 90)")
            print(f"make up, nothing changed          {make_up(clone):6.1f} s (goal: 15)")
            template = clone / TEMPLATE
            template.write_text(template.read_text().replace("</h1>", " again</h1>"))
            changed = make_up(clone, "UP=staging")
            print(f"template change to page served    {changed:6.1f} s (goal: 15)")
        finally:
            subprocess.run(["make", "down"], cwd=clone, capture_output=True, check=True)


def make_up(clone: Path, *variables: str) -> float:
    """Seconds until `make up` ended, which is when the sites answer."""
    start = time.perf_counter()
    done = subprocess.run(
        ["make", "up", *variables], cwd=clone, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"make up failed:\n{done.stdout}{done.stderr}")
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
