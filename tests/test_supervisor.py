"""`desk run` with stand-ins for web and worker: what dies comes back, and everything ends with whoever started it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from service_desk.foundation.localpg import running
from service_desk.supervisor.errors import AlreadyRunning, WebPortTaken
from service_desk.supervisor.listening import listen
from tests.patience import PATIENCE

APP = """
import os
async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while (await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        return await send({"type": "lifespan.shutdown.complete"})
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": f"{os.getpid()} {os.environ['DATABASE_URL']}".encode()})
"""
RUN = """
import sys
from pathlib import Path
from service_desk.foundation.errors import DeskError
from service_desk.supervisor import Plan, Supervisor
home, port, step = sys.argv[1:]
python = sys.executable
plan = Plan(
    home=Path(home), host="127.0.0.1", port=int(port) if port else None, database_url=None,
    web=(python, "-m", "service_desk.serve", "--fd", "{fd}", "--app", "standin:app"),
    worker=(python, "-c", "import time; time.sleep(600)"),
    steps=[(python, "-c", step)], closing_step=(python, "-c", "print('try this')"),
    settings={"fsync": "off", "max_connections": "20", "shared_buffers": "16MB"},
)
try:
    Supervisor(plan).run()
except DeskError as error:
    sys.exit(str(error))
"""
TOLD = {"DATABASE_URL", "DESK_PUBLIC_URL"}  # what the supervisor finds out when nobody tells it
PARENT = "import subprocess, sys; subprocess.run(sys.argv[1:])"


def hear_hang_ups():
    """As in a terminal, also where the tests run under nohup, whose ears are closed and whose children inherit that."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class Desk:
    """A supervisor in a process of its own, as a person or a test harness starts it."""

    def __init__(self, home, *, port="0", step="", within=(), **options):
        command = [*within, sys.executable, "-c", RUN, str(home), port, step]
        environment = {name: value for name, value in os.environ.items() if name not in TOLD}
        environment["PYTHONPATH"] = os.pathsep.join([str(home.parent), str(Path.cwd())])
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment,
            preexec_fn=hear_hang_ups,  # noqa: PLW1509  # the tests start no threads
            **options,
        )
        self.printed = ""

    def until(self, words, seconds=PATIENCE):
        deadline = time.monotonic() + seconds
        while words not in self.printed:
            line = self.process.stdout.readline()
            assert line, f"it ended without saying {words!r}: {self.printed}"
            assert time.monotonic() < deadline, self.printed
            self.printed += line
        return self

    def get(self):
        address = self.printed.rpartition("open at ")[2].split()[0]
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            pid, url = answer.read().decode().split()
        return int(pid), url

    def part(self, words):
        """The one process below the supervisor whose command line has these words."""
        return next(child for child in self.parts() if words in " ".join(child.cmdline()))

    def find(self, words):
        """As `part`, and None while there is none or it is just ending."""
        try:
            return self.part(words)
        except (StopIteration, psutil.Error):
            return None

    def parts(self):
        return psutil.Process(self.process.pid).children(recursive=True)


@pytest.fixture(scope="module")
def home():
    folder = Path(tempfile.mkdtemp(prefix="supervisor-"))
    folder.chmod(0o755)
    (folder / "standin.py").write_text(APP)
    yield folder / "home"
    shutil.rmtree(folder)


@contextmanager
def opened(home, **options):
    desk = Desk(home, **options)
    try:
        yield desk
    finally:
        desk.process.terminate()
        desk.process.wait(PATIENCE)
        desk.process.stdout.close()


