"""Every page says which version of itself it is."""

import re

import pytest

from app.live import version
from tests.running import RunningHall


def test_every_page_names_its_version(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    for path in ("/join", "/desk", "/hall", "/map", "/stoliki/3", "/nowhere"):
        page = organiser.client.get(path, headers={"Accept": "text/html"}).text
        assert re.findall(r'<body [^>]*data-version="([^"]*)"', page) == [version.version()], path


def test_another_word_in_a_file_is_another_version_and_the_same_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = list(version.pieces())
    assert {"templates/base.html", "static/js/link.js"} <= {name for name, _ in pieces}
    known = [version.version.__wrapped__()]
    for told in (reversed(pieces), pieces[1:], [*pieces[1:], (pieces[0][0], pieces[0][1] + b" ")]):
        monkeypatch.setattr(version, "pieces", lambda told=told: iter(told))
        known.append(version.version.__wrapped__())
    assert known[0] == known[1]
    assert len(set(known)) == 3
