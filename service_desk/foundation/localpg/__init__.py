"""The embedded PostgreSQL, for trying out and for tests: found, set up, started and stopped by us."""

from service_desk.foundation.localpg.binaries import client_program
from service_desk.foundation.localpg.errors import (
    DatabaseInUse,
    NoPostgres,
    OtherMajorVersion,
    PortTaken,
    SetupFailed,
    StartFailed,
)
from service_desk.foundation.localpg.server import LocalPostgres, running

__all__ = [
    "DatabaseInUse",
    "LocalPostgres",
    "NoPostgres",
    "OtherMajorVersion",
    "PortTaken",
    "SetupFailed",
    "StartFailed",
    "client_program",
    "running",
]
