"""Builds do what heroku/python does, and say so in its words."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import anyio
import psutil
import pytest

from localheroku.runtime.builder import Builder
from localheroku.runtime.buildpack.output import BuildFailed
from localheroku.runtime.slug import BuiltSlug, read_slug
from tests.localheroku.runtime.archives import archive_of
from tests.localheroku.runtime.conftest import Wait

pytestmark = pytest.mark.anyio

OURS = f"{sys.version_info.major}.{sys.version_info.minor}"
PLAIN = {"requirements.txt": "", ".python-version": f"{OURS}\n", "Procfile": "web: run\n"}
DJANGO = {**PLAIN, "requirements.txt": f"django=={version('django')}\n"}
KEY = "HEROKU_API_KEY"


@dataclass(kw_only=True)
class Workshop:
    """A builder, and what its builds said."""

    builder: Builder
    folder: Path
    said: list[str] = field(default_factory=list)
    slugs: int = 0

    async def build(self, files: Mapping[str, str], **env: str) -> BuiltSlug:
        self.slugs += 1
        source = archive_of(self.folder / f"source{self.slugs}.tgz", files)
        return await self.builder.build(
            source, self.slug, stack="heroku-26", env=env, write=self.said.append
        )

    @property
    def slug(self) -> Path:
        return self.folder / f"slug{self.slugs}"

    @property
    def output(self) -> str:
        return "".join(self.said)

    async def fail(self, files: Mapping[str, str], **env: str) -> str:
        """The output of a build that must fail and leave nothing."""
        with pytest.raises(BuildFailed) as failure:
            await self.build(files, **env)
        assert str(failure.value).split(".")[0] in self.output.replace("\n !     ", " ")
        assert not self.slug.exists()
        return self.output


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Builder:
    """One for all: environments are made once."""
    return Builder(tmp_path_factory.mktemp("builder"), environ={**os.environ, KEY: "secret"})


@pytest.fixture
def workshop(builder: Builder, tmp_path: Path) -> Workshop:
    return Workshop(builder=builder, folder=tmp_path)


async def test_the_output_is_the_buildpacks(workshop: Workshop) -> None:
    await workshop.build(PLAIN)
    workshop.said.clear()
    built = await workshop.build(PLAIN)

    assert workshop.output == (
        "-----> Building on the Heroku-26 stack\n"
        "-----> Using buildpack: heroku/python\n"
        "-----> Python app detected\n"
        f"-----> Using Python {OURS} specified in .python-version\n"
        "-----> Using cached install of the dependencies in requirements.txt\n"
        "-----> Discovering process types\n"
        "       Procfile declares types -> web\n"
        "-----> Compressing...\n"
        f"       Done: {built.size / (1 << 20):.1f}M\n"
    )


async def test_a_slug_holds_the_app_and_its_facts(workshop: Workshop) -> None:
    built = await workshop.build({**PLAIN, "hello.py": "print('hello')"})

    assert (workshop.slug / "app" / "hello.py").read_text() == "print('hello')"
    assert read_slug(workshop.slug) == built
    assert (Path(built.environment) / "bin" / "python").exists()
    assert built.size > 0


async def test_process_types_come_from_the_procfile(workshop: Workshop) -> None:
    built = await workshop.build({**PLAIN, "Procfile": "# two\n\nweb: run $PORT\nrelease:  do\n"})

    assert built.process_types == {"web": "run $PORT", "release": "do"}
    assert "Procfile declares types -> release, web\n" in workshop.output


async def test_an_app_without_procfile_has_no_process_types(workshop: Workshop) -> None:
    built = await workshop.build({"requirements.txt": "", ".python-version": OURS})

    assert built.process_types == {}
    assert "Warning: No Procfile was found." in workshop.output


async def test_an_invalid_procfile_line_is_shown(workshop: Workshop) -> None:
    output = await workshop.fail({**PLAIN, "Procfile": "web: run\nworker run\n"})

    assert " !     Line 2 isn't in the format '<process type>: <command>':\n" in output
    assert " !     worker run\n" in output


async def test_without_requirements_the_folder_is_listed(workshop: Workshop) -> None:
    output = await workshop.fail({"Procfile": "web: run", "hello/a.py": ""})

    assert "Error: Couldn't find any supported Python package manager files." in output
    assert " !     Procfile\n !     hello/\n" in output


async def test_several_package_managers_are_named(workshop: Workshop) -> None:
    output = await workshop.fail({**PLAIN, "uv.lock": ""})

    assert " !     requirements.txt (pip)\n !     uv.lock (uv)\n" in output


async def test_what_only_heroku_can_build_is_said_so(workshop: Workshop) -> None:
    output = await workshop.fail({"poetry.lock": ""})

    assert "poetry.lock isn't supported by this local Heroku." in output


async def test_a_committed_environment_is_refused(workshop: Workshop) -> None:
    output = await workshop.fail({**PLAIN, "venv/pyvenv.cfg": ""})

    assert "git rm -r --cached venv/" in output


async def test_a_package_from_the_source_is_refused(workshop: Workshop) -> None:
    output = await workshop.fail({**PLAIN, "requirements.txt": "-e ./hello\n"})

    assert " !     -e ./hello\n" in output


async def test_requirements_that_cannot_be_read_fail_with_uvs_words(workshop: Workshop) -> None:
    output = await workshop.fail({**PLAIN, "requirements.txt": "django === !\n"})

    assert "       error: Couldn't parse requirement" in output
    assert "Error: Unable to install dependencies using uv." in output


async def test_runtime_txt_is_deprecated(workshop: Workshop) -> None:
    await workshop.build({"requirements.txt": "", "runtime.txt": f"python-{OURS}"})

    assert f"-----> Using Python {OURS} specified in runtime.txt\n" in workshop.output
    assert "Warning: The runtime.txt file is deprecated." in workshop.output


async def test_an_app_that_names_no_python_is_warned(workshop: Workshop) -> None:
    await workshop.build({"requirements.txt": ""})

    assert "Warning: No Python version was specified." in workshop.output


@pytest.mark.parametrize(
    ("found", "message"),
    [
        ("2.7", "has reached end-of-life"),
        ("3.99", "isn't recognised"),
        ("python-3.13", "Invalid Python version"),
        ("3.12\n3.13", "Invalid Python version"),
        ("# none", "Invalid Python version"),
    ],
)
async def test_python_versions_that_heroku_refuses_are_refused(
    workshop: Workshop, found: str, message: str
) -> None:
    assert message in await workshop.fail({**PLAIN, ".python-version": found})


async def test_a_hostile_archive_fails_the_build(workshop: Workshop) -> None:
    output = await workshop.fail({**PLAIN, "../evil": ""})

    assert "Error: The archive has a member '../evil', which is outside of the app." in output


async def test_builds_of_the_same_requirements_make_one_environment(workshop: Workshop) -> None:
    other = Workshop(builder=workshop.builder, folder=workshop.folder / "other")
    other.folder.mkdir()
    fresh = {**PLAIN, "requirements.txt": "# of its own\n"}
    async with anyio.create_task_group() as group:
        group.start_soon(workshop.build, fresh)
        group.start_soon(other.build, fresh)

    assert (workshop.output + other.output).count("Installing dependencies") == 1
    assert read_slug(workshop.slug).environment == read_slug(other.slug).environment


async def test_other_requirements_make_another_environment(workshop: Workshop) -> None:
    one = await workshop.build({**PLAIN, "requirements.txt": "-r more.txt", "more.txt": "# 1"})
    two = await workshop.build({**PLAIN, "requirements.txt": "-r more.txt", "more.txt": "# 2"})

    assert one.environment != two.environment


async def test_static_files_are_collected_with_the_config_vars(workshop: Workshop) -> None:
    manage = "import os, sys; print(sys.argv[1:], os.environ['COLOR'])"
    await workshop.build({**DJANGO, "manage.py": manage}, COLOR="red")

    assert "-----> $ python manage.py collectstatic --noinput\n" in workshop.output
    assert "       ['collectstatic', '--noinput', '--traceback'] red\n" in workshop.output


async def test_an_app_sees_nothing_of_this_machines_environment(workshop: Workshop) -> None:
    manage = "import os; print(sorted(os.environ))"
    await workshop.build({**DJANGO, "manage.py": manage}, PATH="/evil")

    names = "['HOME', 'LANG', 'PATH', 'PWD', 'PYTHONPATH', 'PYTHONUNBUFFERED']"
    assert names in workshop.output.replace(", 'LC_CTYPE'", "")


async def test_what_collectstatic_writes_is_in_the_slug(workshop: Workshop) -> None:
    await workshop.build({**DJANGO, "site/manage.py": "open('made.css', 'w')"})

    assert (workshop.slug / "app" / "made.css").exists()


async def test_a_failed_collectstatic_shows_its_traceback(workshop: Workshop) -> None:
    output = await workshop.fail({**DJANGO, "manage.py": "raise OSError('no such css')"})

    assert "       OSError: no such css\n" in output
    assert "Error: Unable to generate Django static files." in output


async def test_collectstatic_can_be_disabled(workshop: Workshop) -> None:
    await workshop.build({**DJANGO, "manage.py": "raise OSError"}, DISABLE_COLLECTSTATIC="1")

    assert "-----> Skipping Django collectstatic since the env var" in workshop.output


async def test_an_app_without_django_has_no_collectstatic(workshop: Workshop) -> None:
    await workshop.build({**PLAIN, "manage.py": "raise OSError"})

    assert "collectstatic" not in workshop.output


async def test_a_process_that_a_build_left_behind_ends_with_it(workshop: Workshop) -> None:
    daemon = (
        "import os, time\n"
        "if (pid := os.fork()) == 0:\n"
        "    os.setsid()\n"
        "    os.chdir('/')\n"
        "    time.sleep(60)\n"
        "print('left', pid, flush=True)\n"
    )
    await workshop.build({**DJANGO, "manage.py": daemon})
    pid = int(workshop.output.partition("left ")[2].split()[0])

    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


async def test_a_cancelled_build_leaves_no_process_and_no_slug(
    workshop: Workshop, wait_until: Wait
) -> None:
    manage = "import os, time; print('pid', os.getpid(), flush=True); time.sleep(60)"
    build = asyncio.create_task(workshop.build({**DJANGO, "manage.py": manage}))
    await wait_until(lambda: " pid " in workshop.output)
    build.cancel()
    await asyncio.wait([build])

    assert not psutil.pid_exists(int(workshop.said[-1].split()[1]))
    assert not workshop.slug.exists()


async def test_an_environment_that_nobody_wants_for_a_week_is_swept(workshop: Workshop) -> None:
    built = await workshop.build({**PLAIN, "requirements.txt": "# unwanted\n"})
    environment = Path(built.environment)
    workshop.builder.sweep(used=set())
    assert environment.exists()  # it is young
    os.utime(environment, (0, 0))
    workshop.builder.sweep(used={built.environment})
    assert environment.exists()
    workshop.builder.sweep(used=set())

    assert not environment.exists()
