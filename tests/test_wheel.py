"""The wheel, built by the steps of the Dockerfile and installed alone: nothing is missing, and no name is taken."""

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import asyncpg
import pytest

from tests.shell import ROOT

LIBRARIES = sysconfig.get_path("purelib")
PLACES = {"service_desk": "service_desk", "notifications": "notifications", "barcode/barcodes": "barcodes",
          "migrations": "service_desk/migrations", "static": "service_desk/static"}  # fmt: skip


def run(*words, cwd, **variables):
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DESK_", "PICCOLO", "AFTERCARE", "PYTHON"))
    }
    return subprocess.run(
        [sys.executable, *map(str, words)], cwd=cwd, env=kept | variables, capture_output=True, text=True, check=False
    )


def done(ended):
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def copied(source: Path) -> None:
    """What `COPY . .` takes: the files of a clean checkout without those that .dockerignore names."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    left_out = set((ROOT / ".dockerignore").read_text().split())
    for name in files:
        if Path(name).parts[0] not in left_out and (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, source / name)


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The folder that holds the wheel's packages and nothing else."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("installed")
    copied(source)
    (source / "node_modules").symlink_to(ROOT / "node_modules")
    done(run("tools/assets.py", cwd=source))
    pip = ("-m", "pip", "--disable-pip-version-check", "--quiet")
    done(run(*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", source / "wheel", ".", cwd=source))
    (wheel,) = (source / "wheel").glob("*.whl")
    done(run(*pip, "install", "--no-deps", "--no-index", "--target", target, wheel, cwd=source))
    return target


@pytest.fixture
def python(installed, tmp_path):
    """Runs Python elsewhere, with the wheel and the libraries. `-S`: the checkout's own installation is not seen."""

    def python(*words, **variables):
        path = f"{installed}:{LIBRARIES}"
        return run("-S", *words, cwd=tmp_path, PYTHONPATH=path, DESK_HOME=str(tmp_path), **variables)

    return python


def test_barcode_is_the_library_and_barcodes_ours_from_the_wheel(python, installed):
    ours, theirs = done(
        python("-c", "import barcode, barcodes; print(barcodes.__file__); print(barcode.__file__)")
    ).split()
    assert Path(ours).parent == installed / "barcodes"
    assert Path(theirs).parent == Path(LIBRARIES) / "barcode"
    assert not (installed / "barcode").exists()


@pytest.mark.parametrize("place", [".", "barcode"])
def test_barcode_is_the_library_and_barcodes_ours_from_the_checkout(place):
    code = "import barcode, barcodes; barcode.get_barcode_class('code128'); print(barcodes.__file__); print(barcode.__file__)"
    ours, theirs = done(run("-c", code, cwd=ROOT / place)).split()
    assert Path(ours).parent == ROOT / "barcode" / "barcodes"
    assert Path(theirs).parent == Path(LIBRARIES) / "barcode"


@pytest.mark.parametrize("place", PLACES)
def test_every_file_of_the_checkout_is_in_the_wheel(installed, place):
    files = {
        path.relative_to(ROOT / place)
        for path in (ROOT / place).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert files
    assert [str(file) for file in sorted(files) if not (installed / PLACES[place] / file).is_file()] == []


def test_only_our_packages_and_the_setting_of_piccolo_are_on_the_top(installed):
    names = {path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")}
    assert names - {"bin", "__pycache__"} == {"service_desk", "notifications", "barcodes", "piccolo_conf.py"}


def test_the_command_explains_itself(python, installed):
    assert re.search(r"^  run ", done(python(installed / "bin" / "desk", "--help")), re.MULTILINE)


def test_the_documentation_finds_its_files(python):
    page = done(python("-c", "from service_desk.foundation.web import docs; print(docs.documentation.fn())"))
    assert "/static/swagger-ui-bundle." in page


async def test_an_empty_database_gets_all_migrations(python, installed, server_dsn):
    admin = await asyncpg.connect(server_dsn)
    await admin.execute("drop database if exists desk_wheel with (force)")
    await admin.execute("create database desk_wheel")
    try:
        dsn = server_dsn.rsplit("/", 1)[0] + "/desk_wheel"
        done(await asyncio.to_thread(python, installed / "bin" / "desk", "migrate", DATABASE_URL=dsn))
        again = await asyncio.to_thread(
            python, installed / "bin" / "desk", "settings", "list", "--json", DATABASE_URL=dsn
        )
        assert json.loads(done(again)) is not None
    finally:
        await admin.execute("drop database desk_wheel with (force)")
        await admin.close()


LABEL = """
from barcodes.labels import ItemLabel, Template, fonts, render_label
fonts._SYSTEM = ()
for name in ("Vacuum cleaner \\u2013 é", "جاروبرقی", "مكنسة كهربائية", "Пылесос", "吸尘器"):
    label = render_label(Template.ITEM, ItemLabel("SN-1", name=name))
    print(len(label.to_pdf()), len(label.to_zpl(8)), fonts.runs(name, True)[0][0])
"""


def test_labels_in_five_languages_find_their_fonts_without_a_setting(python, installed):
    lines = done(python("-c", LABEL)).splitlines()
    assert len(lines) == 5
    assert all(line.split()[2].startswith(f"{installed}/barcodes/fonts/") for line in lines)
