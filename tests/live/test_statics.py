"""What the service worker is told, and what browsers may keep: files by their version for good, nothing else."""

import json
import re

import httpx
import pytest

from app.live.statics import STATIC
from app.live.version import version
from tests.architecture.rights import seated
from tests.running import RunningHall


def told(hall: RunningHall, name: str) -> list[str]:
    found = re.search(rf"^const {name} = (.*);$", httpx.get(f"{hall.url}/sw.js").text, re.MULTILINE)
    assert found
    values: list[str] = json.loads(found[1])
    return values


def test_the_worker_is_public_and_asked_for_every_time(house_hall: RunningHall) -> None:
    answer = httpx.get(f"{house_hall.url}/sw.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["service-worker-allowed"] == "/"
    assert told(house_hall, "VERSION") == version()
    assert "default-src 'self'" in told(house_hall, "HEADERS")["Content-Security-Policy"]  # type: ignore[call-overload]


def test_every_file_of_the_shell_is_there_and_lasts(house_hall: RunningHall) -> None:
    shell = told(house_hall, "SHELL")
    with httpx.Client(base_url=house_hall.url) as client:
        for file in shell:
            answer = client.get(file)
            assert (answer.status_code, answer.headers["x-stoliki"]) == (200, "1"), file
            assert "immutable" in answer.headers["cache-control"], file


@pytest.mark.parametrize("path", ["/stoliki/3", "/stoliki/3/counter", "/stoliki/3/ballot", "/stoliki/3/vote"])
def test_the_shell_holds_all_that_a_kept_page_names(house_hall: RunningHall, path: str) -> None:
    shell, moderator = set(told(house_hall, "SHELL")), house_hall.sit("moderator", 3)
    page = moderator.client.get(path).text
    named = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    seen: set[str] = set()
    while named - seen:
        file = (named - seen).pop()
        seen.add(file)
        text = moderator.client.get(file).text if file.endswith((".js", ".css")) and "/vendor/" not in file else ""
        named |= {f"/static/{version()}/js/{one}" for one in re.findall(r'(?:from|import) "\./([\w]+\.js)"', text)}
        named |= {f"/static/{version()}/{one}" for one in re.findall(r'url\("\.\./([^"]+)"\)', text)}
    assert len(named) > 20
    assert named <= shell


def test_another_versions_file_is_kept_by_nobody(house_hall: RunningHall) -> None:
    old = httpx.get(f"{house_hall.url}/static/0123456789ab/js/link.js")
    assert (old.status_code, old.headers["cache-control"]) == (200, "no-store")
    assert httpx.get(f"{house_hall.url}/static/js/link.js").headers["cache-control"] == "no-cache"
    assert httpx.get(f"{house_hall.url}/static/{version()}/js/none.js").status_code == 404


def test_every_page_says_that_it_is_ours_and_is_stored_by_no_cache_on_the_way(house_hall: RunningHall) -> None:
    moderator = house_hall.sit("moderator", 3)
    for path in ("/stoliki/3", "/join", "/offline", "/nowhere", "/desk"):
        answer = moderator.client.get(path)
        assert answer.headers["x-stoliki"] == "1", path
        assert "no-store" in answer.headers.get("cache-control", "no-store"), path


def test_a_file_from_the_shelf_is_the_file_and_nothing_beside_it_is_there(house_hall: RunningHall) -> None:
    here = f"{house_hall.url}/static/{version()}"
    script, style = httpx.get(f"{here}/js/vote.js"), httpx.get(f"{here}/css/ballot.css")
    assert script.content == (STATIC / "js" / "vote.js").read_bytes()
    assert (script.headers["content-type"], style.headers["content-type"]) == ("text/javascript; charset=utf-8", "text/css; charset=utf-8")
    assert script.headers["x-content-type-options"] == "nosniff"
    assert httpx.head(f"{here}/js/vote.js").status_code == 200
    for path in ("/", "", "/js", "/js/", "/../main.py", "/..%2fmain.py", "/js/..%2f..%2fmain.py", "/js//vote.js", "//js/vote.js"):
        assert httpx.get(here + path).status_code in (200, 404)
        assert b"import" not in httpx.get(here + path).content or path.endswith("vote.js"), path


def test_a_page_that_is_made_once_for_all_names_the_seat_that_asks_and_no_other(house_hall: RunningHall) -> None:
    phones = [seated(house_hall, "participant") for _ in range(2)]
    ids = [next(iter(phone.client.cookies)).rpartition("_")[2] for phone in phones]
    for path in ("/vote", "/participant"):
        pages = [phone.client.get(path).text for phone in phones]
        for page, mine, other in zip(pages, ids, reversed(ids), strict=True):
            assert f'data-seat="{mine}"' in page
            assert other not in page
        assert pages[0].replace(ids[0], "") != pages[0]
        assert phones[0].client.get(path, params={"lang": "en"}).text != pages[0]
