"""`desk import` as a person runs it: in processes of its own, killed, twice at once, with files of their own."""

import asyncio
import os
import signal
import sys

import pytest
import yaml

from service_desk.foundation.db import fetchval
from tests.imports.test_files import HEADER, ITEMS
from tests.shell import ROOT, desk, desk_json, environment

WHERE = ("--centre", "BER")


@pytest.fixture
def mapping(tmp_path):
    path = tmp_path / "units.yaml"
    path.write_text(yaml.safe_dump(ITEMS))
    return str(path)


def units(tmp_path, count, *more, name="units.csv"):
    path = tmp_path / name
    rows = [f"SN{at:07},M{at % 7},Maker,2024-01-{1 + at % 28:02},2024-03-01,0" for at in range(count)]
    path.write_text(HEADER + "\n".join([*rows, *more]) + "\n")
    return path


async def test_the_exit_code_says_whether_rows_were_refused(committed_db, committed_world, tmp_path, mapping):
    good, bad = units(tmp_path, 3), units(tmp_path, 4, "unknown,M1,Maker,2024-01-05,2024-03-01,0", name="bad.csv")
    ended = await desk(committed_db, "import", "items", str(good), "--mapping", mapping, *WHERE)
    assert (ended.code, "Traceback" in ended.err) == (0, False)
    ended = await desk(
        committed_db, "import", "items", str(bad), "--mapping", mapping, *WHERE, "--errors", str(tmp_path / "e.csv")
    )
    assert (ended.code, "1 row was refused" in ended.err) == (3, True)
    assert "unknown" in (tmp_path / "e.csv").read_text(encoding="utf-8-sig")
    ended = await desk(committed_db, "import", "items", str(bad), "--mapping", str(tmp_path / "none.yaml"), *WHERE)
    assert ended.code not in {0, 3}


@pytest.mark.parametrize("way", ["same", "dots", "symbolic link", "hard link", "the mapping"])
async def test_the_file_to_be_loaded_is_never_written_over(committed_db, committed_world, tmp_path, mapping, way):
    given = units(tmp_path, 1, "unknown,M1,Maker,2024-01-05,2024-03-01,0")
    errors = {"same": given, "dots": tmp_path / "sub" / ".." / "units.csv", "the mapping": mapping}.get(way)
    (tmp_path / "sub").mkdir()
    if errors is None:
        errors = tmp_path / "other.csv"
        (os.symlink if way == "symbolic link" else os.link)(given, errors)
    before = given.read_bytes()
    ended = await desk(
        committed_db, "import", "items", str(given), "--mapping", mapping, *WHERE, "--errors", str(errors)
    )
    assert ended.code not in {0, 3}
    assert "--errors" in ended.err
    assert given.read_bytes() == before
    assert await fetchval("select count(*) from import_run") == 0


async def test_two_files_of_one_name_have_error_files_of_their_own(committed_db, committed_world, tmp_path, mapping):
    names = set()
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        given = units(tmp_path / folder, 0, f"unknown,M-{folder},Maker,2024-01-05,2024-03-01,0")
        ended = await desk(committed_db, "import", "items", str(given), "--mapping", mapping, *WHERE, "--json")
        names.add(yaml.safe_load(ended.out)["errors"])
    assert len(names) == 2


async def test_an_import_that_was_killed_goes_on_and_doubles_nothing(committed_db, committed_world, tmp_path, mapping):
    count = 12_000
    given = units(tmp_path, count)
    before = await fetchval("select count(*) from service_item")
    command = [sys.executable, "-m", "service_desk.cli", "import", "items", str(given), "--mapping", mapping, *WHERE]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environment(committed_db))
    while process.returncode is None and await fetchval("select count(*) from service_item") < before + 1000:  # noqa: ASYNC110  # another process works
        await asyncio.sleep(0.02)
    if process.returncode is None:
        process.send_signal(signal.SIGKILL)
    await process.wait()
    told = await desk_json(committed_db, "import", "items", str(given), "--mapping", mapping, *WHERE)
    assert told["refused"] == 0
    assert told["loaded"] + told["existing"] == told["rows"] == count
    assert await fetchval("select count(*) from service_item") == before + count
    assert await fetchval("select count(*) - count(distinct serial) from service_item") == 0


