"""The little of protobuf that the handshake and the pairing need: fields out of bytes, bytes out of fields."""

from collections.abc import Iterator

_NUMBER, _EIGHT_BYTES, _BYTES, _FOUR_BYTES = 0, 1, 2, 5
_SIZES = {_EIGHT_BYTES: 8, _FOUR_BYTES: 4}


class Malformed(ValueError):
    """These bytes are no protobuf, or lack a field that must be there."""


def write(**fields: int | bytes) -> bytes:
    """Fields by number: `write(_1=b"key", _2=12)`."""
    return b"".join(_field(int(name.removeprefix("_")), value) for name, value in fields.items())


def read(data: bytes, number: int, *path: int) -> bytes:
    """The bytes at the path of field numbers."""
    for key, value in fields_of(data):
        if key == number and isinstance(value, bytes):
            return read(value, *path) if path else value
    raise Malformed(f"no field {number}")


def fields_of(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Each field's number and value, in order."""
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        kind = tag & 7
        if kind == _NUMBER:
            number, at = _varint(data, at)
            yield tag >> 3, number
            continue
        if kind == _BYTES:
            size, at = _varint(data, at)
        elif kind in _SIZES:
            size = _SIZES[kind]
        else:
            raise Malformed(f"field kind {kind}")
        yield tag >> 3, data[at : at + size]
        at += size


def _field(number: int, value: int | bytes) -> bytes:
    if isinstance(value, int):
        return _as_varint(number << 3 | _NUMBER) + _as_varint(value)
    return _as_varint(number << 3 | _BYTES) + _as_varint(len(value)) + value


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(data):
            raise Malformed("a number has no end")
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not byte & 0x80:
            return value, at


def _as_varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)
