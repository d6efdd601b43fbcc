"""Under which addresses people reach this hall: by each network card, by the .local name, or by the one a proxy stands at."""

from app.cli.network import LOCAL_NAME, reachable_hosts
from app.live.origin import origin_of
from app.settings import Settings

LOOPBACK = ("127.", "localhost", "::1", "[::1]")


class BadCertificate(Exception):
    """The given certificate and key cannot be used; the message says why."""


def urls(settings: Settings) -> list[str]:
    """The best for others first. Behind a proxy there is one."""
    if settings.public_url:
        return [settings.public_url]
    return [url_at(settings, host) for host in hosts(settings)]


def hosts(settings: Settings) -> list[str]:
    """By addresses, then by name where the name is answered to."""
    reached = reachable_hosts(settings.host)
    return [*reached, LOCAL_NAME] if settings.local_name and not settings.host.startswith(LOOPBACK) else reached


def url_at(settings: Settings, host: str) -> str:
    """As browsers write it: without the port where it is the usual one."""
    return origin_of(f"{'https' if settings.https else 'http'}://{host}:{settings.port}")


def choose(settings: Settings) -> str:
    """The address for links and cards. A public URL that names this very machine is a choice among its network cards; any other
    one is a proxy's, and then it alone is a page of ours."""
    if settings.public_url:
        direct = settings.model_copy(update={"public_url": ""})
        if origin_of(settings.public_url) in urls(direct):
            settings.cards_url, settings.public_url = settings.public_url, ""
    return settings.public_url or settings.cards_url or urls(settings)[0]
