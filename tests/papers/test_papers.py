"""What is printed: everything that a table, a desk and a hall without current need, in three languages; and no text breaks it."""

import re
import resource
from pathlib import Path
from typing import Any

import pytest
import segno

from app.papers.cards import LostSecret, NoStolik, cards_data
from app.papers.press import printed
from app.papers.typesetting import HERE, compiled
from app.seats.codes import fingerprint
from tests.papers.conftest import ADDRESS, Office
from tests.papers.reading import Picture, drawn, page_count, said

LANGUAGES = ("pl", "en", "uk")
BASE_CSS = HERE.parent / "static" / "css" / "base.css"
NASTY = [
    '#panic("x") #read("/etc/passwd")', "$x^2$ *b* _i_ `c` <a> @b \\ // /* = - #", "„cudzysłów” \"q\" 'a'", "W" * 200, "ą" * 200,
    "Ґанок їжака є " * 14, "שלום עולם مرحبا بالعالم", "https://" + "a.b/" * 48, "słowo " * 33,
]  # fmt: skip


def one_card(office: Office, **changes: Any) -> dict[str, Any]:
    """The card of stolik 3, changed."""
    data = office.cards(numbers=(3,))
    return data | {"cards": [data["cards"][0] | changes]}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "paper", "pages"),
    [("cards", "a5", 14), ("cards", "a4", 14), ("cards", "a4x2", 7), ("notes", "a4", 22), ("notes", "a5", 27),
     ("script", "a4", 1), ("script", "a5", 2)],
)
def test_every_paper_is_an_accessible_pdf_of_so_many_pages(office: Office, lang: str, name: str, paper: str, pages: int) -> None:
    data = getattr(office, name)(lang, paper)
    pdf = compiled(name, data, ignore_system_fonts=True, pdf_standards=["ua-1"])
    assert pdf.startswith(b"%PDF-")
    assert b"pdfuaid" in pdf
    assert page_count(pdf) == pages


def test_the_press_gives_what_typst_promises(office: Office) -> None:
    pdf = printed("cards", office.cards("uk"))
    assert pdf.startswith(b"%PDF-")
    assert b"pdfuaid" in pdf


def test_a_card_tells_number_theme_address_and_the_code_that_opens_the_seat(office: Office) -> None:
    data = office.cards()
    assert [one for one in said("cards", data, "heading.where(level: 1)") if one.startswith("Stolik")] == [
        f"Stolik {n}" for n in range(1, 12)
    ]
    assert said("cards", data, "heading.where(level: 2)")[3] == "Transport"
    assert data["address"] == "192.168.1.20:8000/join"
    with office.db.read() as db:
        hashes = {row.code_hash for row in db.exec_driver_sql("select code_hash from seat")}
    codes = said("cards", data, "<code>")
    assert len(codes) == 14
    assert {fingerprint(code.replace(" ", "")) for code in codes} == hashes


def test_organisers_and_the_screen_have_cards_too(office: Office) -> None:
    assert said("cards", office.cards("en"), "heading.where(level: 1)")[:3] == ["Organiser", "Screen in the hall", "Theme team"]


def test_https_stays_in_the_address_that_people_type(office: Office) -> None:
    assert office.cards(base="https://kongres.example.org")["address"] == "https://kongres.example.org/join"


def test_only_the_stoliki_that_are_named(office: Office) -> None:
    assert [card["number"] for card in office.cards(numbers=(7, 3))["cards"]] == ["3", "7"]
    assert [form["number"] for form in office.notes(numbers=(7, 3))["forms"]] == ["3", "7"]
    with pytest.raises(NoStolik, match="99"):
        office.cards(numbers=(3, 99))


def modules_at(page: Picture, url: str, left: float, top: float, width: float, dots: float) -> bool:
    """Whether the link stands there as a QR, to the last module (in mm)."""
    modules = [list(row) for row in segno.make(url, error="m", micro=False).matrix_iter(border=2)]
    size, along = width * dots / len(modules), range(len(modules))
    return [[int(page.dark(left * dots + (x + 0.5) * size, top * dots + (y + 0.5) * size)) for x in along] for y in along] == modules


def test_the_qrs_on_the_page_are_the_links_to_the_last_module(office: Office) -> None:
    data, dots = office.cards(), 8
    pages = drawn("cards", data | {"cards": [data["cards"][0], data["cards"][5]]}, dots)
    organiser, stolik = data["cards"][0], data["cards"][5]
    assert organiser["url"].startswith(f"{ADDRESS}/join#")
    assert stolik["vote"]["url"] == f"{ADDRESS}/vote?stolik={stolik['number']}"
    assert modules_at(pages[0], organiser["url"], 12, 157, 42, dots)
    assert modules_at(pages[1], stolik["vote"]["url"], 12, 164.5, 29, dots), "what residents scan opens no seat"
    assert modules_at(pages[1], stolik["url"], 77, 164.5, 29, dots)


