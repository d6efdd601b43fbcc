"""Over https a tablet that trusts the hall's root keeps its page; on plain http nothing breaks, and the page warns before it is left."""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from playwright.sync_api import Browser, BrowserType, Dialog, Page, expect

from app.cli.authority import Authority
from tests.browser import find_browser
from tests.cli.test_https import served
from tests.conftest import CHROMIUM
from tests.story.demo import Hall
from tests.story.people import NOTES, sees, state_line, waiting, write

PLAIN, LOCAL = "sala.test", "stoliki.local"
STATUS = "#status-kept"


@pytest.fixture
def engine(chromium: Browser) -> BrowserType:
    return chromium.browser_type


@contextmanager
def tablet_in(engine: BrowserType, name: str, *flags: str) -> Iterator[Page]:
    """A tablet for which this name is the hall's; it is no loopback name, so what browsers grant to localhost is not granted."""
    words = [*CHROMIUM, f"--host-resolver-rules=MAP {name} 127.0.0.1", *flags]
    browser = engine.launch(executable_path=find_browser(), args=words)
    try:
        page = browser.new_context(viewport={"width": 1280, "height": 800}, locale="pl-PL").new_page()
        page.set_default_timeout(20_000)
        yield page
    finally:
        browser.close()


def spki(authority: Authority) -> str:
    """By this Chromium is told to trust a root without touching the machine's own store."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    key = authority.root.public_key().public_bytes(serialization.Encoding.DER, form)
    return base64.b64encode(hashlib.sha256(key).digest()).decode()


def test_on_plain_http_nothing_is_kept_nothing_breaks_and_the_page_warns(engine: BrowserType, hall: Hall) -> None:
    errors: list[str] = []
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    with tablet_in(engine, PLAIN) as tablet:
        tablet.on("pageerror", lambda error: errors.append(str(error)))
        tablet.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
        tablet.goto(f"http://{PLAIN}:{hall.port}/join#{hall.seat('moderator', 3).code}")
        tablet.wait_for_url("**/stoliki/3")
        assert tablet.evaluate("() => [isSecureContext, 'serviceWorker' in navigator]") == [False, False]
        write(tablet, NOTES[0])
        sees(tablet, NOTES[0])
        assert errors == []
        hall.kill()
        write(tablet, NOTES[1])
        expect(waiting(tablet)).to_have_text([NOTES[1]])
        expect(state_line(tablet)).to_contain_text("Nie zamykaj i nie odświeżaj tej strony.")
        tablet.on("dialog", stay)
        tablet.evaluate("() => { location.reload(); }")
        expect(waiting(tablet)).to_have_text([NOTES[1]])
        assert asked == ["beforeunload"]
        hall.start()
        sees(tablet, *NOTES[:2])
        expect(state_line(tablet)).to_contain_text("Wszystko zapisane")


def test_over_https_a_tablet_that_trusts_the_root_reloads_without_the_server(engine: BrowserType, tmp_path: Path) -> None:
    authority = Authority(tmp_path / "data" / "authority")
    trusting = f"--ignore-certificate-errors-spki-list={spki(authority)}"
    with served(tmp_path / "data", "--https") as hall, tablet_in(engine, LOCAL, trusting) as tablet:
        hall.said_until("Odcisk SHA-256")
        tablet.on("dialog", lambda dialog: dialog.accept())
        tablet.goto(f"https://{LOCAL}:{hall.port}/join#{hall.code('moderator')}")
        tablet.wait_for_url("**/stoliki/1")
        tablet.wait_for_function("() => navigator.serviceWorker.controller !== null")
        write(tablet, NOTES[0])
        sees(tablet, NOTES[0])
        hall.process.kill()
        hall.process.wait(20)
        write(tablet, NOTES[1])
        expect(waiting(tablet)).to_have_text([NOTES[1]])
        tablet.reload()
        expect(tablet.locator(STATUS)).to_contain_text("Treść z ")
        expect(tablet.locator("#log .issue-said .issue-text, #waiting .issue-text")).to_have_text(NOTES[:2])
