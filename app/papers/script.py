"""The facilitator's script of a sitting: six phases, half an hour. Our own words; they are said aloud, so they are short."""

from typing import Any

from sqlalchemy import Connection

from app.papers.cards import heading
from app.papers.words import TITLES, _, in_language


def script_data(db: Connection, lang: str, paper: str) -> dict[str, Any]:
    """The same for every stolik."""
    return heading(db, lang, TITLES["script"]) | {"paper": paper, "words": in_language(lang, SCRIPT)}


SCRIPT = {
    "title": TITLES["script"],
    "minutes": _("min"),
    "lead": _(
        "Sześć kroków, razem pół godziny. Prowadzisz rozmowę, a nie spór: pytasz, słuchasz, zapisujesz. "
        "Zdania przy kresce możesz powiedzieć tak, jak stoją."
    ),
    "phases": [
        {
            "name": _("Powitanie"),
            "minutes": 3,
            "task": _("Przywitaj każdą osobę. Powiedz, po co jesteście i co stanie się z zapisem. Policz osoby i wpisz liczbę."),
            "say": [
                _("Dzień dobry, dobrze, że Państwo są. Przez pół godziny porozmawiamy o jednym temacie, a ja zapiszę to, co powiecie."),
                _("Zapisuję myśli, nie nazwiska. To, co zapiszę, zobaczy cała sala, a potem miasto."),
            ],
        },
        {
            "name": _("Pytanie"),
            "minutes": 2,
            "task": _("Przeczytaj na głos temat stolika i listę zagadnień. Zadaj jedno pytanie i daj chwilę ciszy."),
            "say": [_("Co w tej sprawie najbardziej trzeba zmienić tam, gdzie Państwo mieszkają? Proszę pomyśleć przez minutę.")],
        },
        {
            "name": _("Rozmowa"),
            "minutes": 10,
            "task": _("Najpierw każdy po jednej myśli, potem rozmowa. Jedna myśl to jeden wpis. Pytaj o miejsce i o to, komu to pomoże."),
            "say": [
                _("Proszę po kolei, jedna myśl na osobę. Jeszcze nie oceniamy."),
                _("Gdzie to jest dokładnie? Komu by to pomogło?"),
                _("Kto jeszcze nie mówił, a chciałby?"),
            ],
        },
        {
            "name": _("Łączenie"),
            "minutes": 5,
            "task": _(
                "Przeczytaj wpisy. Te same sprawy połącz, ale tylko wtedy, gdy zgodzą się ich autorzy. "
                "Nazwij wprost to, w czym się różnicie."
            ),
            "say": [
                _("Czy te dwie myśli to ta sama sprawa? Jeśli nie, zostawiamy obie."),
                _("Czytam, co mam w zapisie. Czy tak to miało brzmieć?"),
            ],
        },
        {
            "name": _("Głosowanie"),
            "minutes": 5,
            "task": _("Odczytuj wpisy jeden po drugim, licz podniesione ręce i od razu wpisuj liczbę. Rąk nie może być więcej niż osób."),
            "say": [_("Czytam po kolei. Ręka w górze znaczy: to jest ważne. Można poprzeć kilka spraw, można żadnej.")],
        },
        {
            "name": _("Odczytanie"),
            "minutes": 5,
            "task": _(
                "Odczytaj trzy sprawy z największą liczbą rąk i jedną, którą poparła mniejszość. Zapytaj, czy czegoś brakuje. Podziękuj."
            ),
            "say": [
                _("To zabieramy ze stolika. Czy coś ważnego nam umknęło?"),
                _("Dziękuję. Każdy wpis trafia do miasta, także te z jedną ręką."),
            ],
        },
    ],
    "rules-name": _("Gdy coś idzie inaczej"),
    "rules": [
        _("Ktoś mówi bardzo długo: podziękuj, zapisz jedno zdanie i oddaj głos następnej osobie."),
        _("Jest spór: zapisz oba zdania jako osobne wpisy. Nie rozstrzygaj."),
        _("Sprawa spoza tematu: zapisz ją i odłóż „Na później”. Nic nie ginie."),
        _("Nie ma sieci: pisz dalej, tablet pamięta. Nie działa tablet: pisz na papierowym formularzu."),
        _("Potrzebujesz pomocy: podnieś kartę stolika, ktoś podejdzie."),
    ],
}
