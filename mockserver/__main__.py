"""`python -m mockserver`: the command line, where its own name is not on the path."""

from mockserver.cli import main

if __name__ == "__main__":
    main()