def test_the_number_is_as_tall_as_a_hand(office: Office) -> None:
    for number, least in (("4", 75), ("11", 60), ("100", 40)):
        page = drawn("cards", one_card(office, number=number), 1)[0]
        inked = [y for y in range(36, 114) if not page.blank(12, y, 136, y + 1)]
        assert max(inked) - min(inked) >= least, number


def test_the_colours_are_those_of_the_screens() -> None:
    screens = re.findall(
        r'\[data-theme="(\d+)"\] \{ --theme: light-dark\(oklch\(([\d.]+)% ([\d.]+) (\d+)\).*?--on-theme: light-dark\((\w+),',
        BASE_CSS.read_text("utf-8"),
    )
    papers = re.findall(r'"(\d+)": \(oklch\(([\d.]+)%, ([\d.]+), (\d+)deg\), (\w+)\)', (HERE / "paper.typ").read_text("utf-8"))
    assert len(screens) == 11
    assert papers == screens


@pytest.mark.parametrize("nasty", NASTY)
def test_no_name_breaks_out_of_its_place_on_a_card(office: Office, nasty: str) -> None:
    data = one_card(office, theme=nasty) | {"edition": nasty, "address": "https://" + "bardzo-dlugi-adres." * 6 + "pl:8443/join"}
    assert said("cards", data, "heading.where(level: 2)") == [nasty]
    pages = drawn("cards", data, 2)
    assert len(pages) == 1
    for left, top, right, bottom in ((0, 25, 23, 420), (274, 25, 296, 420), (0, 400, 296, 420), (24, 306, 274, 312)):
        assert pages[0].blank(left, top, right, bottom), (left, top)


@pytest.mark.parametrize("nasty", NASTY)
def test_no_topic_breaks_out_of_its_form(office: Office, nasty: str) -> None:
    data = office.notes(numbers=(3,))
    data["forms"][0] |= {"topics": [nasty] * 5, "theme": nasty}
    titles = said("notes", data, "heading.where(level: 2)")
    assert titles[0].replace("\u200b", "") == f"1. {nasty}"
    for page in drawn("notes", data, 1):
        assert page.blank(0, 0, 13, page.height)
        assert page.blank(198, 0, 210, page.height)


def test_a_letter_that_no_font_has_still_gives_a_card(office: Office) -> None:
    assert page_count(printed("cards", one_card(office, theme="Zieleń 🌳 漢字"))) == 1


def test_a_form_has_lines_for_every_topic_of_the_stolik(office: Office) -> None:
    data = office.notes("uk", numbers=(1,))
    titles = said("notes", data, "heading")
    assert titles[0] == "Столик 1: Przestrzeń publiczna"
    assert [one.replace("\u200b", "") for one in titles[1:4]] == [
        "1. Otworzyć miasto na Wisłę",
        "2. Zachodnia część Bulwaru Filadelfijskiego",
        "3. Skwer Broniewicza",
    ]
    assert len(titles) == 1 + len(data["forms"][0]["topics"]) + 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_script_has_six_phases_of_half_an_hour(office: Office, lang: str) -> None:
    data = office.script(lang)
    assert [one["minutes"] for one in data["words"]["phases"]] == [3, 2, 10, 5, 5, 5]
    titles = said("script", data, "heading.where(level: 2)")
    assert titles == [*(one["name"] for one in data["words"]["phases"]), data["words"]["rules-name"]]


def test_a_hundred_stoliki_are_printed_with_a_few_seconds_of_work(office: Office) -> None:
    cards, notes = office.cards(), office.notes()
    cards["cards"] = [cards["cards"][4] | {"number": str(n), "theme": f"Temat {n}"} for n in range(1, 101)]
    notes["forms"] = [notes["forms"][0] | {"number": str(n), "theme": f"Temat {n}"} for n in range(1, 101)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert page_count(printed("cards", cards)) == 100
    assert page_count(printed("notes", notes)) == 200
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime - before.ru_utime < 12  # 2 s on a quiet machine


def test_no_card_is_made_whose_code_opens_nothing(office: Office, tmp_path: Path) -> None:
    other = tmp_path / "seats.secret"
    with office.db.read() as db, pytest.raises(LostSecret):
        cards_data(db, other, ADDRESS, "pl", "a5")
    assert not other.exists()
    other.write_bytes(b"another" * 5)
    with office.db.read() as db, pytest.raises(LostSecret):
        cards_data(db, other, ADDRESS, "pl", "a5")
