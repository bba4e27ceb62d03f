"""What can go wrong between a client and a dyno, with Heroku's codes, and the pages that say so."""

from __future__ import annotations

# https://devcenter.heroku.com/articles/error-codes
DESCRIPTIONS = {
    "H10": "App crashed",
    "H12": "Request timeout",
    "H13": "Connection closed without response",
    "H14": "No web dynos running",
    "H15": "Idle connection",
    "H17": "Poorly formatted HTTP response",
    "H18": "Server Request Interrupted",
    "H19": "Backend connection timeout",
    "H20": "App boot timeout",
    "H21": "Backend connection refused",
    "H27": "Client Request Interrupted",
    "H80": "Maintenance mode",
}


class RouterError(Exception):
    """A request that no dyno answered, or not to its end."""

    def __init__(self, code: str) -> None:
        super().__init__(f"{code} ({DESCRIPTIONS[code]})")
        self.code = code
        self.description = DESCRIPTIONS[code]
        # Nobody is there to read the answer to H27; the log shows nginx's code for that.
        self.status = 499 if code == "H27" else 503


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


def page_for(error: RouterError) -> bytes:
    return MAINTENANCE if error.code == "H80" else APPLICATION_ERROR
