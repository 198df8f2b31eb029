"""Reads the environment once and refuses nonsense with one sentence that names the variable (`variables.py`).

An empty environment is a laptop: SQLite and a generated secret in `var/`, everything else in memory. Nothing here
imports Django, so that a mistake is told before anything else is loaded. What needs the whole picture is a check: `checks.py`.
"""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, unquote

from sofia import variables
from sofia.variables import VARIABLES, BadEnvironment

__all__ = ["VARIABLES", "BadEnvironment", "Environment", "WhatsApp", "read"]


@dataclass(frozen=True, slots=True)
class WhatsApp:
    """Both wires to WhatsApp."""

    session_dir: Path
    proxy: str
    allowed: list[str]  # beginnings of numbers; "known": whoever has an account; empty: everyone
    cloud_token: str | None
    cloud_phone_id: str
    cloud_app_secret: str | None
    cloud_verify_token: str | None
    cloud_base_url: str
    cloud_template: tuple[str, str] | None  # name, language


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
    perplexity_dialect: str  # "perplexity" | "openai"
    language_model: str
    is_laptop: bool  # neither a database nor a Redis was named
    files_bucket: str | None
    whatsapp: WhatsApp
    email: dict[str, object]  # Django's EMAIL_* settings
    staff_emails: list[str]


def read(environ: Mapping[str, str], base: Path) -> Environment:
    """Everything ENVIRON says, relative paths taken from BASE; makes the data folder and the secret when missing."""
    data_dir = _data_dir(environ, base)
    database_url = variables.secret(environ, "DATABASE_URL")
    redis_url = variables.secret(environ, "REDIS_URL")
    given_secret = variables.secret(environ, "SECRET_KEY")
    data_key = variables.secret(environ, "DATA_KEY")
    model_key = variables.secret(environ, "PERPLEXITY_API_KEY")
    return Environment(
        data_dir=data_dir,
        database=_database(database_url, base) if database_url else _sqlite(data_dir / "sofia.sqlite3"),
        redis_url=_redis(redis_url) if redis_url else None,
        secret_key=_long_enough(given_secret, "SECRET_KEY") if given_secret else _generated_secret(data_dir),
        secret_is_generated=given_secret is None,
        data_key=_long_enough(data_key, "DATA_KEY") if data_key else None,
        debug=variables.flag(environ, "SOFIA_DEBUG"),
        allowed_hosts=variables.hosts(environ, "ALLOWED_HOSTS"),
        public_url=variables.public_url(environ, "PUBLIC_URL"),
        default_country=variables.country(environ, "SOFIA_DEFAULT_COUNTRY"),
        perplexity_api_key=variables.key(model_key, "PERPLEXITY_API_KEY") if model_key else None,
        perplexity_base_url=variables.address(environ, "PERPLEXITY_BASE_URL"),
        perplexity_dialect=variables.dialect(environ, "PERPLEXITY_DIALECT"),
        language_model=variables.model(environ, "LANGUAGE_MODEL"),
        is_laptop=database_url is None and redis_url is None,
        files_bucket=environ.get("FILES_BUCKET", "").strip() or None,
        whatsapp=_whatsapp(environ, data_dir, base),
        email=_email(environ),
        staff_emails=variables.listing(environ, "STAFF_EMAILS", r"[^@\s]+@[^@\s]+\.[^@\s]+", "addresses of e-mail"),
    )


def _data_dir(environ: Mapping[str, str], base: Path) -> Path:
    folder = base / Path(variables.text(environ, "SOFIA_DATA_DIR")).expanduser()
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
    parts = variables.split(url, "DATABASE_URL")
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
    options: dict[str, object] = dict(variables.query(parts, "DATABASE_URL"))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise BadEnvironment("DATABASE_URL names no database: postgresql://user:password@host/NAME.")
    if "/" in name:
        raise BadEnvironment("DATABASE_URL has a slash in the database's name; a slash in a password is written %2F.")
    if unknown := sorted(options.keys() - _POSTGRESQL_OPTIONS):
        raise BadEnvironment(
            f"DATABASE_URL has an unknown option, {unknown[0]}: it may have {variables.listed(_POSTGRESQL_OPTIONS)}."
        )
    if options.get("sslmode", "prefer") not in _SSL_MODES:
        raise BadEnvironment(f"DATABASE_URL has an unknown sslmode: it may be {variables.listed(_SSL_MODES)}.")
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
    parts = variables.split(url, "REDIS_URL")
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


# The secret.


def _long_enough(secret: str, name: str) -> str:
    if len(secret) < variables.SHORTEST_SECRET:
        raise BadEnvironment(f"{name} must have at least {variables.SHORTEST_SECRET} characters; it has {len(secret)}.")
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


def _whatsapp(environ: Mapping[str, str], data_dir: Path, base: Path) -> WhatsApp:
    folder = environ.get("WHATSAPP_SESSION_DIR", "").strip()
    proxy = environ.get("WHATSAPP_PROXY", "").strip()
    if proxy and variables.split(proxy, "WHATSAPP_PROXY").scheme not in {"http", "https", "socks5"}:
        raise BadEnvironment("WHATSAPP_PROXY must begin with http://, https:// or socks5://.")
    template = environ.get("WHATSAPP_CLOUD_TEMPLATE", "").strip()
    if template and not re.fullmatch(r"[a-z0-9_]+:[a-z]{2}(_[A-Z]{2})?", template):
        raise BadEnvironment("WHATSAPP_CLOUD_TEMPLATE is written name:language, such as sofia_escribio:es.")
    name, _colon, language = template.partition(":")
    whatsapp = WhatsApp(
        session_dir=base / Path(folder).expanduser() if folder else data_dir / "whatsapp",
        proxy=proxy,
        allowed=variables.listing(
            environ, "WHATSAPP_ALLOWED", r"known|\+?\d{1,15}", "numbers with their country, or `known`"
        ),
        cloud_token=variables.secret(environ, "WHATSAPP_CLOUD_TOKEN"),
        cloud_phone_id=environ.get("WHATSAPP_CLOUD_PHONE_ID", "").strip(),
        cloud_app_secret=variables.secret(environ, "WHATSAPP_CLOUD_APP_SECRET"),
        cloud_verify_token=variables.secret(environ, "WHATSAPP_CLOUD_VERIFY_TOKEN"),
        cloud_base_url=variables.address(environ, "WHATSAPP_CLOUD_BASE_URL"),
        cloud_template=(name, language) if template else None,
    )
    if whatsapp.cloud_token and not (whatsapp.cloud_phone_id and whatsapp.cloud_app_secret):
        raise BadEnvironment(
            "WHATSAPP_CLOUD_TOKEN is set: it needs WHATSAPP_CLOUD_PHONE_ID and WHATSAPP_CLOUD_APP_SECRET too."
        )
    return whatsapp


def _email(environ: Mapping[str, str]) -> dict[str, object]:
    url = variables.secret(environ, "EMAIL_URL")
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = variables.split(url, "EMAIL_URL")
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise BadEnvironment("EMAIL_URL must be smtp://user:password@host:587 or smtps://user:password@host:465.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and parts.hostname not in {"localhost", "127.0.0.1"},
        "EMAIL_TIMEOUT": 10,
    }
