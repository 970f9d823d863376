"""The command line: quick, one sentence for an error, and a database wherever one is to be had."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import asyncpg
import click
import pytest
from click.testing import CliRunner

from service_desk import cli
from service_desk.cli import desk, main
from service_desk.commands import COMMANDS, session
from service_desk.foundation.db import DB
from service_desk.foundation.localpg import LocalPostgres, running

FAST = {"fsync": "off", "max_connections": "20", "shared_buffers": "16MB"}


@pytest.fixture
def home(monkeypatch):
    folder = Path(tempfile.mkdtemp(prefix="cli-"))
    folder.chmod(0o755)
    monkeypatch.setenv("DESK_HOME", str(folder))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    yield folder
    shutil.rmtree(folder)


def test_help_lists_every_command_without_importing_any():
    script = "import sys, service_desk.cli as c; c.desk(['--help'], standalone_mode=False); print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert all(f"  {name} " in said for name in COMMANDS)
    assert not {"litestar", "piccolo", "asyncpg", "rich", "uvicorn"} & set(said.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_each_listed_command_exists_and_explains_itself(name):
    found = import_module(COMMANDS[name][0]).command
    assert isinstance(found, click.Command)
    assert found.help


def test_a_command_that_is_mistyped_is_answered_with_the_nearest_one():
    answer = CliRunner().invoke(desk, ["migrat"])
    assert answer.exit_code == 2
    assert "did you mean `desk migrate`?" in answer.output


def test_an_error_of_business_is_one_sentence_and_exit_code_1(monkeypatch, capsys):
    monkeypatch.setattr(DB, "config", DB.config)
    monkeypatch.setattr(DB, "pool", None)  # a command starts with no pool, whatever ran before in this process
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    monkeypatch.setattr(sys, "argv", ["desk", "db", "info"])
    with pytest.raises(SystemExit) as ending:
        main()
    assert ending.value.code == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("The database cannot be reached")
    assert len(said.err.splitlines()) == 1


def test_a_command_without_a_server_starts_the_embedded_one_for_its_duration(home):
    with session.database_url() as url:
        assert running(home / "postgres") == url
    assert running(home / "postgres") is None


def test_a_command_beside_a_running_desk_uses_its_database(home):
    with LocalPostgres.start(home / "postgres", settings=FAST) as server, session.database_url() as url:
        assert url == server.dsn()


def test_database_url_wins_and_starts_nothing(home, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/desk")
    with session.database_url() as url:
        assert url == "postgresql://elsewhere/desk"
    assert not list(home.iterdir())


def test_json_is_one_document_on_stdout_and_a_password_is_not_in_it(home):
    environment = os.environ | {"DESK_HOME": str(home)}
    command = [sys.executable, "-m", "service_desk.cli", "db", "info", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    facts = json.loads(done.stdout)
    assert facts["embedded"] is True
    assert (home / "postgres" / "password").read_text() not in done.stdout


@pytest.mark.parametrize(
    "error", [asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError, asyncpg.SerializationError]
)
def test_of_two_commands_at_once_the_second_is_told_to_wait(error):
    said = cli._outside(error("canceling statement due to lock timeout"))
    assert said is not None
    assert "Somebody else" in said
    assert "canceling" not in said
