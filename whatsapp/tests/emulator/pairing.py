"""What the phone does to link the client: by the QR it shows, or by the code it gives for typing."""

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pyaileys.auth.creds import KeyPair
from pyaileys.crypto.aes import aes_decrypt_ctr, aes_encrypt_ctr
from pyaileys.crypto.hkdf import hkdf_sha256

from whatsapp.tests.emulator import protobuf
from whatsapp.tests.emulator.contacts import LINKED_DEVICE, NOBODY, OURS
from whatsapp.tests.emulator.identity import CURVE
from whatsapp.tests.emulator.nodes import Node, data, node, now

_ROUNDS = 2 << 16
_DEVICE_SIGNATURE = b"\x06\x00"


class NotShown(ValueError):
    """The client does not show such a code now."""


class WrongCode(ValueError):
    """What was typed at the phone is not the code that the client gave."""


@dataclass
class Offer:
    """What a client that is not linked may be linked by: references for its QRs, and its code once it asked for one."""

    references: list[str]
    wrapped_key: bytes = b""  # the client's, sealed with the code
    ephemeral: KeyPair | None = None  # ours, once the code is typed
    companion: bytes = b""  # the client's key, opened

    @classmethod
    def fresh(cls) -> "Offer":
        return cls([f"2@{os.urandom(18).hex()}" for _ in range(6)])

    def node(self) -> Node:
        """The references, as the server gives them to the client."""
        pair = node("pair-device", [node("ref", reference.encode()) for reference in self.references])
        return node("iq", [pair], from_=NOBODY, type="set", id="pair-device", xmlns="md")

    @property
    def reference(self) -> bytes:
        """The one that stands for linking by code."""
        return self.references[0].encode()


def scanned(qr: str, offer: Offer, account: KeyPair) -> Node:
    """Read the QR and vouch for the client: the node that tells it so."""
    fields = qr.rpartition("#")[2].split(",")
    if len(fields) != 5 or fields[0] not in offer.references:
        raise NotShown(qr[:60])
    return _linked(identity=base64.b64decode(fields[2]), secret=base64.b64decode(fields[3]), account=account)


def hello(request: Node, offer: Offer) -> Node:
    """Take the key of a client that asks for a code; it makes the code itself, and never sends it."""
    offer.wrapped_key = data(request, "link_code_pairing_wrapped_companion_ephemeral_pub")
    return node("link_code_companion_reg", [node("link_code_pairing_ref", offer.reference)])


def typed(code: str, offer: Offer, account: KeyPair) -> Node:
    """Type the code at the phone, which opens the client's key with it and sends its own, sealed likewise."""
    if not offer.wrapped_key:
        raise NotShown("the client has not asked for a code")
    sealed = offer.wrapped_key
    offer.companion = aes_decrypt_ctr(sealed[48:80], key=_key_of(code, sealed[:32]), iv=sealed[32:48])
    offer.ephemeral = CURVE.generate_keypair()
    salt, iv = os.urandom(32), os.urandom(16)
    wrapped = salt + iv + aes_encrypt_ctr(offer.ephemeral.public, key=_key_of(code, salt), iv=iv)
    keys = [
        node("link_code_pairing_wrapped_primary_ephemeral_pub", wrapped),
        node("primary_identity_pub", account.public),
        node("link_code_pairing_ref", offer.reference),
    ]
    inside = node("link_code_companion_reg", keys, stage="primary_hello")
    return node("notification", [inside], from_=NOBODY, type="link_code_companion_reg", id="link-code", t=now())


def finished(request: Node, offer: Offer, account: KeyPair) -> Node:
    """Open what the client sealed in turn and vouch for it."""
    assert offer.ephemeral is not None
    shared = CURVE.shared_key(offer.ephemeral.private, offer.companion)
    sealed = data(request, "link_code_pairing_wrapped_key_bundle")
    info = b"link_code_pairing_key_bundle_encryption_key"
    key = hkdf_sha256(ikm=shared, length=32, salt=sealed[:32], info=info)
    try:
        bundle = AESGCM(key).decrypt(sealed[32:44], sealed[44:], None)
    except InvalidTag as broken:
        raise WrongCode from broken
    identity, random = bundle[:32], bundle[64:]
    both = shared + CURVE.shared_key(account.private, identity) + random
    secret = hkdf_sha256(ikm=both, length=32, salt=b"", info=b"adv_secret")
    return _linked(identity=identity, secret=secret, account=account)


def _key_of(code: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", code.replace("-", "").encode(), salt, _ROUNDS, 32)


def _linked(*, identity: bytes, secret: bytes, account: KeyPair) -> Node:
    """The account's signature under the client's identity, sealed so that only who showed the code believes it."""
    details = protobuf.write(_1=12_345, _2=now(), _3=LINKED_DEVICE)
    signature = CURVE.sign(account.private, _DEVICE_SIGNATURE + details + identity)
    signed = protobuf.write(_1=details, _2=account.public, _3=signature)
    proof = protobuf.write(_1=signed, _2=hmac.new(secret, signed, hashlib.sha256).digest())
    by_phone, by_lid = OURS.device(LINKED_DEVICE)
    success = [
        node("device-identity", proof),
        node("device", jid=by_phone, lid=by_lid),
        node("platform", name="android"),
        node("biz", name=OURS.name),
    ]
    inside = [node("pair-success", success)]
    return node("iq", inside, from_=NOBODY, type="set", id="pair-success", xmlns="md", t=now())