async def test_two_imports_of_one_file_at_once_count_each_their_own(committed_db, committed_world, tmp_path, mapping):
    count = 3000
    given, other = units(tmp_path, count), units(tmp_path, count, name="again.csv")
    before = await fetchval("select count(*) from service_item")
    told = await asyncio.gather(
        *(
            desk_json(committed_db, "import", "items", str(path), "--mapping", mapping, *WHERE)
            for path in (given, other)
        )
    )
    assert await fetchval("select count(*) from service_item") == before + count
    for one in told:
        assert one["loaded"] + one["existing"] + one["differs"] == one["rows"] == count
    assert sum(one["loaded"] for one in told) == count


async def test_a_running_import_is_stopped_by_another_command_and_undone(
    committed_db, committed_world, tmp_path, mapping
):
    given = units(tmp_path, 30_000)
    before = await fetchval("select count(*) from service_item")
    command = [sys.executable, "-m", "service_desk.cli", "import", "items", str(given), "--mapping", mapping, *WHERE]
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=ROOT,
        env=environment(committed_db),
        stderr=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    while process.returncode is None and await fetchval("select count(*) from service_item") == before:  # noqa: ASYNC110  # another process works
        await asyncio.sleep(0.02)
    ended = await desk(committed_db, "import", "cancel", str(await fetchval("select max(number) from import_run")))
    _, told = await process.communicate()
    if ended.code:  # it was faster
        assert process.returncode == 0
        return
    assert (process.returncode, b"cancelled" in told, b"Traceback" in told) == (1, True, False)
    number = await fetchval("select number from import_run where state = 'cancelled'")
    done = await desk_json(committed_db, "import", "undo", str(number))
    assert (done["state"], done["stays"]) == ("undone", [])
    assert await fetchval("select count(*) from service_item") == before


async def test_what_a_run_found_out_is_told_and_guessed_columns_are_named(committed_db, committed_world, tmp_path):
    (tmp_path / "f.csv").write_text("Sales of 2024\n\nserial;model;sold\nA-1;M1;2024-01-05\n")
    ended = await desk(committed_db, "import", "items", str(tmp_path / "f.csv"), *WHERE)
    assert ended.code == 0
    assert "invoice: sold (%Y-%m-%d)" in ended.err
    told = await desk_json(committed_db, "import", "show", "1")
    assert told["loaded"] == 1


async def test_a_file_of_another_encoding_gets_a_mapping_that_loads_it(committed_db, committed_world, tmp_path):
    people = tmp_path / "kunden.csv"
    rows = [f"Jürgen Müßig {at};0171 39200{at:02};Köln" for at in range(20)]
    people.write_bytes("\r\n".join(["sep=;", "Name;Telefon;Ort", *rows]).encode("cp1252"))
    written = await desk(committed_db, "import", "detect", str(people))
    assert (written.code, "looks like cp1252" in written.err) == (0, True), written
    (tmp_path / "m.yaml").write_text(written.out)
    loaded = await desk_json(
        committed_db, "import", "customers", str(people), "--mapping", str(tmp_path / "m.yaml"), *WHERE
    )
    assert (loaded["loaded"], await fetchval("select count(*) from party where name like 'Jürgen Müßig%'")) == (20, 20)
    shown = await desk(committed_db, "import", "show", "1")
    assert (" UTC" in shown.out, "(" in shown.out) == (True, False), shown.out


async def test_a_folder_or_an_empty_file_is_answered_with_a_sentence(committed_db, committed_world, tmp_path, mapping):
    (tmp_path / "empty.csv").write_text("")
    for path in (tmp_path, tmp_path / "empty.csv", tmp_path / "none.csv"):
        ended = await desk(committed_db, "import", "items", str(path), "--mapping", mapping, *WHERE)
        assert ended.code not in {0, 3}
        assert "Traceback" not in ended.err


async def test_a_narrow_screen_shows_each_row_of_a_trial_whole(committed_db, committed_world, tmp_path):
    (tmp_path / "c.csv").write_text(
        "no;name;phone;email;street;city;postcode\nK-1;Anna Berg;030 1234567;anna@example.com;Long street of the north 17;Berlin;10115\n"
    )
    ended = await desk(committed_db, "import", "customers", str(tmp_path / "c.csv"), *WHERE, "--dry-run")
    assert "Long street of the north 17" in ended.out
    assert "+49301234567" in ended.out
