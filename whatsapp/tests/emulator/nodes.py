"""WhatsApp's nodes: how they are made, looked into and told in a line of the log."""

import time
from collections.abc import Iterator

from pyaileys.wabinary.types import BinaryNode

Node = BinaryNode
Content = list[Node] | bytes | str | None


class Missing(LookupError):
    """A node has not got the child it must have."""


def node(tag: str, content: Content = None, **attributes: str | int | None) -> Node:
    """A node; `from_` stands for `from`, and what is None is left out."""
    given = {name.rstrip("_"): str(value) for name, value in attributes.items() if value is not None}
    return Node(tag, given, content)


def children(parent: Node) -> list[Node]:
    return parent.content if isinstance(parent.content, list) else []


def child(parent: Node, *path: str) -> Node | None:
    """The first node at the path of tags, if there is one."""
    for found in children(parent):
        if found.tag == path[0]:
            return child(found, *path[1:]) if path[1:] else found
    return None


def data(parent: Node, *path: str) -> bytes:
    """The bytes at the path of tags."""
    found = child(parent, *path)
    if found is None or isinstance(found.content, list | None):
        raise Missing(f"<{parent.tag}> has no {'/'.join(path)}")
    return found.content.encode() if isinstance(found.content, str) else found.content


def every(parent: Node, tag: str) -> Iterator[tuple[Node, Node]]:
    """All nodes with the tag, however deep, each with the one it is in."""
    for found in children(parent):
        if found.tag == tag:
            yield parent, found
        yield from every(found, tag)


def now() -> int:
    return int(time.time())


def brief(told: Node) -> str:
    """A node in a line; of contents only the length is told."""
    head = " ".join([told.tag, *(f"{name}={value}" for name, value in told.attrs.items())])
    if isinstance(told.content, list):
        inside = "".join(brief(found) for found in told.content[:4])
        return f"<{head}>{inside}{'…' if len(told.content) > 4 else ''}"
    return f"<{head}>" if told.content is None else f"<{head}>[{len(told.content)}]"
