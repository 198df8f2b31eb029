"""Who the server is: the Noise keys with their chain of certificates, and the TLS of an authority made for one run."""

import hashlib
import ssl
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.x509.oid import NameOID
from pyaileys.auth.creds import KeyPair
from pyaileys.crypto.curve import DefaultCurve25519Provider

from whatsapp.tests.emulator import protobuf

CURVE = DefaultCurve25519Provider()
_HOSTS = ("web.whatsapp.com", "*.whatsapp.net")
_MONTH = 30 * 86_400


def _keys_from(seed: bytes) -> KeyPair:
    private = X25519PrivateKey.from_private_bytes(hashlib.sha256(seed).digest())
    return KeyPair(public=private.public_key().public_bytes_raw(), private=private.private_bytes_raw())


# One for all runs, so that a copy of the client which trusts it serves them all. It protects nothing.
ROOT = _keys_from(b"loopback test root - not a secret")


class Identity:
    """The server's own keys and what proves to a client, down from the root, that they are its own."""

    def __init__(self) -> None:
        self.keys = CURVE.generate_keypair()
        self.proof = self._chain()

    def _chain(self) -> bytes:
        between = CURVE.generate_keypair()
        validity = {"_4": int(time.time()) - 3600, "_5": int(time.time()) + _MONTH}
        leaf = protobuf.write(_1=2, _2=1, _3=self.keys.public, **validity)
        intermediate = protobuf.write(_1=1, _2=0, _3=between.public, **validity)
        return protobuf.write(_1=_signed(leaf, between), _2=_signed(intermediate, ROOT))


def _signed(details: bytes, by: KeyPair) -> bytes:
    return protobuf.write(_1=details, _2=CURVE.sign(by.private, details))


def tls(folder: Path) -> ssl.SSLContext:
    """The context for WhatsApp's hosts; `ca.pem` in the folder is whom to trust for it."""
    authority, host = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _certificate(
        "Loopback test authority", authority, authority, x509.BasicConstraints(ca=True, path_length=None)
    )
    names = x509.SubjectAlternativeName([x509.DNSName(name) for name in _HOSTS])
    leaf = _certificate(_HOSTS[0], host, authority, names)
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(root.public_bytes(pem))
    bundle = folder / "server.pem"
    key = host.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    bundle.write_bytes(key + leaf.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(bundle)
    return context


def _certificate(
    name: str, key: ec.EllipticCurvePrivateKey, by: ec.EllipticCurvePrivateKey, extension: x509.ExtensionType
) -> x509.Certificate:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named("Loopback test authority"))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        .sign(by, hashes.SHA256())
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
