"""A hall's own certificate authority: without the internet nobody else vouches for an address in a hall.

The root's key is made once and stays in the data directory (mode 0600); a tablet trusts the root once. The leaf names every
address of this machine and is made again when the addresses change or it is about to expire.
"""

import ipaddress
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.live.files import write_whole

ROOT_DAYS, LEAF_DAYS, RENEW_DAYS = 3650, 397, 30  # browsers take 398 days of a leaf (iOS 825 of a private root's)
CLOCKS = timedelta(days=1)  # a tablet whose clock is behind
ONLY_HALLS = x509.NameConstraints([x509.DNSName("local"), x509.DNSName("localhost")], None)  # a stolen key opens no site of the internet
Key = ec.EllipticCurvePrivateKey


class Authority:
    """The folder holds root.key, root.crt (the tablets trust it), hall.key, hall.crt (the server shows them)."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder = folder
        self._key, self.root = _root_in(folder)

    @property
    def certificate(self) -> Path:
        return self.folder / "hall.crt"

    @property
    def key(self) -> Path:
        return self.folder / "hall.key"

    @property
    def der(self) -> bytes:
        """The root as systems import it."""
        return self.root.public_bytes(serialization.Encoding.DER)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the root in pairs, as every system shows it."""
        return self.root.fingerprint(hashes.SHA256()).hex(":").upper()

    def certify(self, hosts: Iterable[str], now: datetime | None = None) -> bool:
        """The leaf for these names and addresses. Returns whether a new one was made."""
        wanted, today = sorted(set(hosts)), now or datetime.now(UTC)
        if self._still_good(wanted, today):
            return False
        key = ec.generate_private_key(ec.SECP256R1())
        leaf = self._signed(key, wanted, today)
        write_whole(self.key, _pem(key))
        chain = leaf.public_bytes(serialization.Encoding.PEM) + self.root.public_bytes(serialization.Encoding.PEM)
        write_whole(self.certificate, chain, 0o644)
        return True

    def _still_good(self, hosts: list[str], now: datetime) -> bool:
        if not self.certificate.exists() or not self.key.exists():
            return False
        leaf = x509.load_pem_x509_certificates(self.certificate.read_bytes())[0]
        named = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        same = sorted(str(one.value) for one in named) == hosts and leaf.issuer == self.root.subject
        return same and leaf.not_valid_before_utc <= now < leaf.not_valid_after_utc - timedelta(days=RENEW_DAYS)

    def _signed(self, key: Key, hosts: list[str], now: datetime) -> x509.Certificate:
        named = x509.SubjectAlternativeName([_general(host) for host in hosts])
        usage, server = _usage(signs=False), x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
        basic, subject = x509.BasicConstraints(ca=False, path_length=None), _name("Stoliki: serwer sali")
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        made = _builder(subject, self.root.subject, key, now, LEAF_DAYS)
        for extension, critical in ((basic, True), (usage, True), (server, False), (named, False), (issuer, False)):
            made = made.add_extension(extension, critical)
        return made.sign(self._key, hashes.SHA256())


def _root_in(folder: Path) -> tuple[Key, x509.Certificate]:
    """The root that is there, else a new one."""
    key_file, file = folder / "root.key", folder / "root.crt"
    if not (key_file.exists() and file.exists()):
        key = ec.generate_private_key(ec.SECP256R1())
        write_whole(key_file, _pem(key))
        write_whole(file, _self_signed(key).public_bytes(serialization.Encoding.PEM), 0o644)
    loaded = serialization.load_pem_private_key(key_file.read_bytes(), None)
    assert isinstance(loaded, Key)
    return loaded, x509.load_pem_x509_certificate(file.read_bytes())


def _self_signed(key: Key) -> x509.Certificate:
    """The root: it may sign leaves only, and each hall's has another name, so that two halls' roots are told apart."""
    mark = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    subject = _name(f"Stoliki, sala {mark.digest.hex()[:8].upper()}")
    made = _builder(subject, subject, key, datetime.now(UTC), ROOT_DAYS)
    basic, usage = x509.BasicConstraints(ca=True, path_length=0), _usage(signs=True)
    for extension, critical in ((basic, True), (usage, True), (mark, False), (ONLY_HALLS, True)):
        made = made.add_extension(extension, critical)
    return made.sign(key, hashes.SHA256())


def _builder(subject: x509.Name, issuer: x509.Name, key: Key, now: datetime, days: int) -> x509.CertificateBuilder:
    names = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer)
    keyed = names.public_key(key.public_key()).serial_number(x509.random_serial_number())
    return keyed.not_valid_before(now - CLOCKS).not_valid_after(now - CLOCKS + timedelta(days=days))


def _usage(signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(digital_signature=not signs, key_cert_sign=signs, crl_sign=signs, content_commitment=False, key_encipherment=False,
                         data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False)  # fmt: skip


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Stoliki"), x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _general(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return x509.DNSName(host)


def _pem(key: Key) -> bytes:
    kind, form, plain = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(kind, form, plain)
