"""What to do when Heroku, the engine or the way to them says no, found by the words of the refusal.

The engine's reports hold Heroku's messages without their ids, so both are looked for.
https://devcenter.heroku.com/articles/platform-api-reference#error-responses
"""

from __future__ import annotations

import re

KEY = 'export HEROKU_API_KEY="$(heroku authorizations:create --short)"'
AGAIN = "run the same command again"
LEFT = "if it is yours, empty, and left by an `up` whose connection broke"

# The first that matches counts: Heroku's own words before those of the network.
TO_DO = {
    r"two_factor|two-factor|second authentication factor": (
        f"use a key that asks for no second factor: {KEY}"
    ),
    r"unauthorized|invalid credentials": f"the key is wrong, revoked or expired: {KEY}",
    r"verif(y your account|ication_)": "add a payment method at https://heroku.com/verify",
    r"delinquent": "pay what is open: https://dashboard.heroku.com/account/billing",
    r"rate.limit": (
        "wait a few minutes, for an account may ask 4500 times an hour and gets back 75 a minute; "
        f"{AGAIN}"
    ),
    r"/addons.*already taken": (
        f"pulumi config set postgresName NAME --stack {{stack}}; or, {LEFT}: heroku addons:destroy"
    ),
    r"already taken": (
        "names are unique on all of Heroku: pulumi config set appName NAME --stack {stack}; or, "
        f"{LEFT}: heroku apps:destroy"
    ),
    r"couldn't find that app": (
        "somebody deleted or renamed it, or the key is another account's. If it is gone: pulumi "
        "refresh --stack {stack}; the next `up` makes it anew"
    ),
    r"forbidden|not have access|permission": (
        "give the key's account the app (heroku access:add), and the key its scope "
        "(docs/delivery.md)"
    ),
    r"incorrect passphrase|passphrase must be set": (
        "export PULUMI_CONFIG_PASSPHRASE_FILE, the file with the passphrase of these stacks"
    ),
    r"pulumi login|PULUMI_ACCESS_TOKEN": "pulumi login, to where the stacks' state is",
    r"certificate|x509|SSL:": (
        "set SSL_CERT_FILE to the certificate authorities that your network's proxy needs"
    ),
    r"not JSON|<html|invalid character '<'|Expecting value": (
        "something between here and Heroku answers, such as a proxy or a page to sign in: look at "
        "HTTPS_PROXY and HEROKU_API_URL"
    ),
    r"\b50\d\b|maintenance|unavailable": f"look at https://status.heroku.com, and later {AGAIN}",
    r"could not be asked|nothing answers|time(d )?out|deadline|reset by|refused|EOF|no such host": (
        f"look whether https://api.heroku.com can be reached from here, then {AGAIN}"
    ),
}


def to_do(said: str, stack: str = "STACK") -> str:
    """A line to end an error with; empty when the words are not known."""
    for words, advice in TO_DO.items():
        if re.search(words, said, re.IGNORECASE):
            return f"\nTo do: {advice.format(stack=stack)}"
    return ""
