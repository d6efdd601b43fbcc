"""Personal data in what was typed is flagged: often enough to be worth a look, seldom enough to be looked at."""

import random
import time

import pytest

from app.issues.personal import is_pesel, masked, personal_in


def pesel(born: str, serial: int) -> str:
    """An invented one, built by code: the checksum is right."""
    digits = f"{born}{serial:04d}"
    weighed = sum(int(digit) * weight for digit, weight in zip(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3), strict=True))
    return digits + str((10 - weighed % 10) % 10)


def digits(*groups: str, between: str = " ") -> str:
    return between.join(groups)


PERSONAL = {
    "Pani Kowalska z drugiego piętra nie ma podjazdu": "name",
    "pan Wiśniewski z klatki obok prosi o ławkę": "name",
    "mówił o tym p. Zieliński": "name",
    "Jan Nowak chce więcej ławek": "name",
    "rozmawiałam z Anną Kowalczyk o placu zabaw": "name",
    "Podpisano: Krzysztof Jabłoński-Wilk": "name",
    "sąsiadka Małgosia Wójcik dokarmia koty": "name",
    "Proszę przekazać Markowi Lisowi": "name",
    "Пропозиція: Оксана Коваленко": "name",
    f"dzwonić {digits('601', '234', '567')}": "phone",
    f"tel. {digits('601', '234', '567', between='-')} po 16": "phone",
    f"numer {digits('601', '234', '567', between='')}": "phone",
    f"stacjonarny {digits('56', '622', '33', '44')}": "phone",
    f"({digits('56)', '622', '33', '44')}": "phone",
    f"+{digits('48', '601', '234', '567')}": "phone",
    f"+{digits('380', '67', '123', '45', '67')}": "phone",
    "pisać na jan.kowal@example.org": "email",
    "jan.kowal (at) example.org": "email",
    f"mój PESEL {pesel('440514', 1234)}": "pesel",
    f"dziecko {pesel('152407', 777)}": "pesel",
}
NOT_PERSONAL = [
    "Brak ławek przy ul. Jana Pawła II",
    "przejście na ulicy Adama Mickiewicza koło szkoły",
    "plac Teatralny i plac Marii Curie",
    "na al. gen. Władysława Andersa jest ciemno",
    "Szkoła Podstawowa im. Mikołaja Kopernika",
    "Pomnik Mikołaja Kopernika trzeba oczyścić",
    "skwer Ireny Sendlerowej bez koszy",
    "most Józefa Piłsudskiego",
    "Pani Prezydent powinna przyjechać tramwajem",
    "Panie Prezydencie, prosimy o drzewa",
    "pan Dyrektor szkoły odmawia",
    "remont za 601 234 567 zł to za dużo",
    "budżet 120 000 000 zł, czyli 60 000 000 na rok",
    "koszt 12 500 000 PLN",
    "505 000 000 to nie jest telefon",
    "w 2024 r., od 14.05.2024 do 2024-06-30, godz. 16:00-18:30",
    "autobusy 112, 113 i 131 co 10, 15 i 20 minut",
    "działka 123/45, obręb 67, 1 234,50 m2",
    "Toruń Główny i Nowe Miasto",
    "Więcej zieleni. Na Bydgoskim Przedmieściu nie ma cienia",
    "Stare Miasto, Zespół Staromiejski, Wisła Toruń",
    "Ola prosi o ławkę",
    "Maja zieleń w maju",
    f"numer zgłoszenia {12345678901}",
    "Proszę Państwa, to pilne",
    "Komisariat Toruń-Śródmieście przyjmuje do 22",
]


@pytest.mark.parametrize(("text", "sign"), PERSONAL.items())
def test_is_flagged(text: str, sign: str) -> None:
    assert sign in personal_in(text)


@pytest.mark.parametrize("text", NOT_PERSONAL)
def test_is_not_flagged(text: str) -> None:
    assert personal_in(text) == ()


def test_a_pesel_needs_its_checksum_and_a_day_of_birth() -> None:
    good = pesel("440514", 1234)
    assert is_pesel(good)
    assert not is_pesel(good[:-1] + str((int(good[-1]) + 1) % 10))
    assert not is_pesel(pesel("449914", 1234))


def test_looking_costs_nothing_a_tablet_would_notice() -> None:
    """Also in texts made to be slow to look at."""
    dice = random.Random(3)
    texts = ["".join(dice.choices("Jan Kowal 601-@.ąę ", k=4000)) for _ in range(5)]
    texts += ["Jan " * 1000, "0" * 4000, "1 " * 2000, "a" * 3990 + "@", "A" * 4000]
    texts += ["ul. " * 1000 + "Jan Nowak", "+1 (1) " * 570, "a.a-" * 1000]
    for text in texts:
        started = time.perf_counter()
        personal_in(text)
        assert time.perf_counter() - started < 0.2, text[:20]


def test_what_was_noticed_is_taken_out_and_the_rest_stays() -> None:
    text = f"Pani Anna Kowalska, tel. {digits('601', '234', '567')}, prosi o ławkę przy ul. Jana Pawła II"
    assert masked(text) == "Pani […], tel. […], prosi o ławkę przy ul. Jana Pawła II"
    assert masked("Więcej zieleni") == "Więcej zieleni"


@pytest.mark.parametrize("text", PERSONAL)
def test_nothing_is_noticed_where_it_was_taken_out(text: str) -> None:
    assert personal_in(masked(text)) == ()
