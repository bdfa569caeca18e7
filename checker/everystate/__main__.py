"""The program `everystate`, also as `python -m everystate`. It takes signals before it imports anything else."""

import os
import signal


def main() -> None:
    """Run the command line of this process, and end it."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _end_at_once)

    try:
        from everystate.command import main

        main()
    except (ImportError, OSError, MemoryError) as error:  # one that a command raises ends in its own exit code
        _say(f"Error: everystate cannot start: {str(error) or 'out of memory'}\n")
        os._exit(2)  # Exit.WRONG


def _end_at_once(*_: object) -> None:
    """Until there is something to report, a signal ends the process with one line and no traceback."""
    _say("interrupted\n")
    os._exit(3)  # Exit.UNDECIDED


def _say(line: str) -> None:
    try:
        os.write(2, line.encode(errors="replace"))
    except OSError:
        return  # the exit code has to do


if __name__ == "__main__":
    main()
