"""A hall over https by its own authority: one root to trust, leaves for every address, a plain door that explains; or one given."""

import json
import plistlib
import re
import shutil
import signal
import ssl
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from app.cli.authority import Authority
from app.cli.doorway import profile
from tests.aside import aside
from tests.running import furnished
from tests.story.demo import ROOT, clean_environment, free_port

HOSTS = ["192.168.1.5", "stoliki.local", "localhost", "::1"]


def leaf_of(authority: Authority) -> x509.Certificate:
    return x509.load_pem_x509_certificates(authority.certificate.read_bytes())[0]


def names_of(leaf: x509.Certificate) -> set[str]:
    return {str(one.value) for one in leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value}


def test_the_root_is_made_once_and_its_key_is_for_the_owner_alone(tmp_path: Path) -> None:
    first = Authority(tmp_path / "authority")
    assert Authority(tmp_path / "authority").fingerprint == first.fingerprint != Authority(tmp_path / "other").fingerprint
    first.certify(HOSTS)
    for name in ("root.key", "hall.key"):
        assert stat.S_IMODE((tmp_path / "authority" / name).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "authority").stat().st_mode) == 0o700


def test_the_leaf_names_every_address_and_browsers_take_its_days(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    assert authority.certify(HOSTS)
    leaf = leaf_of(authority)
    assert names_of(leaf) == set(HOSTS)
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc <= timedelta(days=398)
    leaf.verify_directly_issued_by(authority.root)


def test_the_leaf_is_made_again_when_addresses_change_or_it_expires_soon_and_not_otherwise(tmp_path: Path) -> None:
    authority, now = Authority(tmp_path), datetime.now(UTC)
    assert authority.certify(HOSTS, now)
    assert not authority.certify(reversed(HOSTS), now + timedelta(days=300))
    assert authority.certify([*HOSTS, "10.0.0.7"], now)
    assert not Authority(tmp_path).certify([*HOSTS, "10.0.0.7"], now)
    assert authority.certify([*HOSTS, "10.0.0.7"], now + timedelta(days=370))


def test_the_root_vouches_for_no_site_of_the_internet(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    allowed = authority.root.extensions.get_extension_for_class(x509.NameConstraints)
    assert allowed.critical
    assert [one.value for one in allowed.value.permitted_subtrees or []] == ["local", "localhost"]


def test_the_profile_for_apple_devices_carries_the_root(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    assert authority.der in plistlib.loads(profile(authority))["PayloadContent"][0]["PayloadContent"]


class Served:
    """`stoliki serve` in a process of its own, on loopback."""

    def __init__(self, data: Path, *words: str) -> None:
        if not (data / "stoliki.db").exists():
            shutil.copytree(furnished(), data, dirs_exist_ok=True)
        self.data, self.port, self.door_port, self.log = data, free_port(), free_port(), data.with_suffix(".log")
        asked = ["serve", "--host", "127.0.0.1", "--port", str(self.port), "--http-port", str(self.door_port), "--data", str(data), *words]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app", *asked], cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True,
                env=clean_environment() | {"COLUMNS": "300"},
            )  # fmt: skip

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    @property
    def door(self) -> str:
        return f"http://127.0.0.1:{self.door_port}"

    @property
    def root(self) -> ssl.SSLContext:
        """Trusts this hall's root and nobody else."""
        return ssl.create_default_context(cafile=str(self.data / "authority" / "root.crt"))

    def said_until(self, mark: str) -> str:
        """What it printed, up to the line with this mark. It says everything at once, when it is ready."""
        assert self.process.stdout
        lines: list[str] = []
        for line in iter(self.process.stdout.readline, ""):
            lines.append(line)
            if mark in line:
                return "".join(lines)
        raise AssertionError("".join(lines) + self.log.read_text())

    def code(self, role: str) -> str:
        printed = subprocess.run([sys.executable, "-m", "app", "seats", "--json", "--data", str(self.data)], cwd=ROOT, capture_output=True,
                                 text=True, timeout=60, env=clean_environment())  # fmt: skip
        return str(next(seat["code"] for seat in json.loads(printed.stdout)["seats"] if seat["role"] == role))


@contextmanager
def served(data: Path, *words: str) -> Iterator[Served]:
    hall = Served(data, *words)
    try:
        yield hall
    finally:
        hall.process.send_signal(signal.SIGINT)
        hall.process.wait(20)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("https") / "data", "--https") as running:
        running.printed = running.said_until("Odcisk SHA-256")  # type: ignore[attr-defined]
        yield running


def test_the_server_prints_https_addresses_the_plain_door_and_the_fingerprint(hall: Served) -> None:
    printed: str = hall.printed  # type: ignore[attr-defined]
    assert f"{hall.url}/join" in printed
    assert f"{hall.door}/" in printed
    assert Authority(hall.data / "authority").fingerprint in printed
    assert (hall.data / "address").read_text() == hall.url


def test_who_trusts_the_root_joins_with_a_secure_cookie_and_writes(hall: Served) -> None:
    with httpx.Client(base_url=hall.url, verify=hall.root, headers={"Origin": hall.url}) as client:
        answer = client.post("/join", data={"code": hall.code("organiser")})
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith(f"__Host-stoliki_{hall.port}_organiser-1=")
        assert "Secure" in cookie
        assert "Path=/" in cookie
        desk = client.get("/desk")
        assert desk.status_code == 200
        assert "strict-transport-security" not in desk.headers  # the tablet must be able to enter the next hall, which speaks http
        assert hall.url in client.get("/desk/seats").text
        epoch = client.get("/readyz").json()["epoch"]
        batch = {"v": 1, "epoch": epoch, "commands": []}
        assert client.post("/commands", json=batch, headers={"X-Stoliki": "1"}).status_code == 200
        plain = {"X-Stoliki": "1", "Origin": hall.url.replace("https", "http")}
        assert client.post("/commands", json=batch, headers=plain).status_code == 403


def test_the_socket_speaks_tls_and_looks_at_the_origin(hall: Served) -> None:
    with httpx.Client(base_url=hall.url, verify=hall.root, headers={"Origin": hall.url}) as client:
        client.post("/join", data={"code": hall.code("projector")})
        cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in client.cookies.items())}
    address = f"wss://127.0.0.1:{hall.port}/live?channels=map"

    async def greeted(origin: str) -> str:
        async with connect(address, ssl=hall.root, origin=Origin(origin), additional_headers=cookies, proxy=None) as socket:
            return str(json.loads(await socket.recv())["t"])

    assert aside(greeted(hall.url)) == "welcome"
    with pytest.raises(InvalidStatus, match="403"):
        aside(greeted("https://example.org"))


