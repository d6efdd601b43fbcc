"""The import at the desk, as a browser without scripts does it: a file, its preview, a yes."""

import re
import resource
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.importing.files import BROKEN, GOOD, HEAD, big, csv_of, flat
from tests.running import Person, RunningHall, running

WORDS = re.compile(r"<[^>]+>|\s+")


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    """The shipped edition; nothing that is refused may change it, so one will do for all."""
    with running(tmp_path_factory.mktemp("import") / "hall") as found:
        yield found


@pytest.fixture(scope="module")
def organiser(hall: RunningHall) -> Person:
    return hall.sit("organiser")


def sent(person: Person, name: str, content: bytes, **headers: str) -> httpx.Response:
    """A file goes up; where it leads is followed."""
    headers = {"Origin": person.url} | headers
    return person.client.post("/desk/import", files={"file": (name, content)}, headers=headers, follow_redirects=True, timeout=60)


def decided(person: Person, page: httpx.Response, **fields: str) -> httpx.Response:
    """A form of the preview is sent."""
    return person.client.post(page.url.path, data=fields, headers={"Origin": person.url}, follow_redirects=True, timeout=60)


def yes(person: Person, page: httpx.Response) -> httpx.Response:
    digest = re.search(r'name="digest" value="(\w+)"', page.text)
    assert digest, said(page)
    return decided(person, page, do="write", digest=digest[1])


def said(page: httpx.Response) -> str:
    return " ".join(WORDS.sub(" ", page.text).replace("&#34;", '"').split())


def seq(person: Person) -> int:
    return int(person.client.get("/readyz").json()["seq"])


def told(person: Person) -> dict[str, object]:
    document: dict[str, object] = person.client.get("/export/hall.json").json()
    return document


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_is_told_in_plain_words_and_nothing_is_written(what: str, hall: RunningHall, organiser: Person) -> None:
    name, made, words = BROKEN[what]
    before = seq(organiser)
    page = sent(organiser, name, made())
    assert any(one in said(page) for one in words.split("|")), (page.status_code, said(page)[:600])
    assert "Zapisz w programie" not in page.text
    assert "Traceback" not in page.text
    assert seq(organiser) == before
    ready = organiser.client.get("/readyz", timeout=5)
    assert (ready.status_code, ready.json()["status"]) == (200, "ready")


def test_nothing_is_written_before_the_yes_and_all_of_it_after(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    before = seq(organiser)
    page = sent(organiser, "program.xlsx", flat(GOOD))
    assert "Tak zmieni się program" in said(page)
    assert seq(organiser) == before
    done = yes(organiser, page)
    assert "jest gotowy" in said(done)
    numbers = {one["number"]: one["theme"] for one in told(organiser)["stoliki"]}  # type: ignore[attr-defined]
    assert (numbers[21], numbers[22]) == ("Zieleń i parki", "Ruch pieszy")
    assert house_hall.sit("moderator", 21).client.get("/stoliki/21").text.count("Ławki w cieniu") >= 1
    after = seq(organiser)
    assert "Wszystko z tego pliku już jest" in said(sent(organiser, "program.csv", csv_of(GOOD)))
    assert seq(organiser) == after


def test_a_column_is_given_its_meaning_once(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    odd = [["Stół", "O czym", "Sprawy"], *GOOD[1:]]
    page = sent(organiser, "program.xlsx", flat(odd))
    assert "Nie rozpoznaję żadnej kolumny" in said(page)
    page = decided(organiser, page, **{"do": "look", "c-0-0": "stolik", "c-0-1": "theme", "c-0-2": "topic"})
    assert "Tak zmieni się program" in said(page)
    yes(organiser, page)
    again = [odd[0], *odd[1:], [22, "Ruch pieszy", "Pasy"]]
    assert "Tak zmieni się program" in said(sent(organiser, "program.csv", csv_of(again)))


def test_what_was_not_shown_is_not_written(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    page = sent(organiser, "program.xlsx", flat(GOOD))
    organiser.say("stolik.open", stolik_id=None, number=21, sitting_id=2, theme_id=1)
    before = seq(organiser)
    assert "Program zmienił się od czasu tego podglądu" in said(yes(organiser, page))
    assert seq(organiser) == before


def test_a_new_edition_comes_from_a_file(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    page = decided(organiser, sent(organiser, "p.xlsx", flat(GOOD)), do="look", into="fresh", name="Kongres 2027", day="2027-09-10")
    assert "jest gotowy" in said(yes(organiser, page))
    document = told(organiser)
    assert document["edition"]["name"] == "Kongres 2027"  # type: ignore[index]
    assert [one["number"] for one in document["stoliki"]] == [21, 22]  # type: ignore[attr-defined]


def test_only_an_organiser_and_only_from_our_own_page(hall: RunningHall, organiser: Person) -> None:
    assert sent(hall.sit("moderator", 3), "program.xlsx", flat(GOOD)).status_code == 403
    assert sent(organiser, "program.xlsx", flat(GOOD), Origin="http://evil.example").status_code == 403
    page = sent(organiser, "<script>alert(1)</script>.csv", csv_of([HEAD, [21, "<img src=x onerror=alert(1)>", "<b>x</b>"]]))
    assert "<img src=x" not in page.text
    assert "<script>alert" not in page.text


def spent() -> float:
    """Seconds of the processor: ours, with the server in it, and our children's. A busy machine does not change them."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def test_a_hundred_stoliki_with_a_thousand_topics_are_previewed_in_a_second_and_written_in_three(house_hall: RunningHall) -> None:
    """bench/importing.py has the figures of the clock."""
    organiser, content = house_hall.sit("organiser"), big()
    begun = spent()
    page = sent(organiser, "duzy.xlsx", content)
    previewed = spent()
    page = decided(organiser, page, do="look", into="fresh", name="Duży Kongres")
    assert "Tak zmieni się program" in said(page)
    confirmed = spent()
    assert "jest gotowy" in said(yes(organiser, page))
    assert previewed - begun < 1
    assert spent() - confirmed < 3
    document = told(organiser)
    assert (len(document["stoliki"]), len(document["topics"])) == (100, 1000)  # type: ignore[arg-type]
