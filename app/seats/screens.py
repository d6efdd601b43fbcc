"""Where a seat goes after joining."""

from sqlalchemy import Connection

from app.stoliki.queries import stolik_of

WAITING_PAGE, RESIDENTS_PAGE = "/join/waiting", "/participant"
SCREENS = {"organiser": "/desk", "themer": "/desk", "projector": "/map", "clerk": "/desk/paper", "participant": RESIDENTS_PAGE}


def screen_of(db: Connection, role: str, stolik_id: int | None) -> str:
    """A moderator's stolik, another role's page."""
    stolik = stolik_of(db, stolik_id) if stolik_id is not None else None
    return f"/stoliki/{stolik.number}" if stolik else SCREENS.get(role, "/hall")
