"""The connection to the provider: only one whose certificate is known, and no handshake outlasts its time."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from finance.language_model import network
from finance.language_model.client import Client
from finance.language_model.failures import TimedOut, Unreachable
from finance.language_model.tests.conftest import QUESTION
from finance.language_model.tests.simulator import Simulator


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate of 127.0.0.1 that nobody vouches for, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "simulator")])
    today = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "simulator.pem"
    pkcs8 = serialization.PrivateFormat.PKCS8
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, pkcs8, serialization.NoEncryption())
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def secure(certificate: Path) -> Iterator[Simulator]:
    """The provider behind TLS."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    with Simulator() as simulator:
        simulator.socket = tls.wrap_socket(simulator.socket, server_side=True)
        thread = threading.Thread(target=simulator.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield simulator
        simulator.closing.set()
        simulator.shutdown()
        thread.join()


def test_a_certificate_that_nobody_vouches_for_is_none(secure: Simulator, client: Callable[..., Client]) -> None:
    with pytest.raises(Unreachable):
        client(base_url=secure.url.replace("http", "https")).complete(QUESTION)
    assert not secure.asked


def test_behind_a_known_certificate_the_deadline_holds_too(
    secure: Simulator, certificate: Path, client: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = ssl.create_default_context(cafile=certificate)
    monkeypatch.setattr(network, "_certificates", lambda: known)
    address = secure.url.replace("http", "https")
    secure.will_say({"text": "Sí."}, {"text": "a b c", "chunk_delay": 0.2})
    assert client(base_url=address).complete(QUESTION).text == "Sí."
    started = time.monotonic()
    with pytest.raises(TimedOut):
        list(client(base_url=address, total=0.5).stream(QUESTION))
    assert time.monotonic() - started < 0.75


def test_a_handshake_that_nobody_answers_ends(client: Callable[..., Client]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        with pytest.raises(Unreachable):
            client(base_url=f"https://127.0.0.1:{silent.getsockname()[1]}", connect=0.2).complete(QUESTION)
        assert 0.35 < time.monotonic() - started < 0.9  # it is tried twice
