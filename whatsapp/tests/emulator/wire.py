"""The wire below the nodes: frames of a websocket, the Noise handshake of a server, and the ciphers that follow it."""

from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pyaileys.crypto.hkdf import hkdf_sha256
from pyaileys.wabinary.decode import decode_binary_node
from pyaileys.wabinary.encode import encode_binary_node
from websockets.asyncio.server import ServerConnection

from whatsapp.tests.emulator import protobuf
from whatsapp.tests.emulator.identity import CURVE, Identity
from whatsapp.tests.emulator.nodes import Node

_PROTOCOL = b"Noise_XX_25519_AESGCM_SHA256\0\0\0\0"
_USERNAME = 1  # of the client's payload: only who is linked has one


class _Cipher:
    """AES-GCM that counts what it has done; both ends count alike."""

    def __init__(self, key: bytes) -> None:
        self._cipher, self._count = AESGCM(key), 0

    def encrypt(self, plain: bytes, bound: bytes = b"") -> bytes:
        return self._cipher.encrypt(self._nonce(), plain, bound)

    def decrypt(self, sealed: bytes, bound: bytes = b"") -> bytes:
        return self._cipher.decrypt(self._nonce(), sealed, bound)

    def _nonce(self) -> bytes:
        self._count += 1
        return (self._count - 1).to_bytes(12, "big")


class Noise:
    """The responder's half of Noise_XX."""

    def __init__(self, header: bytes) -> None:
        self._hash = self._salt = _PROTOCOL
        self._cipher = _Cipher(_PROTOCOL)
        self.bind(header)

    def bind(self, data: bytes) -> None:
        self._hash = sha256(self._hash + data).digest()

    def seal(self, plain: bytes) -> bytes:
        sealed = self._cipher.encrypt(plain, self._hash)
        self.bind(sealed)
        return sealed

    def open(self, sealed: bytes) -> bytes:
        plain = self._cipher.decrypt(sealed, self._hash)
        self.bind(sealed)
        return plain

    def mix(self, private: bytes, public: bytes) -> None:
        self._salt, key = self._derived(CURVE.shared_key(private, public))
        self._cipher = _Cipher(key)

    def ciphers(self) -> tuple[_Cipher, _Cipher]:
        """What is read with from here on, and what is written with."""
        read, written = self._derived(b"")
        return _Cipher(read), _Cipher(written)

    def _derived(self, secret: bytes) -> tuple[bytes, bytes]:
        both = hkdf_sha256(ikm=secret, length=64, salt=self._salt)
        return both[:32], both[32:]


class Wire:
    """A connection of the client, once hands are shaken."""

    def __init__(self, socket: ServerConnection) -> None:
        self._socket, self._buffer = socket, b""
        self.is_linked = False

    async def shake_hands(self, identity: Identity) -> None:
        """Prove who the server is and learn whether the client is linked already."""
        noise = Noise(await self._take(4))
        theirs = protobuf.read(await self._frame(), 2, 1)
        noise.bind(theirs)
        ours = CURVE.generate_keypair()
        noise.bind(ours.public)
        noise.mix(ours.private, theirs)
        static = noise.seal(identity.keys.public)
        noise.mix(identity.keys.private, theirs)
        proof = noise.seal(identity.proof)
        await self._put(protobuf.write(_3=protobuf.write(_1=ours.public, _2=static, _3=proof)))
        finish = protobuf.read(await self._frame(), 4)
        noise.mix(ours.private, noise.open(protobuf.read(finish, 1)))
        payload = noise.open(protobuf.read(finish, 2))
        self.is_linked = any(number == _USERNAME for number, _ in protobuf.fields_of(payload))
        self._reading, self._writing = noise.ciphers()

    async def send(self, node: Node) -> None:
        await self._put(self._writing.encrypt(encode_binary_node(node)))

    async def receive(self) -> Node:
        return decode_binary_node(self._reading.decrypt(await self._frame()))

    async def close(self) -> None:
        await self._socket.close()

    def cut(self) -> None:
        """End the connection as a broken cable does."""
        self._socket.transport.abort()

    async def _put(self, frame: bytes) -> None:
        await self._socket.send(len(frame).to_bytes(3, "big") + frame)

    async def _frame(self) -> bytes:
        size = int.from_bytes(await self._take(3), "big")
        return await self._take(size)

    async def _take(self, size: int) -> bytes:
        while len(self._buffer) < size:
            received = await self._socket.recv()
            assert isinstance(received, bytes)
            self._buffer += received
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        return taken