def ended(parts, seconds=PATIENCE):
    """Whether all of them are gone; an orphan that nobody reaps counts as gone."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if all(not part.is_running() or part.status() == psutil.STATUS_ZOMBIE for part in parts):
            return True
        time.sleep(0.05)
    return False


def test_a_killed_web_process_comes_back_without_refusing_anybody_and_the_database_stays(home):
    with opened(home) as desk:
        desk.until("The desk is open at")
        database = desk.part("postgres")
        first, _ = desk.get()
        os.kill(first, signal.SIGKILL)
        second, _ = desk.get()  # waits in the queue of the socket meanwhile
        assert second != first
        assert database.is_running()


def test_a_killed_worker_comes_back_and_the_database_stays(home):
    with opened(home) as desk:
        desk.until("The desk is open at")
        database, worker = desk.part("postgres"), desk.part("time.sleep")
        worker.kill()
        desk.until("worker was ended by SIGKILL; starting it again")
        ends = time.monotonic() + PATIENCE
        while not (again := desk.find("time.sleep")) or again.pid == worker.pid:
            assert time.monotonic() < ends
            time.sleep(0.05)
        assert database.is_running()


def test_a_killed_database_comes_back_at_the_same_address(home):
    with opened(home) as desk:
        desk.until("The desk is open at")
        address = running(home / "postgres")
        desk.part("postgres").kill()
        desk.until("The database was ended; starting it again.")
        deadline = time.monotonic() + PATIENCE
        while running(home / "postgres") != address and time.monotonic() < deadline:
            time.sleep(0.1)
        assert desk.get()[1] == running(home / "postgres") == address


def test_ctrl_c_stops_everything_and_leaves_a_clean_database(home):
    with opened(home) as desk:
        parts = desk.until("The desk is open at").parts()
        assert len(parts) > 2
        desk.process.send_signal(signal.SIGINT)
        assert desk.process.wait(PATIENCE) == 0
        assert ended(parts)
        assert "database system is shut down" in (home / "postgres" / "log").read_text().splitlines()[-1]


def test_a_killed_supervisor_takes_everything_along_and_the_next_start_is_clean(home):
    with opened(home) as desk:
        parts = desk.until("The desk is open at").parts()
        desk.process.kill()
        assert ended(parts)
    with opened(home) as desk:
        desk.until("The desk is open at").get()
    assert "not properly shut down" not in (home / "postgres" / "log").read_text().rpartition("starting PostgreSQL")[2]


def test_a_killed_parent_such_as_make_takes_the_supervisor_along(home):
    with opened(home, within=(sys.executable, "-c", PARENT), start_new_session=True) as desk:
        parts = desk.until("The desk is open at").parts()
        desk.process.kill()
        assert ended(parts)


def test_a_terminal_that_hangs_up_takes_the_desk_along(home):
    master, slave = os.openpty()
    with opened(home, stdin=slave) as desk:
        os.close(slave)
        parts = desk.until("The desk is open at").parts()
        os.close(master)
        assert ended(parts)
        assert desk.process.wait(PATIENCE) == 0


def test_a_second_desk_on_the_same_home_is_told_the_address_of_the_first(home):
    with opened(home) as first:
        address = first.until("The desk is open at").printed.rpartition("open at ")[2].split()[0]
        with opened(home) as second:
            said, _ = second.process.communicate(timeout=PATIENCE)
        assert second.process.returncode == 1
        assert f"running already at {address} (process {first.process.pid})" in said
        assert first.get()


def test_a_step_that_fails_stops_the_start_and_the_database(home):
    with opened(home, step="import sys; sys.exit('no room for tables')") as desk:
        said, _ = desk.process.communicate(timeout=PATIENCE)
    assert desk.process.returncode == 1
    assert "no room for tables" in said
    assert "was not started" in said
    assert running(home / "postgres") is None


def test_the_note_of_who_runs_names_process_and_address_and_is_taken_away(home):
    with opened(home) as desk:
        desk.until("The desk is open at")
        assert json.loads((home / "running.json").read_text())["pid"] == desk.process.pid
        assert desk.printed.index("try this") < desk.printed.index("The desk is open at")
    assert (home / "running.json").read_text() == ""


def test_a_taken_default_port_gives_another_and_a_taken_port_that_was_asked_for_is_said():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(WebPortTaken, match=f"Port {port} on .* --port"):
            listen("127.0.0.1", port)
    with listen("127.0.0.1", None) as first, listen("127.0.0.1", None) as second:
        assert first.getsockname()[1] != second.getsockname()[1]


def test_the_sentence_for_a_second_desk_says_what_to_do():
    assert "DESK_HOME" in str(AlreadyRunning(address="http://127.0.0.1:8000", pid=7))
