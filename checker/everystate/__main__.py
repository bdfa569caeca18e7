"""`python -m everystate`: the same as the command `everystate`."""

from everystate.command import main

if __name__ == "__main__":
    main()
