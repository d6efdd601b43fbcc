"""What people are told about their personal data: everybody may read it, organisers write it, it is never markup."""

import pytest

from app.cli.retention import overdue
from tests.running import RunningHall, running


@pytest.mark.parametrize(("lang", "words"), [("pl", "Administratorem danych"), ("en", "The controller"), ("uk", "Розпорядник даних")])
def test_the_information_is_there_for_strangers_in_each_language(house_hall: RunningHall, lang: str, words: str) -> None:
    page = house_hall.stranger().client.get("/informacja", params={"lang": lang})
    assert page.status_code == 200
    assert words in page.text
    assert "Toruński Kongres Dialogu 2024" in page.text
    assert "365" in page.text


def test_edition_inform_puts_other_words_there_and_an_empty_text_the_usual_ones_back(house_hall: RunningHall) -> None:
    organiser, mine = house_hall.sit("organiser"), {"edition_id": 1, "language": "pl"}
    said = "Administratorem jest <b>Gmina</b>.\n\nDrugi akapit."
    assert organiser.say("edition.inform", **mine, text=said)["status"] == "recorded"
    page = house_hall.stranger().client.get("/informacja").text
    assert "&lt;b&gt;Gmina&lt;/b&gt;" in page
    assert page.count('class="door-clause"') == 2
    assert "Gmina" not in house_hall.stranger().client.get("/informacja?lang=en").text
    assert "Gmina" in organiser.client.get("/desk/clause").text
    assert organiser.say("edition.inform", **mine, text="")["status"] == "recorded"
    assert "Administratorem danych" in house_hall.stranger().client.get("/informacja").text


def test_edition_inform_is_for_an_edition_that_is_there(house_hall: RunningHall) -> None:
    answer = house_hall.sit("organiser").say("edition.inform", edition_id=99, language="pl", text="x")
    assert answer["code"] == "not_found"


@pytest.mark.parametrize("path", ["/join", "/", "/sign-in"])
def test_every_door_leads_there(house_hall: RunningHall, path: str) -> None:
    assert 'href="/informacja"' in house_hall.stranger().client.get(path).text


def test_the_name_of_an_edition_stands_there_as_it_is(house_hall: RunningHall) -> None:
    words = {"venue": "x", "days": ["2024-09-10"], "language": "pl", "name": "Kongres & <Dialog>"}
    assert house_hall.sit("organiser").say("edition.name", edition_id=1, **words)["status"] == "recorded"
    page = house_hall.stranger().client.get("/informacja").text
    assert "Kongres &amp; &lt;Dialog&gt;" in page


def test_whoever_starts_the_hall_hears_when_data_were_kept_too_long(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running(tmp_path_factory.mktemp("kept") / "hall") as hall:
        assert any("close-edition --edition 1" in sentence for sentence in overdue(hall.house))
        hall.house.settings.retention_days = 100_000
        assert overdue(hall.house) == []
