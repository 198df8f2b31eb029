"""Reads the environment once and refuses nonsense with one sentence that names the variable.

An empty environment is a laptop: SQLite and a generated secret in `var/`, everything else in memory. Nothing here
imports Django, so that a mistake is told before anything else is loaded. The sentences never repeat a secret: a URL
with a password in it is only called by its variable's name. What needs the whole picture is a check: `checks.py`.
"""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

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
    Variable("LANGUAGE_MODEL", "perplexity/sonar", "Which language model is asked, as its provider calls it.", False),
)


@dataclass(frozen=True, slots=True)
class Environment:
    """What the environment says, typed and complete."""

    data_dir: Path
    database: dict[str, object]  # an entry of Django's DATABASES
    redis_url: str | None
    secret_key: str
    secret_is_generated: bool
    data_key: str | None
    debug: bool
    allowed_hosts: list[str]
    public_url: str
    default_country: str
    perplexity_api_key: str | None
    perplexity_base_url: str
    language_model: str
    is_laptop: bool  # neither a database nor a Redis was named


def read(environ: Mapping[str, str], base: Path) -> Environment:
    """Everything ENVIRON says, relative paths taken from BASE; makes the data folder and the secret when missing."""
    data_dir = _data_dir(environ, base)
    database_url = _secret(environ, "DATABASE_URL")
    redis_url = _secret(environ, "REDIS_URL")
    given_secret = _secret(environ, "SECRET_KEY")
    data_key = _secret(environ, "DATA_KEY")
    model_key = _secret(environ, "PERPLEXITY_API_KEY")
    return Environment(
        data_dir=data_dir,
        database=_database(database_url, base) if database_url else _sqlite(data_dir / "sofia.sqlite3"),
        redis_url=_redis(redis_url) if redis_url else None,
        secret_key=_long_enough(given_secret, "SECRET_KEY") if given_secret else _generated_secret(data_dir),
        secret_is_generated=given_secret is None,
        data_key=_long_enough(data_key, "DATA_KEY") if data_key else None,
        debug=_flag(environ, "SOFIA_DEBUG"),
        allowed_hosts=_hosts(environ, "ALLOWED_HOSTS"),
        public_url=_public_url(environ, "PUBLIC_URL"),
        default_country=_country(environ, "SOFIA_DEFAULT_COUNTRY"),
        perplexity_api_key=_key(model_key, "PERPLEXITY_API_KEY") if model_key else None,
        perplexity_base_url=_address(environ, "PERPLEXITY_BASE_URL"),
        language_model=_model(environ, "LANGUAGE_MODEL"),
        is_laptop=database_url is None and redis_url is None,
    )


def _text(environ: Mapping[str, str], name: str) -> str:
    """The value of NAME, or its default: empty counts as unset, since `NAME= command` is how one unsets it."""
    return environ.get(name, "").strip() or next(v.default for v in VARIABLES if v.name == name)


def _secret(environ: Mapping[str, str], name: str) -> str | None:
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


def _data_dir(environ: Mapping[str, str], base: Path) -> Path:
    folder = base / Path(_text(environ, "SOFIA_DATA_DIR")).expanduser()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as failure:
        raise BadEnvironment(f"SOFIA_DATA_DIR names {folder}, which cannot be made: {failure.strerror}.") from None
    return folder


# The database.


def _sqlite(file: Path) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            # A transaction that begins by reading and then writes is refused at once when another wrote meanwhile,
            # whatever the timeout: taking the write lock at BEGIN makes it wait its turn instead.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # WAL lets readers go on beside the writer; NORMAL is safe with it: a power cut can lose the last
            # commits but never spoils the file. Django itself turns foreign keys on.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
        },
    }


_POSTGRESQL_OPTIONS = {"sslmode", "sslrootcert", "connect_timeout", "application_name"}
_POOL = {"min_size": 1, "max_size": 16, "timeout": 5.0}  # of one process; seconds that a thread waits for one
_SSL_MODES = {"disable", "allow", "prefer", "require", "verify-ca", "verify-full"}


def _database(url: str, base: Path) -> dict[str, object]:
    parts = _split(url, "DATABASE_URL")
    if parts.scheme == "sqlite":
        if parts.netloc or not parts.path.strip("/"):
            raise BadEnvironment(
                "DATABASE_URL for SQLite is sqlite:///file or, for a full path, sqlite:////folder/file."
            )
        return _sqlite(base / unquote(parts.path.removeprefix("/")))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise BadEnvironment("DATABASE_URL must begin with postgresql:// or sqlite:///.")
    return _postgresql(parts)


