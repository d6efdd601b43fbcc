"""The same program under the name of another version: what an upgrade between two starts is for the browsers."""

import app.live.version


def other() -> str:
    return "0ddba11c0ffe"


app.live.version.version = other

if __name__ == "__main__":
    from app.__main__ import main

    main()
