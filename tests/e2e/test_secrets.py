"""Planted secrets are looked for wherever something is written."""

from __future__ import annotations

from tests.e2e.clone import Stack

PLANTED = "planted-0c5f1e-secret-key-that-nobody-may-see-in-plain-text-anywhere"


def test_no_secret_stands_anywhere_in_plain_text(stack: Stack) -> None:
    stack.set_secret("secretKey", PLANTED)
    # From -v=9 on the engine itself writes every message to its plugins, secrets in plain text.
    verbose = ["--stack", stack.name, "--logtostderr", "-v=8"]
    written = [
        stack.clone.pulumi("preview", "--diff", *verbose),
        stack.clone.pulumi("up", "--yes", "--skip-preview", *verbose),
        stack.clone.pulumi("stack", "output", "--json", "--stack", stack.name),
        stack.clone.pulumi("stack", "export", "--stack", stack.name),
    ]
    config = stack.clone.api(f"/apps/{stack.app}/config-vars")
    text = stack.clone.log + "".join(done.stdout + done.stderr for done in written)
    text += "".join(
        file.read_text(errors="replace")
        for folder in ("state", "project")
        for file in (stack.clone.root / ".local" / folder).rglob("*")
        if file.is_file()
    )
    key = (stack.clone.root / ".local/heroku/api-key").read_text().strip()
    password = config["DATABASE_URL"].split(":")[2].split("@")[0]

    assert all(done.returncode == 0 for done in written)
    assert config["SECRET_KEY"] == PLANTED
    assert [secret for secret in (PLANTED, key, password) if secret in text] == []


def test_a_release_phase_that_tells_everything_is_told_without_secrets(stack: Stack) -> None:
    """For the log of a job is read by many; a traceback may hold what the app was told."""
    stack.set_secret("secretKey", PLANTED)
    tell = 'release: env && echo "$SECRET_KEY" && echo "$DATABASE_URL" && false\n'
    with stack.clone.edited("web/Procfile", lambda text: tell + text.partition("\n")[2]):
        failed, ill = stack.up(), stack.clone.ops("doctor", stack.name)
    password = stack.clone.api(f"/apps/{stack.app}/config-vars")["DATABASE_URL"].split(":")[2]
    said = failed.stdout + failed.stderr + ill.stdout + ill.stderr

    assert failed.returncode == 1
    assert "DATABASE_URL=postgres://[secret]@" in failed.stdout
    assert "The last release failed" in ill.stdout
    assert [secret for secret in (PLANTED, password.split("@")[0]) if secret in said] == []


def test_the_exported_state_is_worth_searching(shared: Stack) -> None:
    state = shared.clone.pulumi("stack", "export", "--stack", shared.name).stdout

    assert "ConfigAssociation" in state
    assert '"ciphertext"' in state


def test_no_secret_stands_on_a_command_line(shared: Stack) -> None:
    listed = shared.clone.run(["ps", "-ww", "-eo", "args"]).stdout
    key = (shared.clone.root / ".local/heroku/api-key").read_text().strip()
    config = shared.clone.api(f"/apps/{shared.app}/config-vars")

    assert "gunicorn" in listed
    assert [s for s in (key, config["SECRET_KEY"], config["DATABASE_URL"]) if s in listed] == []