def _postgresql(parts: SplitResult) -> dict[str, object]:
    options: dict[str, object] = dict(_query(parts, "DATABASE_URL"))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise BadEnvironment("DATABASE_URL names no database: postgresql://user:password@host/NAME.")
    if "/" in name:
        raise BadEnvironment("DATABASE_URL has a slash in the database's name; a slash in a password is written %2F.")
    if unknown := sorted(options.keys() - _POSTGRESQL_OPTIONS):
        raise BadEnvironment(
            f"DATABASE_URL has an unknown option, {unknown[0]}: it may have {_listed(_POSTGRESQL_OPTIONS)}."
        )
    if options.get("sslmode", "prefer") not in _SSL_MODES:
        raise BadEnvironment(f"DATABASE_URL has an unknown sslmode: it may be {_listed(_SSL_MODES)}.")
    if not str(options.get("connect_timeout", "5")).isdecimal():
        raise BadEnvironment("DATABASE_URL has a connect_timeout that is not a number of seconds.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        # ASGI gives each request a thread, and a model's answer takes seconds: a connection is given back to the process's
        # pool when nobody asks it anything, and is looked at when it is taken. The sockets' threads keep theirs
        # (webui/turns.py).
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        # What a turn asks every time is planned once a connection: values travel apart from the statement.
        "OPTIONS": {
            "connect_timeout": 5,
            "server_side_binding": True,
            "prepare_threshold": 5,
            "pool": dict(_POOL),
            **options,
        },
    }


def _redis(url: str) -> str:
    parts = _split(url, "REDIS_URL")
    if parts.scheme not in {"redis", "rediss", "unix"}:
        raise BadEnvironment("REDIS_URL must begin with redis://, rediss:// or unix://.")
    if parts.scheme == "unix":
        if not parts.path:
            raise BadEnvironment("REDIS_URL names no socket: unix:///path/of/the.socket.")
    elif not parts.hostname:
        raise BadEnvironment("REDIS_URL names no host: redis://host:6379/0.")
    elif not re.fullmatch(r"/?|/\d+", parts.path):
        raise BadEnvironment("REDIS_URL must end with the number of a database: redis://host:6379/0.")
    return url


def _split(url: str, name: str) -> SplitResult:
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


def _query(parts: SplitResult, name: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError:
        raise BadEnvironment(f"{name} has something after the ? that is not option=value.") from None
    return dict(pairs)


# The secret.


def _long_enough(secret: str, name: str) -> str:
    if len(secret) < SHORTEST_SECRET:
        raise BadEnvironment(f"{name} must have at least {SHORTEST_SECRET} characters; it has {len(secret)}.")
    return secret


def _generated_secret(folder: Path) -> str:
    """The secret in FOLDER, made on first use: whole before it has its name, and only one of many starters wins."""
    file = folder / "secret_key"
    try:
        if not file.exists():
            draft = folder / f".secret_key.{os.getpid()}.{secrets.token_hex(4)}"
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                with os.fdopen(handle, "w") as out:
                    out.write(secrets.token_urlsafe(48))
                    out.flush()
                    os.fsync(out.fileno())
                _unless_there(os.link, draft, file)
            finally:
                draft.unlink()
        held = file.read_text().strip()
    except OSError as failure:
        raise BadEnvironment(f"SECRET_KEY is not set, and {file} cannot be used instead: {failure.strerror}.") from None
    return _long_enough(held, f"SECRET_KEY is not set, and {file}, kept instead,")


def _unless_there(link: Callable[[Path, Path], None], draft: Path, file: Path) -> None:
    try:
        link(draft, file)
    except FileExistsError:  # another process was first: its secret is the one
        return


# The rest.


def _flag(environ: Mapping[str, str], name: str) -> bool:
    said = _text(environ, name).lower()
    if said not in {"0", "1", "true", "false"}:
        raise BadEnvironment(f"{name} must be 0, 1, true or false.")
    return said in {"1", "true"}


def _hosts(environ: Mapping[str, str], name: str) -> list[str]:
    hosts = [host.strip() for host in _text(environ, name).split(",") if host.strip()]
    for host in hosts:
        if not re.fullmatch(r"\*|\.?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:.]+\]", host):
            raise BadEnvironment(
                f"{name} has {host!r}, which is no host name: it takes names without scheme, port or path."
            )
    if not hosts:
        raise BadEnvironment(f"{name} has no host in it.")
    return hosts


def _public_url(environ: Mapping[str, str], name: str) -> str:
    parts = _split(_text(environ, name), name)
    extra = parts.path.strip("/") or parts.query or parts.username or parts.password
    if parts.scheme not in {"http", "https"} or not parts.hostname or extra:
        raise BadEnvironment(f"{name} must be a scheme and a host, such as https://sofia.example.com.")
    return f"{parts.scheme}://{parts.netloc}"


def _key(key: str, name: str) -> str:
    if not re.fullmatch(r"[!-~]+", key):  # it travels in a header
        raise BadEnvironment(f"{name} has a space, a line's end or a letter in it that no key has.")
    return key


def _address(environ: Mapping[str, str], name: str) -> str:
    """An address under which there are others, without the slash at its end."""
    parts = _split(_text(environ, name), name)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.username or parts.password:
        raise BadEnvironment(f"{name} must be a scheme, a host and perhaps a path, such as https://api.example.com.")
    return f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/")


def _model(environ: Mapping[str, str], name: str) -> str:
    model = _text(environ, name)
    if not re.fullmatch(r"[\w./:@-]{1,64}", model, re.ASCII):
        raise BadEnvironment(f"{name} must be the provider's name of a model, such as perplexity/sonar.")
    return model


def _country(environ: Mapping[str, str], name: str) -> str:
    country = _text(environ, name)
    if not re.fullmatch(r"[A-Z]{2}", country):
        raise BadEnvironment(f"{name} must be two capital letters, such as PE.")
    return country


def _listed(words: set[str]) -> str:
    return ", ".join(sorted(words))
