"""The other ends of the encryption: a device of a person, with Signal sessions of its own."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyaileys.auth.creds import KeyPair
from pyaileys.auth.state import AuthenticationState
from pyaileys.auth.utils import init_auth_creds
from pyaileys.signal.repository import PreKeyBundle, PreKeyBundleKey, SignalRepository

from whatsapp.tests.emulator.contacts import LINKED_DEVICE, OURS, Contact
from whatsapp.tests.emulator.identity import CURVE
from whatsapp.tests.emulator.messages import padded, unpadded
from whatsapp.tests.emulator.nodes import Node, children, data, node

_CURVE_25519 = b"\x05"
_CLIENT = OURS.device(LINKED_DEVICE)[1]


class _Memory:
    """Keys and sessions, forgotten with the process."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Any] = {}

    async def get(self, key_type: str, ids: list[str]) -> dict[str, Any]:
        return {one: self._kept.get((key_type, one)) for one in ids}

    async def set(self, data: Mapping[str, Mapping[str, Any | None]]) -> None:
        for key_type, items in data.items():
            self._kept.update({(key_type, one): value for one, value in items.items()})

    async def clear(self) -> None:
        self._kept.clear()


@dataclass
class Prekeys:
    """What the client left with the server so that others can begin to write to it."""

    registration: int
    identity: bytes
    signed: PreKeyBundleKey
    single: list[PreKeyBundleKey]  # one is used up by each who begins

    @classmethod
    def uploaded(cls, request: Node) -> "Prekeys":
        """As the client's request brings them."""
        single = next(child for child in children(request) if child.tag == "list")
        signed = next(child for child in children(request) if child.tag == "skey")
        return cls(
            registration=int.from_bytes(data(request, "registration"), "big"),
            identity=_CURVE_25519 + data(request, "identity"),
            signed=_key(signed, data(signed, "signature")),
            single=[_key(one) for one in children(single)],
        )

    def bundle(self) -> PreKeyBundle:
        return PreKeyBundle(self.registration, self.identity, self.signed, self.single.pop(0))


class Peer:
    """A device that writes to the client and reads what it answers."""

    def __init__(self, contact: Contact, identity: KeyPair | None = None) -> None:
        self.contact = contact
        self._creds = init_auth_creds(curve=CURVE)
        if identity is not None:
            self._creds.signed_identity_key = identity
        self._memory = _Memory()
        self._signal = SignalRepository(AuthenticationState(self._creds, self._memory))
        self._handed_out = 0

    async def encrypt(self, plain: bytes, prekeys: Prekeys) -> Node:
        """The message for the client; the first one begins a session from its prekeys."""
        if not await self._signal.validate_session(_CLIENT):
            await self._signal.inject_outgoing_session(_CLIENT, prekeys.bundle())
        kind, sealed = await self._signal.encrypt_message(_CLIENT, data=padded(plain))
        return node("enc", sealed, v=2, type=kind)

    async def encrypt_for_group(self, plain: bytes, group: str) -> tuple[Node, bytes]:
        """The message for all of a group, and the key that each of them must be given apart."""
        sealed, key = await self._signal.encrypt_group_message(
            group_jid=group, me_jid=self.contact.by_lid, data=padded(plain)
        )
        return node("enc", sealed, v=2, type="skmsg"), key

    async def decrypt(self, sealed: Node) -> bytes:
        assert isinstance(sealed.content, bytes)
        kind = sealed.attrs["type"]
        return unpadded(await self._signal.decrypt_message(_CLIENT, message_type=kind, ciphertext=sealed.content))

    async def bundle(self, jid: str) -> Node:
        """What the client needs to begin to write to this device, with a single-use key of its own."""
        self._handed_out += 1
        single, signed = CURVE.generate_keypair(), self._creds.signed_pre_key
        await self._memory.set(
            {"pre-key": {str(self._handed_out): {"public": single.public, "private": single.private}}}
        )
        signature = node("signature", signed.signature)
        return node(
            "user",
            [
                node("registration", struct.pack(">I", self._creds.registration_id)),
                node("type", _CURVE_25519),
                node("identity", self._creds.signed_identity_key.public),
                node("skey", [*_numbered(signed.key_id, signed.key_pair.public), signature]),
                node("key", _numbered(self._handed_out, single.public)),
            ],
            jid=jid,
        )

    async def forget(self) -> None:
        """End the sessions: another client is linked now."""
        await self._memory.clear()


def _numbered(number: int, key: bytes) -> list[Node]:
    return [node("id", number.to_bytes(3, "big")), node("value", key)]


def _key(given: Node, signature: bytes | None = None) -> PreKeyBundleKey:
    number = int.from_bytes(data(given, "id"), "big")
    return PreKeyBundleKey(number, _CURVE_25519 + data(given, "value"), signature)
