"""`desk`: the command line. Commands are listed in service_desk/commands; each is imported only when it is used."""

import difflib
import importlib
import sys
from typing import Any, Final

import click

from service_desk.commands import COMMANDS
from service_desk.foundation.errors import DeskError
from service_desk.foundation.settings import BadEnvironment
from service_desk.home import spelled

INTERRUPTED = 130


class LazyGroup(click.Group):
    """Help comes from the list, so that `desk --help` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        found = importlib.import_module(COMMANDS[cmd_name][0]).command
        assert isinstance(found, click.Command)
        return found

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f"did you mean `desk {near[0]}`?" if near else "`desk --help` lists them."
            ctx.fail(f"there is no command `{args[0]}`; {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, said) for name, (_, said) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="aftercare", prog_name="desk")
def desk() -> None:
    """Aftercare: after-sales service and warranty desk.

    `desk run --demo` opens a desk to try. Commands work on the database of DATABASE_URL, else on the embedded one
    below DESK_HOME. With --json a command prints one JSON document; an error is one sentence and exit code 1.
    """


def main() -> None:
    try:
        desk(prog_name="desk", standalone_mode=False)
    except DeskError as error:
        click.echo(spelled(_sentence(error)), err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    except SystemExit as ending:
        if isinstance(ending, BadEnvironment):
            ending.code = _in_the_terminals_language(ending)
        if isinstance(ending.code, str):  # a sentence, said before anything started
            ending.code = spelled(ending.code)
        raise
    except Exception as error:
        if (said := _outside(error)) is None:
            raise  # a fault of ours, whose place somebody has to know
        click.echo(spelled(said), err=True)
        sys.exit(1)


def _sentence(error: DeskError) -> str:
    from service_desk.foundation.i18n import terminal_language
    from service_desk.foundation.sentences import sentence

    return sentence(error, terminal_language())


def _in_the_terminals_language(wrong: BadEnvironment) -> str:
    from service_desk.foundation.i18n import terminal_language
    from service_desk.foundation.sentences import said

    importlib.import_module(wrong.room)  # whose words are beside it
    return said(wrong.phrase, wrong.room, terminal_language())


# Errors of asyncpg, by name: to load it takes longer than most commands.
_HELD: Final = {"LockNotAvailableError", "DeadlockDetectedError", "SerializationError"}


def _outside(error: Exception) -> str | None:
    """The sentence for what went wrong outside of the desk: its database or a file."""
    from service_desk.commands.output import told

    if type(error).__name__ in _HELD:
        return told(
            "Somebody else is changing the same just now. Nothing was changed here: wait for their end, then try again."
        )
    if type(error).__module__.partition(".")[0] == "asyncpg":
        problem = " ".join(str(error).split()).rstrip(".") or type(error).__name__
        return told(
            "The database did not do this: {problem}. Nothing was changed; `desk doctor` looks for the reason.",
            problem=problem,
        )
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror or str(error) or type(error).__name__}."
    return None


if __name__ == "__main__":
    main()
