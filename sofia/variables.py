"""Every variable SofIA reads, and how one is read: typed, and refused with one sentence that names it.

The sentences never repeat a secret: a URL with a password in it is only called by its variable's name.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, urlsplit

SHORTEST_SECRET = 32  # characters: what Django signs sessions and sign-in links with
LOCAL_HOSTS = "localhost,127.0.0.1,[::1]"


class BadEnvironment(ValueError):
    """The environment asks for something that cannot be; the message says which variable and what it takes."""


class Variable(NamedTuple):
    """A variable SofIA reads; a secret one may also be given as NAME_FILE, the path of a file that holds it."""

    name: str
    default: str
    meaning: str
    secret: bool


VARIABLES: tuple[Variable, ...] = (
    Variable(
        "SOFIA_DATA_DIR", "var", "The folder of what must not be lost: the SQLite file, files, the secret.", False
    ),
    Variable("DATABASE_URL", "SQLite in SOFIA_DATA_DIR", "The database: postgresql:// or sqlite:///path.", True),
    Variable("REDIS_URL", "memory", "Channel layer, broker and cache: redis://, rediss:// or unix://.", True),
    Variable("SECRET_KEY", "generated once", "What sessions and links are signed with: 32 characters or more.", True),
    Variable(
        "DATA_KEY", "the SECRET_KEY", "What answers kept for a day are encrypted with: 32 characters or more.", True
    ),
    Variable("SOFIA_DEBUG", "0", "1 shows errors in the browser, with what they hold: never in public.", False),
    Variable("ALLOWED_HOSTS", LOCAL_HOSTS, "The host names SofIA answers to, separated by commas.", False),
    Variable("PUBLIC_URL", "http://127.0.0.1:8000", "Where people find SofIA: scheme and host, for links.", False),
    Variable(
        "SOFIA_DEFAULT_COUNTRY", "PE", "The country of those of whom nothing else tells: two capital letters.", False
    ),
    Variable(
        "PERPLEXITY_API_KEY", "none", "The key to the language model; without one SofIA answers by herself.", True
    ),
    Variable("PERPLEXITY_BASE_URL", "https://api.perplexity.ai", "Where the language model is asked.", False),
    Variable(
        "PERPLEXITY_DIALECT",
        "perplexity",
        "What else the API there takes: perplexity, or openai (OpenAI, Ollama, vLLM, llama.cpp), which searches no web.",
        False,
    ),
    Variable("LANGUAGE_MODEL", "perplexity/sonar", "Which language model is asked, as its provider calls it.", False),
    Variable("FILES_BUCKET", "a folder", "The bucket of an S3 API for what people send; AWS_* says how.", False),
    Variable("WHATSAPP_SESSION_DIR", "whatsapp in SOFIA_DATA_DIR", "The folder of the linked session.", False),
    Variable("WHATSAPP_PROXY", "none", "A proxy the linked session goes through: http:// or socks5://.", False),
    Variable(
        "WHATSAPP_ALLOWED",
        "everyone",
        "Who may write: numbers or their beginnings, by commas; or the word known.",
        False,
    ),
    Variable("WHATSAPP_CLOUD_TOKEN", "none", "The token of the official Cloud API; without one it is off.", True),
    Variable("WHATSAPP_CLOUD_PHONE_ID", "none", "The Cloud API's id of SofIA's own number.", False),
    Variable("WHATSAPP_CLOUD_APP_SECRET", "none", "What the Cloud API signs its webhooks with.", True),
    Variable("WHATSAPP_CLOUD_VERIFY_TOKEN", "none", "What the Cloud API is asked for when its webhook is set.", True),
    Variable("WHATSAPP_CLOUD_BASE_URL", "https://graph.facebook.com", "Where the Cloud API is.", False),
    Variable(
        "WHATSAPP_CLOUD_TEMPLATE", "none", "The approved template that opens a closed window, name:language.", False
    ),
    Variable("EMAIL_URL", "the terminal", "How mail leaves: smtp://user:password@host:587, or smtps://.", True),
    Variable("STAFF_EMAILS", "nobody", "Who is written to when something needs a hand, by commas.", False),
)


def text(environ: Mapping[str, str], name: str) -> str:
    """The value of NAME, or its default: empty counts as unset, since `NAME= command` is how one unsets it."""
    return environ.get(name, "").strip() or next(v.default for v in VARIABLES if v.name == name)


def secret(environ: Mapping[str, str], name: str) -> str | None:
    value, file = environ.get(name, "").strip(), environ.get(f"{name}_FILE", "").strip()
    if value and file:
        raise BadEnvironment(f"{name} and {name}_FILE are both set: set one of them.")
    if not file:
        return value or None
    try:
        held = Path(file).read_text().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as failure:
        reason = failure.strerror if isinstance(failure, OSError) else "it is not text"
        raise BadEnvironment(f"{name}_FILE names {file}, which cannot be read: {reason}.") from None
    if not held.strip():
        raise BadEnvironment(f"{name}_FILE names {file}, which is empty.")
    return held


def split(url: str, name: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port_is_a_number = parts.port is None or parts.port > 0
    except ValueError:  # its text, and so its traceback, repeats the password
        raise BadEnvironment(
            f"{name} is not a URL: signs like @ : / # ? in a password are written %40 %3A and so on."
        ) from None
    if parts.fragment or not port_is_a_number:
        raise BadEnvironment(f"{name} is not a URL that can be followed; a # in a password is written %23.")
    return parts


def query(parts: SplitResult, name: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError:
        raise BadEnvironment(f"{name} has something after the ? that is not option=value.") from None
    return dict(pairs)


def flag(environ: Mapping[str, str], name: str) -> bool:
    said = text(environ, name).lower()
    if said not in {"0", "1", "true", "false"}:
        raise BadEnvironment(f"{name} must be 0, 1, true or false.")
    return said in {"1", "true"}


def hosts(environ: Mapping[str, str], name: str) -> list[str]:
    hosts = [host.strip() for host in text(environ, name).split(",") if host.strip()]
    for host in hosts:
        if not re.fullmatch(r"\*|\.?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:.]+\]", host):
            raise BadEnvironment(
                f"{name} has {host!r}, which is no host name: it takes names without scheme, port or path."
            )
    if not hosts:
        raise BadEnvironment(f"{name} has no host in it.")
    return hosts


def public_url(environ: Mapping[str, str], name: str) -> str:
    parts = split(text(environ, name), name)
    extra = parts.path.strip("/") or parts.query or parts.username or parts.password
    if parts.scheme not in {"http", "https"} or not parts.hostname or extra:
        raise BadEnvironment(f"{name} must be a scheme and a host, such as https://sofia.example.com.")
    return f"{parts.scheme}://{parts.netloc}"


def key(key: str, name: str) -> str:
    if not re.fullmatch(r"[!-~]+", key):  # it travels in a header
        raise BadEnvironment(f"{name} has a space, a line's end or a letter in it that no key has.")
    return key


def address(environ: Mapping[str, str], name: str) -> str:
    """An address under which there are others, without the slash at its end."""
    parts = split(text(environ, name), name)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.username or parts.password:
        raise BadEnvironment(f"{name} must be a scheme, a host and perhaps a path, such as https://api.example.com.")
    return f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/")


def dialect(environ: Mapping[str, str], name: str) -> str:
    said = text(environ, name).casefold()
    if said not in {"perplexity", "openai"}:
        raise BadEnvironment(f"{name} must be perplexity or openai.")
    return said


def model(environ: Mapping[str, str], name: str) -> str:
    model = text(environ, name)
    if not re.fullmatch(r"[\w./:@-]{1,64}", model, re.ASCII):
        raise BadEnvironment(f"{name} must be the provider's name of a model, such as perplexity/sonar.")
    return model


def country(environ: Mapping[str, str], name: str) -> str:
    country = text(environ, name)
    if not re.fullmatch(r"[A-Z]{2}", country):
        raise BadEnvironment(f"{name} must be two capital letters, such as PE.")
    return country


def listing(environ: Mapping[str, str], name: str, pattern: str, what: str) -> list[str]:
    """The parts of NAME between commas, each of which must look as PATTERN says; none when it is not set."""
    parts = [part.strip() for part in environ.get(name, "").split(",") if part.strip()]
    if wrong := [part for part in parts if not re.fullmatch(pattern, part)]:
        raise BadEnvironment(f"{name} has {wrong[0]!r}: it takes {what}, separated by commas.")
    return parts


def listed(words: set[str]) -> str:
    return ", ".join(sorted(words))
