"""What Meta's own OpenAPI 3.1 file (v23, MIT: LICENSE beside) says of a request, as a validator.

The file contradicts itself or lacks what is real in six places; they are mended here, in memory, one by one:

1. Each message is an `allOf` of the common properties and of a part that forbids all properties but its own, so that no
   message at all would be valid. The two are merged, and what neither knows stays forbidden.
2. `biz_opaque_callback_data` is listed for calls only, though messages take it and statuses carry it back.
3. `recipient` (a BSUID, since 2026) came later than v23; it stands in place of `to`.
4. "Mark as read", with or without a typing indicator, goes to the same address and is only an example there.
5. The form of an upload requires nothing there; Meta's page requires all three fields.
6. That titles are unique is said there in words only; how long a text or a caption may be, only on Meta's pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

FILE = Path(__file__).parent / "business-messaging-api_v23.0.yaml"
PATH = "/{Version}/{Phone-Number-ID}/messages"
_AT = "urn:meta:openapi"

_READ = {
    "type": "object",
    "additionalProperties": False,
    "required": ["messaging_product", "status", "message_id"],
    "properties": {
        "messaging_product": {"const": "whatsapp"},
        "status": {"const": "read"},
        "message_id": {"type": "string", "minLength": 1},
        "typing_indicator": {"type": "object", "required": ["type"], "properties": {"type": {"const": "text"}}},
    },
}
_UPLOAD = {
    "type": "object",
    "required": ["messaging_product", "type", "file"],
    "properties": {
        "messaging_product": {"const": "whatsapp"},
        "type": {"type": "string", "pattern": "^[a-z]+/[a-z0-9.+-]+$"},
        "file": {"type": "string", "minLength": 1},
    },
}


@cache
def _file() -> dict[str, Any]:
    """The file, read once in a process: half a second with the loader that is written in C."""
    with FILE.open("rb") as file:
        said: dict[str, Any] = yaml.load(file, yaml.CSafeLoader)
    return said


@cache
def _messages() -> Draft202012Validator:
    schemas = _file()["components"]["schemas"]
    common = schemas["BaseMessageProperties"]
    merged = {name: _merged(common, schema) for name, schema in schemas.items() if _is_message(schema)}
    mended = {"components": {"schemas": schemas | merged}}
    resource: Resource[Any] = Resource.from_contents(mended, default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource(_AT, resource)
    return Draft202012Validator({"$ref": f"{_AT}#/components/schemas/Message"}, registry=registry)


def _is_message(schema: Mapping[str, Any]) -> bool:
    return any(part.get("$ref", "").endswith("/BaseMessageProperties") for part in schema.get("allOf", []))


def _merged(common: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    (own,) = (part for part in schema["allOf"] if "$ref" not in part)
    ours = {"biz_opaque_callback_data": {"type": "string", "maxLength": 512}, "recipient": {"type": "string"}}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [*(name for name in common["required"] if name != "to"), *own["required"]],
        "anyOf": [{"required": ["to"]}, {"required": ["recipient"]}],
        "properties": {**common["properties"], **own["properties"], **ours},
    }


def examples() -> dict[str, dict[str, Any]]:
    """The requests that the file itself shows, by their names."""
    content = _file()["paths"][PATH]["post"]["requestBody"]["content"]["application/json"]
    return {name: example["value"] for name, example in content["examples"].items()}


def mistake_of_message(body: object) -> str:
    """What is wrong with the body of POST /{phone id}/messages; "" when nothing is."""
    if isinstance(body, dict) and "status" in body:
        return _mistake(Draft202012Validator(_READ), body)
    if isinstance(body, dict) and body.get("messaging_product") != "whatsapp":
        return "messaging_product"  # the file says "a string"
    return _mistake(_messages(), body) or _said_in_words(body)


def _said_in_words(body: Any) -> str:
    if len(body.get("text", {}).get("body", "")) > 4096:
        return "text.body: too long"
    if any(len(body.get(kind, {}).get("caption", "")) > 1024 for kind in ("image", "document")):
        return "caption: too long"
    action = body.get("interactive", {}).get("action", {})
    rows = [row for section in action.get("sections", []) for row in section.get("rows", [])]
    titles = [choice["title"] for choice in [*(one["reply"] for one in action.get("buttons", [])), *rows]]
    if len(rows) > 10 or len(set(titles)) < len(titles) or not all(titles):
        return "titles: empty, alike or too many"
    return ""


def mistake_of_upload(form: object) -> str:
    """What is wrong with the form of POST /{phone id}/media; "" when nothing is."""
    return _mistake(Draft202012Validator(_UPLOAD), form)


def _mistake(validator: Draft202012Validator, said: object) -> str:
    """The deepest of what the validator complains of: the branches of `oneOf` that are not meant say little."""
    kind = said.get("type") if isinstance(said, dict) else None
    for error in validator.iter_errors(said):
        of_kind = [one for one in error.context or [] if kind in one.schema.get("properties", {}) or not kind]
        deepest = max(of_kind or [error], key=lambda one: len(one.absolute_path))
        return f"{'.'.join(map(str, deepest.absolute_path))}: {deepest.message}"[:300]
    return ""
