"""POST /commands: a batch from an outbox. Lean on purpose: it is the way of every word said in the hall."""

import asyncio
import json
import time
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from app.live.commands import Command, parse
from app.live.languages import say
from app.live.origin import is_ours
from app.live.recorder import Answer, Batch, Refusal
from app.live.seat import Seat, may
from app.live.seated import language, named_seat

LONGEST_NUMBER = 30  # digits
OURS = {"X-Stoliki": "1", "Cache-Control": "no-store"}
REASONS = {"forbidden": "To stanowisko nie może tego zrobić.", "wrong_stolik": "To stanowisko może pisać tylko przy swoim stoliku."}


class Turned(Exception):
    """The whole request is turned away: a status, a reason, perhaps when to come again."""

    def __init__(self, status: int, message: str, retry_after: int | None = None, **values: Any) -> None:
        super().__init__(message)
        self.status, self.message, self.retry_after, self.values = status, message, retry_after, values


def answer_json(status: int, content: dict[str, Any], retry_after: int | None = None) -> Response:
    """JSON with the header by which an outbox knows us from a captive portal."""
    headers = OURS | ({"Retry-After": str(retry_after)} if retry_after else {})
    return Response(json.dumps(content), status, headers, "application/json")


async def commands(request: Request) -> Response:
    """200 with one answer per command; a bad command never harms its neighbours."""
    lang = language(request)
    try:
        seat = _seat(request)
        raws = _envelope(request, await body_of(request))
        _limit(request, seat, len(raws))
        answers = await dispatch(request.app.state, seat, raws)
    except Turned as turned:
        content = {"v": 1, "epoch": request.app.state.epoch, "error": say(lang, turned.message)} | turned.values
        return answer_json(turned.status, content, turned.retry_after)
    return answer_json(200, {"v": 1, "epoch": request.app.state.epoch, "answers": [answer_of(one, lang) for one in answers]})


async def dispatch(state: Any, seat: Seat, raws: list[Any]) -> list[Answer]:
    """Judge each command, hand the good ones to the recorder, wait until they are on disk."""
    judged = [_judge(seat, raw) for raw in raws]
    good = [one for one in judged if isinstance(one, Command)]
    recorded = iter(await record(state, seat, good) if good else [])
    answers = [next(recorded) if isinstance(one, Command) else one for one in judged]
    for raw, answer in zip(raws, answers, strict=True):
        answer.id = raw["id"] if isinstance(raw, dict) and isinstance(raw.get("id"), str) else None
    return answers


async def record(state: Any, seat: Seat, good: list[Command], whole: bool = False, by_house: frozenset[str] = frozenset()) -> list[Answer]:
    """The answers of the recorder, after the fsync. Raises Turned(503) when nothing could be written."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[list[Answer]] = loop.create_future()

    def done(result: list[Answer] | Exception) -> None:
        if future.cancelled():
            return
        if isinstance(result, Exception):
            future.set_exception(Turned(503, "Serwer nie może teraz zapisywać. Tablet pamięta i spróbuje jeszcze raz.", retry_after=2))
        else:
            future.set_result(result)

    state.recorder.submit(Batch(seat, time.time_ns() // 1_000_000, good, done, whole=whole, by_house=by_house))
    return await future


def answer_of(answer: Answer, lang: str) -> dict[str, Any]:
    """What the outbox hears of one command."""
    if answer.refusal is None:
        return {"id": answer.id, "status": "recorded", "seq": answer.seq}
    refusal = answer.refusal
    message = say(lang, refusal.message, **refusal.values)
    return {"id": answer.id, "status": "refused", "code": refusal.code, "message": message}


def _judge(seat: Seat, raw: Any) -> Command | Answer:
    try:
        command = parse(raw)
        if (code := may(seat, command)) is not None:
            raise Refusal(code, REASONS[code])
    except Refusal as refusal:
        return Answer(None, refusal=refusal)
    return command


def _seat(request: Request) -> Seat:
    if not is_ours(request.headers, request.scope["scheme"], request.app.state.settings.public_url):
        raise Turned(403, "To żądanie przyszło z innej strony.")
    seat = named_seat(request, request.headers.get("x-stoliki-seat"))
    if seat is None:
        raise Turned(401, "Zeskanuj kartę stolika jeszcze raz.")
    return seat


async def body_of(request: Request) -> bytes:
    """The request's body. Raises Turned when it is too large or comes too slowly."""
    settings, body = request.app.state.settings, bytearray()
    too_large = Turned(413, "Za duża paczka: podziel ją.")
    if int(request.headers.get("content-length") or 0) > settings.body_bytes:
        raise too_large
    try:
        async with asyncio.timeout(settings.request_seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > settings.body_bytes:
                    raise too_large
    except ClientDisconnect:  # nobody will read this
        raise Turned(400, "Nie rozumiem tej paczki.") from None
    except TimeoutError:
        raise Turned(408, "Żądanie przychodziło za długo.") from None
    return bytes(body)


def _envelope(request: Request, body: bytes) -> list[Any]:
    malformed = Turned(400, "Nie rozumiem tej paczki.")
    if request.headers.get("x-stoliki") != "1" or not _says_json(request):
        raise malformed
    try:
        envelope = json.loads(body.decode(), parse_constant=_finite, parse_int=_number)
    except (ValueError, RecursionError):
        raise malformed from None
    if not isinstance(envelope, dict) or not {"v", "epoch", "commands"} <= set(envelope) or envelope["v"] != 1:
        raise malformed
    raws, epoch = envelope["commands"], envelope["epoch"]
    if not isinstance(raws, list) or not isinstance(epoch, str):
        raise malformed
    if epoch != request.app.state.epoch:
        raise Turned(409, "To inna baza: wyślij jeszcze raz.", rehearsal=request.app.state.settings.is_rehearsal)
    if len(raws) > request.app.state.settings.batch_commands:
        raise Turned(413, "Za duża paczka: podziel ją.")
    return raws


def _says_json(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


def _finite(text: str) -> None:
    """NaN and Infinity are no JSON."""
    raise ValueError(text)


def _number(text: str) -> int | str:
    """One absurd number is the matter of its own command: as a text it is refused there."""
    return int(text) if len(text) < LONGEST_NUMBER else text


def _limit(request: Request, seat: Seat, cost: int) -> None:
    wait = request.app.state.pace.over(seat.id, cost)
    if wait:
        raise Turned(429, "Za dużo poleceń naraz. Tablet pamięta i spróbuje jeszcze raz.", retry_after=wait)
