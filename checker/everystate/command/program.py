"""The program `everystate`: its subcommands and its exit code."""

from __future__ import annotations

import errno
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module

import click

from everystate import __version__
from everystate.command.configured import options_of
from everystate.command.options import exit_codes
from everystate.command.stopping import supervised
from everystate.problems import Exit, SpecError, reason_of, shortened

_COMMANDS = (
    "certify", "check", "confirm", "diff", "draw", "explain", "export", "frontier", "import", "machine", "mutate",
    "new", "replay", "report", "schema", "simulate",
)  # fmt: skip
"""Each is a package of this one; its module `command` reads the options."""

_REFUSED = (
    errno.ENOSPC, errno.EBADF, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.EISDIR,
    errno.ENAMETOOLONG, errno.ELOOP,
)  # fmt: skip
"""What is wrong with files and folders that a command line names, or with the system; not with this program."""

_EPILOG = """
\b
Examples:
  everystate check spec/failover                   every claim, a verdict, a reason
  everystate check spec/failover --set agents=2    at other parameters
  everystate check --help                          all about checking
  everystate new my_protocol                       a first spec of your own
  everystate simulate spec/failover                a random run, step by step
""" + exit_codes()


def run(arguments: Sequence[str]) -> Exit:
    """Run a command line; returns the exit code. An interrupted command is undecided, if not wrong or violated."""
    with supervised() as supervisor:
        code = _run(arguments)
        return Exit.worst([code, Exit.UNDECIDED]) if supervisor.reason and code != Exit.BUG else code


def _run(arguments: Sequence[str]) -> Exit:
    """Run a command line; returns its exit code, and does not ask the supervisor."""
    try:
        given = options_of(program)
        return program.main(list(arguments), "everystate", standalone_mode=False, default_map=given) or Exit.OK
    except click.ClickException as error:
        _say(error)
        return Exit.WRONG
    except SpecError as error:
        return _refuse(error)
    except (click.Abort, KeyboardInterrupt, MemoryError) as error:
        _say(_why_ended(error))
        return Exit.UNDECIDED
    except Exception as error:  # noqa: BLE001
        return _failed(error)


def _failed(error: Exception) -> Exit:
    """What the system refuses, or lacks, is a message; anything else is a mistake of this program."""
    if isinstance(error, ModuleNotFoundError) and not str(error.name).startswith("everystate"):
        _say(f"Error: the Python package {error.name} is not installed: install everystate again, with what it needs")
        return Exit.WRONG
    if isinstance(error, OSError) and error.errno in _REFUSED:
        where = "" if error.filename is None else f" {shortened(str(error.filename))}"
        doing = "write" if error.errno in (errno.ENOSPC, errno.EBADF) else "use"
        _say(f"Error: cannot {doing}{where}: {error.strerror}")
        return Exit.WRONG
    _say("".join(traceback.format_exception(error)) + "This is a mistake in everystate, not in the spec.")
    return Exit.BUG


def _say(what: str | click.ClickException) -> None:
    """Say it on stderr; where that cannot be written, the exit code has to do."""
    with suppress(OSError):
        if isinstance(what, str):
            click.echo(what, err=True)
        else:
            what.show()


def _why_ended(error: BaseException) -> str:
    """The reason why a command ended without a result; click converts Ctrl-C to an exception of its own."""
    if isinstance(error, MemoryError):
        return "out of memory: --max-memory ends a search before that, and reports what was found"
    cause = error.__cause__ if isinstance(error, click.Abort) else error
    return reason_of(cause) if isinstance(cause, KeyboardInterrupt) else "interrupted"


def _refuse(error: SpecError) -> Exit:
    from everystate.command.output.delivery import write
    from everystate.report.forms.complaint import complain
    from everystate.report.screen import is_coloured, painted, width_of

    lines = complain(error.problems, width_of(sys.stderr))
    with suppress(click.ClickException):  # where that cannot be written, the exit code has to do
        write(sys.stderr, painted(lines, is_coloured(sys.stderr, "auto")))
    return error.exit_code


class _Program(click.Group):
    """Imports a command when it is looked up, for a short start-up time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name; the error for an unknown name suggests the most similar one."""
        for name in (cmd_name,) if cmd_name in _COMMANDS else _COMMANDS:
            if name not in self.commands:
                self.add_command(getattr(import_module(f"everystate.command.{name}.command"), f"{name}_command"))
        return super().get_command(ctx, cmd_name)


@click.group(
    cls=_Program, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, message="%(prog)s %(version)s")
def program() -> None:
    """Check protocols that are written down as state machines.

    A spec is a folder of YAML files: system.yaml, and one file for each party. Every reachable joint state of it is
    visited, every claim is judged, and one that fails comes with a shortest run that shows how.
    """
