"""What makes `git push` reach the platform: settings by environment, nothing written anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

# Says the key, which is never on a command line, and keeps nothing.
HELPER = (
    '!f() { test "$1" = get && printf "username=heroku\\npassword=%s\\n" "$HEROKU_API_KEY"; }; f'
)


def environment(*, plain: str, tls: str, around: Mapping[str, str]) -> dict[str, str]:
    """Remotes at the `tls` address, as the Heroku CLI writes them, are called at the `plain` one.

    Settings that the environment `around` brings already are kept.
    """
    own = _settings(plain, tls)
    names = {name for name, _ in own}
    settings = [*((name, value) for name, value in _given(around) if name not in names), *own]
    numbered = {
        variable: text
        for number, (name, value) in enumerate(settings)
        for variable, text in (
            (f"GIT_CONFIG_KEY_{number}", name),
            (f"GIT_CONFIG_VALUE_{number}", value),
        )
    }
    return {"GIT_CONFIG_COUNT": str(len(settings)), **numbered}


def _settings(plain: str, tls: str) -> list[tuple[str, str]]:
    return [
        (f"url.{plain}/.insteadOf", f"{tls}/"),
        (f"http.{plain}.proxy", ""),
        # An empty one first: no other helper is asked, or told the key.
        (f"credential.{plain}.helper", ""),
        (f"credential.{plain}.helper", HELPER),
    ]


def _given(around: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    count = around.get("GIT_CONFIG_COUNT", "")
    for number in range(int(count) if count.isdecimal() else 0):
        yield around[f"GIT_CONFIG_KEY_{number}"], around[f"GIT_CONFIG_VALUE_{number}"]
