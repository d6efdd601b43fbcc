"""What can be measured of the words on a screen, in the page itself."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

WORDS = Path(__file__).with_name("seen.js").read_text("utf-8").rstrip().rstrip(";").split("\n", 1)[1]


def words(page: Page) -> list[dict[str, Any]]:
    """Every word that is seen: its text, its size in hundredths of the screen's height, its contrast, its box."""
    found: list[dict[str, Any]] = page.evaluate(WORDS)
    return found


def sizes(found: list[dict[str, Any]], css: str) -> list[float]:
    """The sizes of the words of one kind."""
    return [one["size"] for one in found if css in one["css"].split()]
