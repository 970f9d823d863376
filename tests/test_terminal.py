"""Whoever types commands is answered in the language of their terminal: heads, remarks, refusals, the lines of `desk run`."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from service_desk.foundation.db import DB
from service_desk.foundation.i18n import LANGUAGES
from service_desk.supervisor.run import say
from tests.shell import desk

ROOT = Path(__file__).resolve().parents[1] / "service_desk"
SAY = {"commands": {"told", "remark", "say"}, "supervisor": {"say"}}
HEADS = {"listed", "_table"}
LATIN = re.compile("[A-Za-z]{2,}")
PLACE = re.compile(r"\{\w*\}|\{\w+:")  # of a plural the words stay


def _sentences(folder: str):
    """(file, what is said) of every literal that a command or the supervisor says."""
    for path in sorted((ROOT / folder).glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text())):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            if call.func.id in SAY[folder] | HEADS and call.args:
                yield path.name, call.func.id, call.args[0]
            for given in call.keywords:
                if given.arg == "none":
                    yield path.name, "none", given.value


def _literals(said: ast.expr):
    for part in ast.walk(said):
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and LATIN.search(PLACE.sub("", part.value)):
            yield part.value


@pytest.mark.parametrize("folder", sorted(SAY))
def test_everything_that_is_said_has_its_words_in_every_language(folder):
    known = tomllib.loads((ROOT / folder / "errors.toml").read_text())["terms"]
    others = set(LANGUAGES) - {"en"}
    missing = {
        (name, text)
        for name, _, said in _sentences(folder)
        for text in _literals(said)
        if set(known.get(text, ())) != others
    }
    assert missing == set()


@pytest.mark.parametrize("folder", sorted(SAY))
def test_nothing_is_said_that_was_put_together_from_pieces(folder):
    """An f-string cannot be looked up: give its places by name."""
    assert [
        (name, ast.unparse(said))
        for name, how, said in _sentences(folder)
        if how != "none" and isinstance(said, ast.JoinedStr)
    ] == []


@pytest.mark.parametrize(
    "typed",
    [
        ("staff", "list"), ("staff", "roles"), ("staff", "tokens"), ("queue", "status"), ("queue", "dead"), ("channels", "list"), ("packs", "list"),
        ("faults", "list"), ("starter", "list"), ("import", "runs"), ("audit", "verify"), ("db", "info"),
        ("label", "jobs"), ("scan", "pictures"), ("postings", "list"), ("warranty", "replay"),
    ],
    ids=" ".join,
)  # fmt: skip
async def test_a_list_has_no_english_head_for_a_persian(committed_world, typed):
    said = await desk(DB.config["dsn"], *typed, LC_ALL="fa_IR.UTF-8")
    assert said.code == 0, said.err
    first = (said.out or said.err).splitlines()[0]
    assert re.search("[\u0600-\u06ff]", first), said.out + said.err


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("import", "show", "4711"), "4711"),
        (("postings", "retry", "4711"), "4711"),
        (("staff", "give", "nobody", "agent"), "nobody"),
        (("link", "list", "BER-T-4711"), "BER-T-4711"),
        (("audit", "verify", "--kept", "pyproject.toml"), "pyproject.toml"),
        (("settings", "import", "pyproject.toml"), "pyproject.toml"),
        (("label", "print", "NOWHERE", "item", "X"), "NOWHERE"),
    ],
    ids=lambda each: each[0] if isinstance(each, tuple) else "",
)
async def test_a_refusal_is_said_in_the_language_of_the_terminal(committed_world, typed, told):
    said = await desk(DB.config["dsn"], *typed, LC_ALL="ru_RU.UTF-8")
    assert said.code != 0
    assert told in said.err
    assert re.search("[а-яё]{3,}", said.err), said.err


async def test_a_desk_that_cannot_reach_its_database_says_so_in_the_language_of_the_terminal():
    for wrong in ("mysql://x", "postgresql://x@127.0.0.1:1/none"):
        said = await desk(wrong, "migrate", LC_ALL="zh_CN.UTF-8")
        assert said.code == 1
        assert re.search("[\u4e00-\u9fff]{3,}", said.err), said.err


async def test_json_has_the_same_names_for_everybody(committed_world):
    answers = {
        (await desk(DB.config["dsn"], "staff", "list", "--json", LC_ALL=spoken)).out for spoken in ("C", "fa_IR.UTF-8")
    }
    assert len(answers) == 1


def test_the_supervisor_speaks_the_language_of_the_terminal(monkeypatch, capsys):
    monkeypatch.setenv("LC_ALL", "ar_EG.UTF-8")
    say("The desk is open at {address} (Ctrl-C stops it).", address="http://127.0.0.1:8000")
    said = capsys.readouterr().out
    assert "http://127.0.0.1:8000" in said
    assert "open" not in said
