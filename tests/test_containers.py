"""The container files say what the code understands: services, commands, variables and files that exist."""

import re
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from service_desk.commands import COMMANDS
from service_desk.foundation.settings import Environment
from tests.peer import program

ROOT = Path(__file__).resolve().parents[1]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
VARIABLES = {"DATABASE_URL"} | {f"DESK_{field.name.upper()}" for field in fields(Environment)}


def test_there_are_a_database_the_desks_processes_and_a_mail_catcher():
    assert set(SERVICES) == {"database", "migrate", "web", "worker", "mail"}


@pytest.mark.parametrize("name", ["migrate", "web", "worker"])
def test_a_service_runs_a_command_that_exists_with_variables_that_are_read(name):
    called, command = SERVICES[name]["command"]
    assert called == "desk"
    assert command in COMMANDS
    assert set(SERVICES[name]["environment"]) <= VARIABLES


def test_nothing_serves_before_the_database_is_healthy_and_migrated():
    assert SERVICES["migrate"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    for name in ("web", "worker"):
        assert SERVICES[name]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}


def test_only_this_machine_reaches_the_published_ports_and_the_database_has_none():
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)
    assert "ports" not in SERVICES["database"]


def test_addresses_in_the_environment_name_services():
    hosts = re.findall(r"(?:@|smtp://)(\w+):\d+", str(SERVICES["web"]["environment"]))
    assert set(hosts) == {"database", "mail"}


def test_named_volumes_are_declared():
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert used == set(COMPOSE["volumes"])


def test_the_image_copies_only_files_that_exist_and_sets_only_variables_that_are_read():
    text = (ROOT / "Dockerfile").read_text()
    copied = [word for line in re.findall(r"^COPY (?!--from)(.*) \S+$", text, re.MULTILINE) for word in line.split()]
    assert copied
    assert all((ROOT / word).exists() for word in copied)
    assert set(re.findall(r"DESK_\w+(?==)", text)) <= VARIABLES
    assert re.search(r"^USER desk$", text, re.MULTILINE)


def test_the_image_is_made_by_the_steps_that_the_wheel_is_tested_with():
    text = (ROOT / "Dockerfile").read_text()
    assert "\nRUN python tools/assets.py && pip wheel --no-deps --wheel-dir /wheel .\n" in text
    assert re.search(r"^RUN pip install -c /wheel/constraints.txt /wheel/\*.whl", text, re.MULTILINE)


@pytest.mark.peer
def test_docker_compose_accepts_the_file():
    command = [program("docker-compose"), "-f", str(ROOT / "docker-compose.yml"), "config", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
