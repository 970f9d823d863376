"""Why a desk does not start, each with what to do about it."""

from service_desk.foundation.errors import Conflict, DeskError


class AlreadyRunning(Conflict):
    code = "already_running"
    message = (
        "The desk is running already at {address} (process {pid}). "
        "Use that one, stop it with Ctrl-C, or set DESK_HOME to another folder for a second desk."
    )


class WebPortTaken(Conflict):
    code = "port_taken"
    message = "Port {port} on {host} is taken by another program. Choose another with --port or DESK_PORT."


class AddressRefused(DeskError):
    code = "address_refused"
    message = "The desk cannot listen on {host}: {reason}. Use an address of this machine with --host or DESK_HOST."


class StepFailed(DeskError):
    code = "start_step_failed"
    message = "The desk was not started, since `{step}` ended with exit code {exit_code}; the reason stands above."
