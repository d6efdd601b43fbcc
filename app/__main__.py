"""The command line: stoliki serve | demo | seats | rehearse | export | replay."""

import typer

from app.cli.checking import replay
from app.cli.exporting import export
from app.cli.hall import demo, seats, serve
from app.cli.rehearse import rehearse

cli = typer.Typer(no_args_is_help=True, pretty_exceptions_show_locals=False, help="Stoliki: miasto słucha sali pełnej mieszkańców.")
for command in (serve, demo, seats, rehearse, export, replay):
    cli.command()(command)


def main() -> None:
    """The entry point of the `stoliki` command."""
    cli()


if __name__ == "__main__":
    main()
