"""Scaling: how many dynos of a process type, and of what size."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.control.formations import Scale
from localheroku.dashboard.render import dynos
from localheroku.dashboard.visit import Question, Visit


async def ask(request: Request) -> Response:
    visit = Visit(request)
    app = visit.app
    row = visit.plane.formations.find(app, visit.path("type"))
    quantity, size = visit.query("quantity") or str(row.quantity), visit.query("size") or row.size
    return visit.ask(
        Question(
            title=f"Scale {row.type} of {app.name}?",
            says=(
                f"Now: {dynos(row.quantity, row.size)}.",
                f"Then: {dynos(quantity, size)}.",
                "Dynos of another size are started anew; otherwise those that run go on.",
            ),
            button=f"Scale {row.type} to {dynos(quantity, size)}",
            fields={"quantity": quantity, "size": size},
        )
    )


async def scale(request: Request) -> Response:
    visit = Visit(request)
    form = await visit.form()
    wish = Scale(
        type=visit.path("type"), quantity=form.get("quantity"), size=form.get("size") or None
    )
    visit.plane.formations.scale(visit.app, [wish])
    row = visit.plane.formations.find(visit.app, wish.type)
    return visit.done(visit.app, f"{row.type} is scaled to {dynos(row.quantity, row.size)}.")


routes = [
    Route("/apps/{app}/formation/{type}", ask),
    Route("/apps/{app}/formation/{type}", scale, methods=["POST"]),
]
