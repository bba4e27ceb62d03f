"""What can go wrong between a client and a dyno, with Heroku's codes, and the pages that say so."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """How the router's log tells it."""

    description: str
    status: int = 503
    at: str = "error"
    sock: str = ""


# https://devcenter.heroku.com/articles/error-codes; 499 stands for a client that is gone.
KINDS = {
    "H10": Kind("App crashed"),
    "H11": Kind("Backlog too deep"),
    "H12": Kind("Request timeout"),
    "H13": Kind("Connection closed without response"),
    "H14": Kind("No web processes running"),
    "H15": Kind("Idle connection"),
    "H17": Kind("Poorly formatted HTTP response"),
    "H18": Kind("Server Request Interrupted", sock="backend"),
    "H19": Kind("Backend connection timeout"),
    "H20": Kind("App boot timeout"),
    "H21": Kind("Backend connection refused"),
    "H24": Kind("Forced close"),
    "H25": Kind("HTTP restriction", 502),
    "H26": Kind("Request Error", 400),
    "H27": Kind("Client Request Interrupted", 499, "warning", "client"),
    "H28": Kind("Client Connection Idle", 499, "warning"),
    "H80": Kind("Maintenance mode", at="info"),
    "H81": Kind("Blank app", 502, "info"),
    "H99": Kind("Platform error"),
}


class RouterError(Exception):
    """A request that no dyno answered, or not to its end."""

    def __init__(self, code: str, detail: str = "", *, status: int | None = None) -> None:
        self.code = code
        self.kind = KINDS[code]
        self.detail = detail
        self.status = status or self.kind.status
        super().__init__(self.summary())

    def summary(self) -> str:
        """The beginning of the log line."""
        sock = f"sock={self.kind.sock} " if self.kind.sock else ""
        description, cause = self.kind.description, ""
        if self.code == "H25":
            description += f": {self.detail}"
        elif self.detail:
            cause = f' cause="{self.detail}"'
        return f'{sock}at={self.kind.at} code={self.code} desc="{description}"{cause}'


def _page(title: str, *paragraphs: str) -> bytes:
    text = "\n".join(f"    <p>{paragraph}</p>" for paragraph in paragraphs)
    return f"""<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>{title}</title>
    <style>
      body {{ font: 1.1em/1.5 sans-serif; color: #333; max-width: 34em; margin: 15vh auto;
             padding: 0 1em }}
    </style>
  </head>
  <body>
    <h1>{title}</h1>
{text}
  </body>
</html>
""".encode()


APPLICATION_ERROR = _page(
    "Application error",
    "An error occurred in the application and your page could not be served.",
    "If you are the application owner, check your logs for details. You can do this from the "
    "Heroku CLI with the command <code>heroku logs --tail</code>",
)
NO_SUCH_APP = _page(
    "No such app",
    "There is no app configured at that hostname.",
    "Perhaps the app owner has renamed it, or you mistyped the URL.",
)
MAINTENANCE = _page(
    "Offline for Maintenance",
    "This application is undergoing maintenance right now. Please check back later.",
)
BLANK = _page(
    "Welcome to your new app!",
    "It has no code yet. Deploy some, and this page makes room for it.",
)
BAD_REQUEST = _page("Bad request", "Heroku's router can't pass this request on to an app.")
SLOW_REQUEST = _page("Request timeout", "The rest of the request did not come in time.")
PAGES = {"H26": BAD_REQUEST, "H28": SLOW_REQUEST, "H80": MAINTENANCE, "H81": BLANK}


def page_for(error: RouterError) -> tuple[int, bytes]:
    """What the client gets, with its status."""
    status = 408 if error.code == "H28" else error.status
    return status, PAGES.get(error.code, APPLICATION_ERROR)
