"""`python -m simenv`: the same as the command `simenv`."""

from simenv.cli import main

main()
