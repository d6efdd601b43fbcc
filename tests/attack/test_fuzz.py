"""schemathesis over the API: requests that fit its description and requests that do not. The product serves no description; it is made
here from what there is, so that a new address and a new command are tried without anybody's asking."""

import itertools
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.generation import GenerationMode

from app.live.commands import KINDS
from tests.architecture.rights import NOWHERE, routes, sample, seated
from tests.running import RunningHall, running

SECONDS, EXAMPLES, FEW = 5.0, 25, 4
TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
ASKED = {
    "/live": {"channels": TEXT, "since": NUMBER, "epoch": TEXT, "seat": TEXT, "version": TEXT},
    "/desk": {"stolik": TEXT},
    "/desk/redact": {"stolik": TEXT},
    "/desk/papers/notes.pdf": {"stolik": NUMBER, "lang": TEXT, "paper": TEXT},
    "/desk/seats": {"address": TEXT},
    "/hall": {"lang": TEXT},
}
FIVE = ("issue.record", "issue.undo", "topic.push", "edition.open", "seat.allow")
ODD: list[Any] = [None, True, -1, 0, 2**70, 1e308, "", " ", "\ud800", "x" * 5000, "\u202e\u0000", [], [[]], {}, {"a": {"b": []}}, "9" * 400]
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    with running(tmp_path_factory.mktemp("fuzzed") / "hall", commands_per_seat=10**6, failed_joins=10**6) as found:
        yield found


def description(hall: RunningHall) -> dict[str, Any]:
    """OpenAPI 3.1: every address but the static files, /commands with the shape of every kind."""
    paths: dict[str, Any] = {}
    for method, path in (one.split(" ", 1) for one in sorted(routes(hall))):
        if method != "WS" and path != "/static":
            paths.setdefault(path, {})[method.lower()] = operation(path, method)
    return {"openapi": "3.1.0", "info": {"title": "Stoliki", "version": "1"}, "paths": paths}


def operation(path: str, method: str) -> dict[str, Any]:
    inside = [{"name": name, "in": "path", "required": True, "schema": TEXT} for name in re.findall(r"\{(\w+)", path)]
    asked = [{"name": name, "in": "query", "schema": shape} for name, shape in ASKED.get(path, {}).items()]
    body = {"application/json": {"schema": batch()}} if path == "/commands" else {"application/x-www-form-urlencoded": {"schema": form()}}
    answers = {"default": {"description": "below 500"}}
    said = {"requestBody": {"required": True, "content": body}} if method == "POST" else {}
    return {"parameters": inside + asked, "responses": answers} | said


def batch() -> dict[str, Any]:
    """A batch of a few kinds; the others are tried below. The epoch is put in before it is sent: otherwise all would be 409."""
    kinds = [one(kind) for kind in FIVE]
    commands = {"type": "array", "items": {"anyOf": kinds}, "minItems": 1, "maxItems": 3}
    return {
        "type": "object",
        "required": ["v", "epoch", "commands"],
        "properties": {"v": {"const": 1}, "epoch": TEXT, "commands": commands},
    }


def one(kind: str) -> dict[str, Any]:
    """The shape of a kind; what it defines is put where it is used, for a path must lead somewhere in the whole description."""
    shape = KINDS[kind].model_json_schema()
    known = shape.pop("$defs", {})
    return inlined(shape | {"properties": shape["properties"] | {"kind": {"const": kind}}, "required": [*shape["required"], "kind"]}, known)


def inlined(shape: Any, known: dict[str, Any]) -> Any:
    if isinstance(shape, list):
        return [inlined(part, known) for part in shape]
    if not isinstance(shape, dict):
        return shape
    if "$ref" in shape:
        return inlined(known[shape["$ref"].rpartition("/")[2]], known)
    return {name: inlined(part, known) for name, part in shape.items()}


def form() -> dict[str, Any]:
    fields = ("code", "name", "password", "figures", "seat_id", "stolik", "count", "edition_id", "link", "on", "address")
    return {"type": "object", "properties": dict.fromkeys(fields, TEXT), "additionalProperties": TEXT}


def test_no_request_that_fits_the_description_or_does_not_is_answered_with_5xx(hall: RunningHall) -> None:
    """For some seconds: each address in turn, the commands last."""
    schema = schemathesis.openapi.from_dict(description(hall))
    operations = sorted((found.ok() for found in schema.get_all_operations()), key=lambda one: one.path == "/commands")
    assert len(operations) > 30
    person, until, tried = seated(hall, "organiser"), time.monotonic() + SECONDS, list[str]()

    def try_out(case: Any) -> None:
        answer = asked(hall, person.client, case)
        assert answer.status_code < 500, (case.method, case.path, case.query, case.body, answer.text[:300])
        tried.append(case.path)

    for found in operations:
        for mode in MODES if found.body or found.query or found.path_parameters else MODES[:1]:
            with suppress(Unsatisfiable):  # nothing can be wrong with a form that takes anything
                if time.monotonic() < until:
                    tries(found, mode)(given(case=found.as_strategy(generation_mode=mode))(try_out))()
    assert len(set(tried)) > 5, tried


def tries(found: Any, mode: GenerationMode) -> settings:
    many = EXAMPLES if found.path == "/commands" else FEW
    return settings(max_examples=many, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate],
                    suppress_health_check=list(HealthCheck))  # fmt: skip


def asked(hall: RunningHall, client: httpx.Client, case: Any) -> httpx.Response:
    """As our own pages ask: with Origin, header and epoch; a long poll does not wait."""
    headers = {"Origin": hall.url, "X-Stoliki": "1"}
    said = case.as_transport_kwargs(base_url=hall.url)
    if isinstance(case.body, dict) and "epoch" in case.body:
        case.body["epoch"] = hall.house.epoch
        said = case.as_transport_kwargs(base_url=hall.url)
    known = {name: value for name, value in said.get("headers", {}).items() if name.lower() in ("content-type", "accept")}
    query = {**(said.get("params") or {}), "wait": "0"}
    sent = {name: said[name] for name in ("json", "data") if said.get(name) is not None}
    return client.request(case.method, said["url"], params=query, headers=known | headers, **sent)


def test_no_odd_value_in_any_field_of_any_kind_is_answered_with_5xx(hall: RunningHall) -> None:
    """Each field of each kind gets some of the odd values in turn; every answer is one of the two there are."""
    person, nth = seated(hall, "organiser"), itertools.count()
    odd = [
        sample(kind, NOWHERE) | {name: ODD[next(nth) % len(ODD)]}
        for kind in sorted(KINDS)
        for name in (*KINDS[kind].model_fields, "surplus")
        for _ in range(3)
    ]
    assert len(odd) > 500
    for at in range(0, len(odd), 45):
        answer = person.post(odd[at : at + 45])
        assert answer.status_code == 200, answer.text[:300]
        assert {one["status"] for one in answer.json()["answers"]} <= {"recorded", "refused"}
