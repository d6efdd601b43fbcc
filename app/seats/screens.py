"""Where a seat goes after joining."""

from sqlalchemy import Connection

from app.stoliki.queries import stolik_of

WAITING_PAGE, RESIDENTS_PAGE, FIRST = "/join/waiting", "/participant", "projector-1"
SCREENS = {"organiser": "/desk", "themer": "/desk", "projector": "/map", "clerk": "/desk/paper", "participant": RESIDENTS_PAGE}


def screen_of(db: Connection, role: str, stolik_id: int | None, seat_id: str = FIRST) -> str:
    """A moderator's stolik, another role's page. A further screen says which it is: one computer may feed two projectors."""
    if role == "projector" and seat_id != FIRST:
        return f"/map?screen={seat_id}"
    stolik = stolik_of(db, stolik_id) if stolik_id is not None else None
    return f"/stoliki/{stolik.number}" if stolik else SCREENS.get(role, "/hall")
