"""The program `mockserver`, also by `python -m mockserver`.

The command line is imported here, for Ctrl-C in the meantime: it ends the program without a traceback.
"""

import signal


def main() -> None:
    """Run the command line, and leave with its exit code."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from mockserver.cli import main as command_line

    signal.signal(signal.SIGINT, before)
    command_line()


if __name__ == "__main__":
    main()
