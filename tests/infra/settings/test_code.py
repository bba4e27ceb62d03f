"""Pin, promote or build."""

from __future__ import annotations

from tests.infra.conftest import STAGING, Deploy, Project
from tests.infra.recorder import PROJECT

SLUG = "5a5a5a5a-0000-4000-8000-000000000009"


def test_a_stack_builds_unless_told_otherwise(deploy: Deploy) -> None:
    assert "build" in deploy()


def test_promoting_from_a_stack_that_does_not_exist_is_refused(deploy: Deploy) -> None:
    error = deploy(promoteFrom="nowhere").error

    assert "promoteFrom in Pulumi.dev.yaml\n    found     'nowhere': unknown stack" in error


def test_promoting_from_a_stack_that_was_never_deployed_is_refused(deploy: Deploy) -> None:
    error = deploy("production", outputs_of={"staging": {}}).error

    assert "promoteFrom in Pulumi.production.yaml" in error
    assert "'staging': the stack was never deployed with success" in error


def test_promoting_from_itself_is_refused(deploy: Deploy) -> None:
    assert "that is this stack itself" in deploy("staging", promoteFrom="staging").error


def test_what_another_stack_deployed_is_read_once(deploy: Deploy) -> None:
    assert deploy("production").stacks_read == [f"organization/{PROJECT}/staging"]


def test_a_pinned_slug_goes_before_a_promotion(deploy: Deploy) -> None:
    assert deploy("production", slug=SLUG)["release"].inputs["slugId"] == SLUG


def test_a_pinned_slug_goes_before_a_build(deploy: Deploy) -> None:
    deployment = deploy(slug=SLUG)

    assert "build" not in deployment
    assert deployment.shown == []


def test_a_pinned_slug_that_is_no_id_is_refused(deploy: Deploy) -> None:
    assert "slug in Pulumi.dev.yaml\n    found     'v12'" in deploy(slug="v12").error


def test_a_promotion_is_called_after_app_and_slug(deploy: Deploy) -> None:
    description = deploy("production")["release"].inputs["description"]

    assert description == f"Promote {PROJECT}-staging {STAGING['staging']['slugId'][:8]}"


def test_uncommitted_changes_are_named(deploy: Deploy, project: Project) -> None:
    project.write("web/manage.py", "changed\n")
    deployment = deploy()

    assert deployment.shown == ["The build includes uncommitted changes, in web/manage.py."]
    assert deployment["build"].inputs["source"]["version"].endswith("-dirty")


def test_production_does_not_build_uncommitted_changes(deploy: Deploy, project: Project) -> None:
    project.write("web/manage.py", "changed\n")
    error = deploy("production", promoteFrom="").error

    assert "uncommitted changes, in web/manage.py" in error
    assert "pulumi config set promoteFrom staging --stack production" in error


def test_production_may_build_what_is_committed(deploy: Deploy) -> None:
    assert "build" in deploy("production", promoteFrom="")


def test_production_may_promote_beside_uncommitted_changes(
    deploy: Deploy, project: Project
) -> None:
    project.write("web/manage.py", "changed\n")

    assert deploy("production").error == ""


def test_files_that_git_does_not_know_are_named(deploy: Deploy, project: Project) -> None:
    project.write("web/forgotten.html", "new\n")

    assert "Not in the build, since git does not track it: web/forgotten.html" in deploy().shown[0]


def test_many_changes_are_counted(deploy: Deploy, project: Project) -> None:
    for number in range(12):
        project.write(f"web/{number:02}.html", "new\n")

    assert "web/09.html and 2 more." in deploy().shown[0]
