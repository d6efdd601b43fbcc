"""The listening socket, and the addresses under which people in the hall reach it."""

import ipaddress
import socket
import threading
from contextlib import suppress

import ifaddr
from zeroconf import ServiceInfo, Zeroconf

LOCAL_NAME = "stoliki.local"
USER_TIMEOUT_MS, KEEPALIVE_IDLE_S, KEEPALIVE_EVERY_S, KEEPALIVE_TRIES = 10_000, 5, 2, 3
BACKLOG, SEND_BUFFER = 4096, 256 * 1024


def listen(host: str, port: int) -> socket.socket:
    """Bound and listening, so that connections queue from now on. Accepted sockets inherit: a peer that stops reading is
    freed after 10 s (uvicorn's own keepalive does not free it in 60), one that vanished while nothing was said after 11, and what
    waits for a slow one waits with us, where it is counted, not in 4 MB of the kernel's. Raises OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    ear = socket.socket(family, socket.SOCK_STREAM)
    ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    ear.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    ear.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    for name, value in (
        ("TCP_USER_TIMEOUT", USER_TIMEOUT_MS), ("TCP_KEEPIDLE", KEEPALIVE_IDLE_S),
        ("TCP_KEEPINTVL", KEEPALIVE_EVERY_S), ("TCP_KEEPCNT", KEEPALIVE_TRIES),
    ):  # fmt: skip
        if hasattr(socket, name):
            ear.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
    try:
        ear.bind((host, port))
        ear.listen(BACKLOG)
    except OSError:
        ear.close()
        raise
    return ear


def own_addresses() -> list[str]:
    """The IPv4 addresses of this machine on its networks, without loopback."""
    found = [str(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips if isinstance(ip.ip, str)]
    return [ip for ip in found if not ipaddress.ip_address(ip).is_loopback and not ipaddress.ip_address(ip).is_link_local]


def reachable_hosts(host: str) -> list[str]:
    """Under which hosts a server bound to `host` is reached, the best for others first."""
    if host in ("0.0.0.0", "::", ""):
        return [*own_addresses(), "127.0.0.1"]
    return [f"[{host}]" if ":" in host else host]


def announce(port: int) -> None:
    """Answer to stoliki.local on the hall's network, in the background; a network that forbids it is no error."""
    threading.Thread(target=_announce, args=(port,), daemon=True).start()


def _announce(port: int) -> None:
    with suppress(Exception):
        addresses = [socket.inet_aton(ip) for ip in own_addresses()]
        kind = "_http._tcp.local."
        service = ServiceInfo(kind, f"Stoliki.{kind}", addresses=addresses, port=port, server=f"{LOCAL_NAME}.")
        Zeroconf().register_service(service, allow_name_change=True)
