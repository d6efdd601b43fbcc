"""The server a good tutorial would have you write, behind the same doors: what our design is compared with.

One SQLModel session per command in the event loop (add, commit, refresh), then the fragment rendered for every client and
sent to one after another. SQLite stands in WAL with synchronous=FULL, so an answer means the same as ours. It does less
work than ours: no rights, no sittings, no repeated ids, no seq, no savepoints; cookies are not looked at.

python -m bench.tutorial PORT DATA_DIRECTORY
"""

import sys
import time
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from jinja2 import Environment, FileSystemLoader
from pydantic import BaseModel
from sqlalchemy import Engine, event
from sqlmodel import Field, Session, SQLModel, create_engine

TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)


class Issue(SQLModel, table=True):
    """One thing that was said."""

    id: str = Field(primary_key=True)
    stolik_id: int = Field(index=True)
    topic_id: str | None = None
    kind: str
    text: str
    at: float


class Entry(SQLModel, table=True):
    """Who said it when, so that both servers write two rows a command."""

    seq: int | None = Field(default=None, primary_key=True)
    command_id: str = Field(unique=True)
    kind: str
    at: float
    payload: str


class RecordIssue(BaseModel):
    """A command as the tablet sends it."""

    id: str
    kind: str
    age_ms: float
    stolik_id: int
    topic_id: str | None
    issue_kind: str
    text: str


class Envelope(BaseModel):
    """A batch of them."""

    v: int
    epoch: str
    commands: list[RecordIssue]


class Manager:
    """The connection manager of the tutorials."""

    def __init__(self) -> None:
        self.connections: dict[str, list[WebSocket]] = {}

    async def connect(self, channel: str, socket: WebSocket) -> None:
        await socket.accept()
        self.connections.setdefault(channel, []).append(socket)

    def disconnect(self, channel: str, socket: WebSocket) -> None:
        self.connections[channel].remove(socket)

    async def broadcast(self, channel: str, issue: Issue) -> None:
        for socket in list(self.connections.get(channel, [])):
            await socket.send_text(TEMPLATES.get_template("tutorial.html").render(issue=issue))


def make_engine(data: Path) -> Engine:
    """The same promise as ours: what was answered is on disk."""
    engine = create_engine(f"sqlite:///{data / 'tutorial.db'}")

    @event.listens_for(engine, "connect")
    def pragmas(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    SQLModel.metadata.create_all(engine, tables=[SQLModel.metadata.tables["issue"], SQLModel.metadata.tables["entry"]])
    return engine


def create_app(engine: Engine) -> FastAPI:
    app, manager = FastAPI(), Manager()

    def save(command: RecordIssue) -> tuple[Issue, int | None]:
        with Session(engine) as session:
            at = time.time() - command.age_ms / 1000
            issue = Issue(
                id=command.id, stolik_id=command.stolik_id, topic_id=command.topic_id, kind=command.issue_kind, text=command.text, at=at
            )
            entry = Entry(command_id=command.id, kind=command.kind, at=at, payload=command.model_dump_json())
            session.add(issue)
            session.add(entry)
            session.commit()
            session.refresh(issue)
            session.refresh(entry)
            return issue, entry.seq

    @app.post("/commands")
    async def commands(envelope: Envelope) -> dict[str, Any]:
        answers = []
        for command in envelope.commands:
            issue, seq = save(command)
            await manager.broadcast(f"stolik-{issue.stolik_id}", issue)
            answers.append({"id": issue.id, "status": "recorded", "seq": seq})
        return {"v": 1, "epoch": envelope.epoch, "answers": answers}

    @app.websocket("/live")
    async def live(socket: WebSocket, channels: str) -> None:
        await manager.connect(channels, socket)
        try:
            while True:
                await socket.receive_text()
        except WebSocketDisconnect:
            manager.disconnect(channels, socket)

    return app


if __name__ == "__main__":
    app = create_app(make_engine(Path(sys.argv[2])))
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
