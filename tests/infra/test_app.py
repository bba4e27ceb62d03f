"""What is declared, and in which order."""

from __future__ import annotations

from tests.infra.conftest import KEY, STAGING, Deploy, defaults
from tests.infra.recorder import PROJECT, Secret

APP = "heroku:app/app:App"


def test_the_app_has_name_region_and_stack(deploy: Deploy) -> None:
    app = deploy("staging")["app"]

    assert app.type == APP
    assert app.inputs == {
        "name": f"{PROJECT}-staging",
        "region": "us",
        "stack": "heroku-26",
        "acm": False,
    }


def test_outputs_name_what_runs(deploy: Deploy) -> None:
    outputs = deploy("staging").outputs

    assert outputs == {
        "appName": f"{PROJECT}-staging",
        "webUrl": f"https://{PROJECT}-staging-0a1b2c.herokuapp.com/",
        "slugId": "slug-1",
        "releaseId": "release-1",
        "pipelineId": "pipeline-id",
        "configVars": ["ALLOWED_HOSTS", "DJANGO_SETTINGS_MODULE", "SECRET_KEY"],
        "pages": defaults()[f"{PROJECT}:pages"],
    }


def test_every_resource_has_a_name_of_its_own_choice(deploy: Deploy) -> None:
    named = [
        resource
        for resource in deploy("staging").resources
        if resource.type.partition(":")[2].partition("/")[0] in {"app", "addon", "pipeline"}
        and resource.type.rpartition(":")[2] in {"App", "Addon", "Pipeline"}
    ]

    assert {resource.inputs["name"] for resource in named} == {
        f"{PROJECT}-staging",
        f"{PROJECT}-staging-postgres",
        PROJECT,
    }


def test_postgres_has_the_plan(deploy: Deploy) -> None:
    addon = deploy(postgresPlan="standard-0")["postgres"]

    assert addon.inputs["plan"] == "heroku-postgresql:standard-0"


def test_config_vars_come_after_everything_beside_them(deploy: Deploy) -> None:
    deployment = deploy(
        domains=["www.example.com"],
        logDrain="https://logs.example.com/token",
        secret=("secretKey", "logDrain"),
    )

    assert deployment["config-vars"].dependencies == {
        "app",
        "postgres",
        "coupling",
        "feature-runtime-dyno-metadata",
        "domain-www.example.com",
        "log-drain",
    }


def test_the_build_comes_after_the_config_vars(deploy: Deploy) -> None:
    assert "config-vars" in deploy()["build"].dependencies


def test_a_formation_comes_after_the_build(deploy: Deploy) -> None:
    assert "build" in deploy()["formation-web"].dependencies


def test_a_formation_comes_after_a_promotion(deploy: Deploy) -> None:
    assert "release" in deploy("production")["formation-web"].dependencies


def test_all_config_vars_are_one_release(deploy: Deploy) -> None:
    types = [resource.type for resource in deploy(configVars={"A": "1", "B": "2"}).resources]

    assert types.count("heroku:app/configAssociation:ConfigAssociation") == 1


def test_the_secret_key_is_secret(deploy: Deploy) -> None:
    inputs = deploy()["config-vars"].inputs

    assert inputs["sensitiveVars"] == Secret({"SECRET_KEY": KEY})
    assert KEY not in str(inputs["vars"])


def test_the_secret_key_is_nowhere_in_plain_text(deploy: Deploy) -> None:
    deployment = deploy()
    others = [resource for resource in deployment.resources if resource.name != "config-vars"]

    assert KEY not in str(others)
    assert KEY not in str(deployment.outputs) + str(deployment.shown)


def test_allowed_hosts_are_the_real_hostname_and_the_domains(deploy: Deploy) -> None:
    plain = deploy(domains=["www.example.com", "*.example.org"])["config-vars"].inputs["vars"]

    assert plain["ALLOWED_HOSTS"] == (
        f"{PROJECT}-dev-0a1b2c.herokuapp.com,www.example.com,.example.org"
    )


def test_allowed_hosts_are_without_a_port(deploy: Deploy) -> None:
    deployment = deploy(hostname=f"{PROJECT}-dev.localhost:5050")

    assert deployment["config-vars"].inputs["vars"]["ALLOWED_HOSTS"] == f"{PROJECT}-dev.localhost"


def test_domains_come_with_certificates(deploy: Deploy) -> None:
    deployment = deploy(domains=["www.example.com"])

    assert deployment["app"].inputs["acm"] is True
    assert deployment["domain-www.example.com"].inputs["hostname"] == "www.example.com"


def test_the_log_drain_is_secret(deploy: Deploy) -> None:
    url = "https://logs.example.com/token"
    deployment = deploy(logDrain=url, secret=("secretKey", "logDrain"))

    assert deployment["log-drain"].inputs["sensitiveUrl"] == Secret(url)


def test_the_app_knows_its_release_and_commit(deploy: Deploy) -> None:
    feature = deploy()["feature-runtime-dyno-metadata"]

    assert feature.inputs["enabled"] is True


def test_production_protects_app_and_database(deploy: Deploy) -> None:
    deployment = deploy("production")
    protected = {resource.name for resource in deployment.resources if resource.protect}

    assert protected == {"app", "postgres"}


def test_other_stages_protect_nothing(deploy: Deploy) -> None:
    assert not any(resource.protect for resource in deploy("staging").resources)


def test_protection_can_be_chosen(deploy: Deploy) -> None:
    assert deploy(protect=True)["postgres"].protect
    assert not deploy("production", protect=False)["postgres"].protect


def test_config_vars_stay_when_they_leave_the_program(deploy: Deploy) -> None:
    assert deploy()["config-vars"].retain_on_delete


def test_what_goes_with_the_app_is_not_deleted_one_by_one(deploy: Deploy) -> None:
    deployment = deploy("staging")
    alone = {resource.name for resource in deployment.resources if not resource.deleted_with}

    assert alone == {f"{PROJECT}-staging", "heroku", "pipeline", "django", "app"}


def test_production_releases_the_slug_of_staging(deploy: Deploy) -> None:
    deployment = deploy("production")

    assert deployment["release"].inputs["slugId"] == STAGING["staging"]["slugId"]
    assert "build" not in deployment


def test_what_a_release_is_called_never_changes_it(deploy: Deploy) -> None:
    """The provider fails when only the description differs."""
    assert deploy("production")["release"].ignore_changes == ("description",)


def test_the_same_content_is_not_built_again_under_another_commit(deploy: Deploy) -> None:
    assert deploy()["build"].ignore_changes == ("source.version",)


def test_a_process_is_scaled_with_the_size_as_heroku_spells_it(deploy: Deploy) -> None:
    web = deploy(processes={"web": {"quantity": 2, "size": "standard-2x"}})["formation-web"]

    assert web.inputs == {"appId": "app-id", "type": "web", "quantity": 2, "size": "Standard-2X"}
