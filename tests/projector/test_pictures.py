"""The map as a file: for the organisers, whole, and with nothing in it that a program could take for more than a picture."""

import re
import struct
from xml.etree import ElementTree

import pytest

from app.projector.drawing import Pen, Words, drawn
from app.projector.layout import build
from tests.projector.made_hall import Said, heaps, made_ideas, themes, topics
from tests.running import RunningHall

SVG = "{http://www.w3.org/2000/svg}"
WORDS = Words("pl", "Mapa zagadnień i tematów", ["11 stolików"])
HOSTILE = '<script>alert(1)</script>"&\u202e]]>'


def test_every_place_stands_in_the_picture_where_the_screen_has_it() -> None:
    rows = heaps([Said(100 + number, f"t{number}-{n % 4}", n % 9) for n, (number, _) in enumerate(made_ideas())])
    picture = ElementTree.fromstring(drawn(themes(), topics(), rows, WORDS, Pen(dark=False)))
    there = {g.get("transform") for g in picture.iter(f"{SVG}g") if g.get("transform")}
    assert there == {f"translate({round(p.x, 1)} {round(p.y, 1)})" for p in build(themes(), topics(), rows).places if p.issues}
    assert "Przestrzeń publiczna" in (picture.findtext(f"{SVG}desc") or "")


def test_what_people_wrote_stays_words() -> None:
    named = [one._replace(name=HOSTILE) for one in themes(2)]
    topic = [one._replace(title=HOSTILE) for one in topics(1, 1)]
    svg = drawn(named, topic, heaps([Said(101, "t1-0", 3)]), WORDS, Pen(dark=True))
    tags = {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(svg).iter()}
    assert tags <= {"svg", "title", "desc", "defs", "path", "clipPath", "rect", "use", "g", "circle", "text"}
    assert re.findall(r"""(?:href|src)="[^#]""", svg) == []


def test_an_empty_house_has_a_picture_too() -> None:
    ElementTree.fromstring(drawn([], [], [], WORDS, Pen(dark=False)))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_organisers_take_the_map_as_svg(house_hall: RunningHall, scheme: str) -> None:
    organiser = house_hall.sit("organiser")
    organiser.record("Ławki nad Wisłą", 3)
    answer = organiser.client.get(f"/export/map.svg?scheme={scheme}&lang=uk")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert re.search(r'filename="stoliki-map-\d{8}-\d{4}\.svg"', answer.headers["content-disposition"])
    assert ElementTree.fromstring(answer.text).findtext(f"{SVG}title") == "Карта питань і тем"


def test_the_organisers_take_the_map_as_png(house_hall: RunningHall) -> None:
    answer = house_hall.sit("organiser").client.get("/export/map.png")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert struct.unpack("!II", answer.content[16:24]) == (3840, 2160)
