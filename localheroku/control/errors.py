"""What the platform refuses, with Heroku's status and id.

https://devcenter.heroku.com/articles/platform-api-reference#errors

Refused
├── BadRequest            400  bad_request
├── Unauthorized          401  unauthorized
├── Forbidden             403  forbidden
├── NotFound              404  not_found
├── NotAcceptable         406  not_acceptable
├── TooLarge              413  request_too_large
├── RangeNotSatisfiable   416  requested_range_not_satisfiable
├── InvalidParams         422  invalid_params
├── ConfirmationRequired  423  confirmation_required
├── NotImplementedHere    501  not_implemented
└── Unavailable           503  service_unavailable
"""

from __future__ import annotations

from typing import ClassVar


class Refused(Exception):
    """The sentence is what a client prints; `resource` is what the CLI reads on a 404."""

    status: ClassVar[int] = 500
    id: ClassVar[str] = "internal_server_error"

    def __init__(self, message: str, *, resource: str | None = None) -> None:
        super().__init__(message)
        self.resource = resource


class BadRequest(Refused):
    status = 400
    id = "bad_request"


class Unauthorized(Refused):
    status = 401
    id = "unauthorized"


class Forbidden(Refused):
    status = 403
    id = "forbidden"


class NotFound(Refused):
    status = 404
    id = "not_found"


class NotAcceptable(Refused):
    status = 406
    id = "not_acceptable"


class TooLarge(Refused):
    status = 413
    id = "request_too_large"


class RangeNotSatisfiable(Refused):
    status = 416
    id = "requested_range_not_satisfiable"


class InvalidParams(Refused):
    status = 422
    id = "invalid_params"


class ConfirmationRequired(Refused):
    status = 423
    id = "confirmation_required"


class NotImplementedHere(Refused):
    status = 501
    id = "not_implemented"


class Unavailable(Refused):
    """The machine lacks something; asked again when that has ended, it is done."""

    status = 503
    id = "service_unavailable"
