"""The newest build and release of each app in a pipeline: https://devcenter.heroku.com/articles/platform-api-reference#pipeline-release"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api import builds, releases
from localheroku.api.pipelines import found
from localheroku.api.wire import plane, reply
from localheroku.model.app import App


async def latest_builds(request: Request) -> Response:
    here = plane(request)
    newest = [here.builds.of(app)[-1:] for app in _apps(request)]
    return reply([builds.body(here, build) for one in newest for build in one])


async def latest_releases(request: Request) -> Response:
    here = plane(request)
    newest = [(app, here.releases.of(app)[-1]) for app in _apps(request)]
    return reply([releases.body(here, app, release) for app, release in newest])


def _apps(request: Request) -> list[App]:
    here = plane(request)
    return [here.apps.find(one.app_id) for one in here.pipelines.couplings_of(found(request))]


routes = [
    Route("/pipelines/{pipeline}/latest-builds", latest_builds),
    Route("/pipelines/{pipeline}/latest-releases", latest_releases),
]
