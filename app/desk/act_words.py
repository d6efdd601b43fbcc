"""The organisers' acts in words: what a kind is about, and what was done; what is wrong with a chain that is broken."""

from app.live.languages import say

ABOUT = {
    "ballot": "Karta do głosowania",
    "column": "Kolumna importu",
    "edition": "Edycja",
    "headcount": "Liczba osób",
    "help": "Prośba o pomoc",
    "idea": "Pomysł z telefonu",
    "issue": "Wpis",
    "notice": "Ostrzeżenie",
    "organiser": "Organizator",
    "phase": "Faza",
    "rehearsal": "Próba",
    "room": "Wejście do sali",
    "round": "Głosowanie",
    "scenario": "Scenariusz",
    "screen": "Ekran w sali",
    "seat": "Stanowisko",
    "sitting": "Sesja",
    "stolik": "Stolik",
    "summary": "Podsumowanie",
    "tally": "Zliczone ręce",
    "theme": "Temat",
    "token": "Żetony",
    "topic": "Zagadnienie",
    "unit": "Jednostka",
}
DONE = {
    "accept": "przyjęcie zaproszenia",
    "admit": "wpuszczenie",
    "alarm": "karta użyta drugi raz",
    "allow": "zasady kart",
    "ask": "prośba o wpuszczenie",
    "begin": "początek",
    "cast": "oddanie głosu",
    "choose": "wybór bieżącej",
    "classify": "rodzaj",
    "close": "zamknięcie",
    "copy": "kopia",
    "count": "policzenie",
    "end": "koniec",
    "enter": "wejście mieszkańca",
    "extend": "przedłużenie",
    "go": "start",
    "guard": "drugi krok wejścia",
    "hush": "alarm sprawdzony",
    "inform": "informacja o danych osobowych",
    "invite": "zaproszenie",
    "merge": "połączenie",
    "name": "nazwa i szczegóły",
    "open": "otwarcie",
    "park": "odłożenie",
    "pause": "pauza",
    "push": "dodanie",
    "record": "zapisanie",
    "recount": "poprawienie liczby",
    "redact": "usunięcie danych osobowych",
    "refuse": "odmowa",
    "rekey": "nowe hasło",
    "release": "zwolnienie",
    "replace": "nowy kod",
    "restore": "przywrócenie",
    "reword": "nowe brzmienie",
    "seal": "potwierdzenie",
    "settle": "wybór wersji",
    "sort": "miejsce",
    "split": "rozdzielenie",
    "take": "zajęcie",
    "transcribe": "przepisanie z papieru",
    "undo": "cofnięcie",
    "withdraw": "wycofanie",
}
ALONE = {"screen.push": "Ekran w sali: nowy obraz", "issue.sort": "Wpis: przypisanie do zagadnienia"}
WRONG = {
    "no act": "nie ma go w łańcuchu",
    "not what was linked, or something before it is missing": "jest inny niż był albo brakuje czegoś przed nim",
    "its words are gone, and nothing says why": "nie ma jego słów i nic nie mówi dlaczego",
    "other words than were sealed": "ma inne słowa niż wtedy, gdy go zapisano",
}
UNKNOWN = "w łańcuchu jest coś, czego nie ma w dzienniku"


def done_in_words(kind: str, lang: str) -> str:
    """Stolik: otwarcie. A kind without words is told by its name."""
    if kind in ALONE:
        return say(lang, ALONE[kind])
    noun, _, verb = kind.partition(".")
    return f"{say(lang, ABOUT[noun])}: {say(lang, DONE[verb])}" if noun in ABOUT and verb in DONE else kind


def wrong_in_words(fault: str, lang: str) -> str:
    """One fault, with the number of its entry in the journal."""
    head, _, what = fault.partition(": ")
    seq, _, kind = head.partition(" ")
    return f"{seq} ({done_in_words(kind, lang)}): {say(lang, WRONG[what])}" if what in WRONG else say(lang, UNKNOWN)
