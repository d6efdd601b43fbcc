"""The command line: stoliki serve | demo | seats | rehearse | export | replay | recount | backup | restore | import | close-edition.

A command's module is loaded when it is asked for: a server that comes back in the middle of a hall does not wait for the others.
"""

import gc
import sys
from importlib import import_module

import typer

COMMANDS = {
    "serve": "app.cli.hall",
    "demo": "app.cli.hall",
    "seats": "app.cli.hall",
    "rehearse": "app.cli.rehearse",
    "cards": "app.cli.printing",
    "export": "app.cli.exporting",
    "replay": "app.cli.checking",
    "recount": "app.cli.recounting",
    "backup": "app.cli.backup",
    "restore": "app.cli.backup",
    "import": "app.cli.importing",
    "close-edition": "app.cli.closing",
}


def main() -> None:
    """The entry point of the `stoliki` command."""
    command_line(sys.argv[1:2])()


def command_line(asked: list[str]) -> typer.Typer:
    """With the command that is asked for; with all of them for anything else, so that help and mistakes are told in full."""
    cli = typer.Typer(no_args_is_help=True, pretty_exceptions_show_locals=False)
    cli.callback()(stoliki)
    sys.dont_write_bytecode = False  # where containers ask for it: compiling itself anew takes a sixth of each start
    gc.disable()  # nothing that is being loaded is garbage: looking for it takes a fifth of the start
    for name in [one for one in COMMANDS if one in asked] or COMMANDS:
        cli.command(name)(getattr(import_module(COMMANDS[name]), function_of(name)))
    gc.enable()
    return cli


def function_of(name: str) -> str:
    """`import` is a word of the language."""
    return "import_file" if name == "import" else name.replace("-", "_")


def stoliki() -> None:
    """Stoliki: miasto słucha sali pełnej mieszkańców."""


if __name__ == "__main__":
    main()
