"""The program `everystate`, also as `python -m everystate`. It takes signals before it imports anything else."""

import os
import signal


def main() -> None:
    """Run the command line of this process, and end it."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _end_at_once)

    from everystate.command import main

    main()


def _end_at_once(*_: object) -> None:
    """Until there is something to report, a signal ends the process with one line and no traceback."""
    try:
        os.write(2, b"interrupted\n")
    finally:
        os._exit(3)  # Exit.UNDECIDED


if __name__ == "__main__":
    main()
