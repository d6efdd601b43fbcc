"""Is this page ours? Browsers name the page a request comes from; a foreign one may neither write nor listen."""

from collections.abc import Mapping
from urllib.parse import urlsplit


def is_ours(headers: Mapping[str, str], scheme: str, public_url: str) -> bool:
    """Origin must be there and be this server's own; behind a proxy the public URL's, and no other (never a forwarded header)."""
    origin = headers.get("origin")
    if not origin:
        return False
    if public_url:
        return origin == origin_of(public_url)
    host = headers.get("host", "")
    return bool(host) and origin == (origin_of(f"{scheme}://{host}") or None)


def origin_of(url: str) -> str:
    """scheme://host[:port], as browsers write it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    scheme = {"ws": "http", "wss": "https"}.get(parts.scheme, parts.scheme)
    default = {"http": 80, "https": 443}.get(scheme)
    host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname
    return f"{scheme}://{host}" + (f":{port}" if port and port != default else "")