def test_who_does_not_trust_the_root_does_not_get_in(hall: Served) -> None:
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(f"{hall.url}/healthz")


def test_the_plain_door_gives_the_root_and_tells_every_system_what_to_do_in_three_languages(hall: Served) -> None:
    authority = Authority(hall.data / "authority")
    answer = httpx.get(f"{hall.door}/root.crt")
    assert x509.load_der_x509_certificate(answer.content) == authority.root
    assert answer.headers["content-type"] == "application/x-x509-ca-cert"
    assert httpx.get(f"{hall.door}/root.mobileconfig").headers["content-type"] == "application/x-apple-aspen-config"
    for lang, title in (("pl", "Zaufaj tej sali"), ("en", "Trust this hall"), ("uk", "Довіртеся цьому залу")):
        page = httpx.get(f"{hall.door}/?lang={lang}")
        assert f"<h1>{title}</h1>" in page.text
        assert "default-src 'self'" in page.headers["content-security-policy"]
        assert all(system in page.text for system in ("Android", "iPadOS", "Windows", "macOS", "Linux", "Firefox"))
        assert ":".join(re.findall(r"<span>((?:[0-9A-F]{2}:?){4})</span>", page.text)) == authority.fingerprint
        assert f'href="{hall.url}/join"' in page.text
    style = re.search(r'href="(/static/[^"]+join.css)"', page.text)
    assert style
    assert httpx.get(hall.door + style[1]).status_code == 200
    first = re.search(r"<details open>\s*<summary>(\w+)", httpx.get(f"{hall.door}/join", headers={"User-Agent": "Linux; Android 16"}).text)
    assert first
    assert first[1] == "Android"
    assert httpx.get(f"{hall.door}/root.key").headers["content-type"].startswith("text/html")


def test_a_given_certificate_is_shown_instead_and_the_plain_door_leads_into_the_hall(tmp_path: Path) -> None:
    given = Authority(tmp_path / "given")
    given.certify(["127.0.0.1"])
    with served(tmp_path / "data", "--https", "--cert", str(given.certificate), "--key", str(given.key)) as hall:
        hall.said_until("Kody stanowisk")
        trusted = ssl.create_default_context(cafile=str(tmp_path / "given" / "root.crt"))
        assert httpx.get(f"{hall.url}/healthz", verify=trusted).json() == {"status": "ok"}
        assert not (hall.data / "authority").exists()
        onward = httpx.get(f"{hall.door}/join")
        assert (onward.status_code, onward.headers["location"]) == (307, f"{hall.url}/join")


def test_a_certificate_that_cannot_be_used_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "bad.pem").write_text("nothing")
    hall = Served(tmp_path / "data", "--https", "--cert", str(tmp_path / "bad.pem"))
    assert hall.process.wait(60) == 1
    assert "Nie mogę użyć certyfikatu" in hall.log.read_text()
    assert "Traceback" not in hall.log.read_text()


def test_a_hall_at_another_address_than_the_last_time_says_that_the_cards_are_to_be_printed_again(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "address").write_text("http://192.168.77.5:8000")
    with served(data) as hall:
        hall.said_until("Kody stanowisk")
        deadline = time.monotonic() + 30
        while "desk/seats" not in (said := hall.log.read_text()):
            assert time.monotonic() < deadline, said
            time.sleep(0.05)
    assert "był http://192.168.77.5:8000, jest http://127.0.0.1" in said
