"""What the table of rights is compared with: every kind and route that exists, a sample of each command, and what a real server says."""

import re
import secrets
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast

import httpx
from pydantic import ValidationError
from uuid_utils.compat import uuid7

from app.live.commands import KINDS
from app.live.seat import HOUSE, Role
from app.main import create_web
from app.seats.codes import code_of, fingerprint, read_secret
from app.seats.commands import OpenSeat, TakeSeat
from tests.running import Person, RunningHall

TABLE = Path(__file__).parents[2] / "docs" / "rights.toml"
ROLES: tuple[Role, ...] = ("organiser", "moderator", "themer", "projector", "participant", "clerk")
OWN, OTHER, NOWHERE = 4, 5, 987_654
CASES = ("own", "other", "closed")
TURNED_AWAY = {"forbidden", "wrong_stolik", "sitting_closed"}
TRIES = [
    str(uuid7()),
    "2027-05-14",
    "16:00",
    "0" * 64,
    "some-seat",
    "pl",
    "tables",
    "#123456",
    "A" * 8,
    "a@b.pl",
    "https://a.pl",
    "$argon2id$",
]


@cache
def table() -> dict[str, dict[str, dict[str, str]]]:
    """docs/rights.toml."""
    found: dict[str, dict[str, dict[str, str]]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return found


def cases(cell: str) -> set[str]:
    """`any` is short for all three."""
    return set(CASES) if cell == "any" else set(cell.split())


def sample(kind: str, stolik_id: int) -> dict[str, Any]:
    """Well-formed fields of a command: made from its schema, and mended where pydantic complains, until nothing is wrong."""
    schema = KINDS[kind].model_json_schema()
    fields = {name: made(about, schema.get("$defs", {})) for name, about in schema["properties"].items() if name in schema["required"]}
    fields["id"] = str(uuid7())
    if "stolik_id" in schema["properties"]:
        fields["stolik_id"] = stolik_id
    for _ in range(80):
        try:
            KINDS[kind].model_validate(fields)
        except ValidationError as wrong:
            mend(fields, wrong.errors()[0])
        else:
            return {"kind": kind} | fields
    raise AssertionError(f"no sample of {kind} could be made: teach TRIES in {__file__} a value for {fields}")


def made(about: dict[str, Any], known: dict[str, Any]) -> Any:
    """A value of this shape."""
    if "$ref" in about:
        return made(known[about["$ref"].rpartition("/")[2]], known)
    if "anyOf" in about or "oneOf" in about:
        return made((about.get("anyOf") or about["oneOf"])[0], known)
    if "enum" in about or "const" in about:
        return about["const"] if "const" in about else about["enum"][0]
    if about.get("type") == "object":
        return {name: made(one, known) for name, one in about.get("properties", {}).items() if name in about.get("required", [])}
    if about.get("type") == "array":
        return [made(about["items"], known) for _ in range(about.get("minItems", 0))]
    if about.get("type") in ("integer", "number"):
        return min(NOWHERE, about.get("maximum", NOWHERE), about.get("exclusiveMaximum", NOWHERE + 1) - 1)
    return {"boolean": True, "null": None}.get(about.get("type", ""), "x" * max(1, about.get("minLength", 1)))


def mend(fields: dict[str, Any], wrong: dict[str, Any]) -> None:
    """The next value for the field that was refused; for a rule about the whole command, a field it may do with."""
    place, at, value = fields, "title", cast(Any, fields)
    for part in wrong["loc"]:  # a union adds the names of its kinds to the way
        if isinstance(value, dict | list) and (part in value if isinstance(value, dict) else isinstance(part, int)):
            place, at, value = value, part, value[part]
    if place is fields and value is fields:
        fields["title"] = "x"
    else:
        place[at] = TRIES[(TRIES.index(value) + 1) % len(TRIES)] if value in TRIES else TRIES[0]


def routes(hall: RunningHall) -> set[str]:
    """`GET /desk`, `WS /live`: everything the composed application answers to."""
    return set(named(create_web(hall.house).routes))


def named(found: Any) -> Iterator[str]:
    for route in found:
        if hasattr(route, "effective_route_contexts"):
            yield from named(route.effective_route_contexts())
        elif hasattr(route, "methods"):
            yield from (f"{method} {route.path}" for method in (route.methods or set()) - {"HEAD"})
        else:
            yield f"{'WS' if 'WebSocket' in type(route).__name__ else 'GET'} {route.path}"


def seated(hall: RunningHall, role: str) -> Person:
    """Somebody at a new seat of this role, without any card: a moderator at the stolik OWN. `nobody` has none."""
    person = hall.stranger()
    if role == "nobody":
        return person
    seat_id, token = f"{role}-{uuid7().hex[-12:]}", secrets.token_urlsafe(32)
    common = {
        "seat_id": seat_id,
        "label": "",
        "generation": 1,
        "code_hash": fingerprint(code_of(read_secret(hall.house.settings.secret_file), seat_id, 1)),
    }
    edition_id = int(person_edition(hall))
    opened = OpenSeat(id=str(uuid7()), edition_id=edition_id, role=role, stolik_id=OWN if role == "moderator" else None, **common)  # type: ignore[arg-type]
    taken = TakeSeat(id=str(uuid7()), seat_id=seat_id, token_hash=fingerprint(token))
    answers = hall.house.recorder.record_now(HOUSE, 1, [opened, taken])
    assert not [one.refusal for one in answers if one.refusal], answers
    person.client.cookies.set(f"stoliki_{hall.house.settings.port}_{seat_id}", token)
    return person


def person_edition(hall: RunningHall) -> int:
    with hall.house.db.read() as db:
        return int(db.exec_driver_sql("SELECT id FROM edition ORDER BY current DESC, id LIMIT 1").scalar_one())


def may_say(person: Person, stolik_id: int, kinds: list[str]) -> set[str]:
    """The kinds that a real server does not refuse this seat for want of a right, or for a closed sitting."""
    allowed = set()
    for nth in range(0, len(kinds), 40):
        some = kinds[nth : nth + 40]
        answer = person.post([sample(kind, stolik_id) for kind in some])
        assert answer.status_code == 200, answer.text
        said = zip(some, answer.json()["answers"], strict=True)
        allowed |= {kind for kind, one in said if one.get("code") not in TURNED_AWAY}
    return allowed


def opens(person: Person, route: str, about: dict[str, str]) -> str:
    """`yes`, `no` (403) or `join` (303 to /join, or 401)."""
    method, _, path = route.partition(" ")
    headers = {"Origin": person.url, "X-Stoliki": "1", "Content-Type": about.get("type", "application/x-www-form-urlencoded")}
    address = re.sub(r"\{number\}", about.get("number", str(OWN)), path)
    answer = person.client.request(method, re.sub(r"\{[^}]*\}", about.get("param", "1"), address), headers=headers, params={"wait": "0"})
    return turned(answer, about)


def turned(answer: httpx.Response, about: dict[str, str]) -> str:
    if str(answer.status_code) == about.get("otherwise"):
        return "yes"
    if answer.status_code == 401 or (answer.status_code == 303 and answer.headers["location"].startswith("/join")):
        return "join"
    return "no" if answer.status_code == 403 else "yes"
