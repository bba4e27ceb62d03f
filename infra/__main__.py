"""The program, top-down: settings, provider, pipeline, app, outputs."""

from __future__ import annotations

import sys
from pathlib import Path

import pulumi

# Pulumi runs this folder as `python infra` does, so its parent isn't on the module path yet.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from infra.app import DjangoApp
from infra.pipeline import joined_pipeline
from infra.provider import heroku_provider
from infra.settings import load

settings = load()
provider = heroku_provider(settings.access)
pipeline = joined_pipeline(settings.pipeline, provider)
app = DjangoApp(settings.app, access=settings.access, pipeline=pipeline, provider=provider)

pulumi.export("appName", app.name)
pulumi.export("webUrl", app.web_url)
pulumi.export("slugId", app.slug_id)
pulumi.export("releaseId", app.release_id)
pulumi.export("pipelineId", pipeline)
pulumi.export("configVars", app.config_vars)
pulumi.export("pages", list(settings.app.pages))
