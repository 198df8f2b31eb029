"""Translations: what people read is found in the sources, kept in .po files, and compiled when one is newer.

Done by Babel, so that no gettext binary is needed. Spanish is the source: its sentences are the message ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

_KEYWORDS = ("_", "_noop", "gettext", "gettext_lazy", "ngettext")
LANGUAGES = ("en", "es_AR", "pt")

# Words that voseo leaves as they are need no entry: what is missing there is said as in Spain's Spanish.
MAY_LACK = frozenset({"es_AR"})


def sources() -> Iterator[Path]:
    """The kept .po files of all languages."""
    for folder in settings.LOCALE_PATHS:
        yield from sorted(Path(folder).glob("*/LC_MESSAGES/django.po"))


def compile_stale() -> list[Path]:
    """Compile what is not compiled yet or was changed since; return what was."""
    made = []
    for source in sources():
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        fresh = target.with_suffix(".mo.new")
        with fresh.open("wb") as compiled:
            write_mo(compiled, read(source))
        fresh.replace(target)
        made.append(target)
    return made


def read(source: Path) -> Catalog:
    """Read one .po file."""
    with source.open("rb") as kept:
        return read_po(kept, locale=source.parent.parent.name)


def said() -> Catalog:
    """Everything that the sources say to people, with where."""
    catalog = Catalog()
    for path in sorted(_written(settings.BASE_DIR)):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            text = templatize(text)
        where = path.relative_to(settings.BASE_DIR).as_posix()
        for message in _found(text):
            if message and all(message):
                catalog.add(message, locations=[(where, 0)])
    return catalog


def _written(base: Path) -> Iterable[Path]:
    for room in ("finance", "webui", "whatsapp", "sofia"):
        for path in (base / room).rglob("*"):
            if path.suffix in (".py", ".html") and not {"tests", "migrations"} & set(path.parts):
                yield path


def _found(text: str) -> Iterator[str | tuple[str, ...]]:
    keywords: Any = _KEYWORDS  # Babel's own annotation says less than it takes, and gives more than it says
    rows: Any = extract_python(BytesIO(text.encode()), keywords, (), {})
    for _line, function, messages, _comments in rows:
        strings = messages if isinstance(messages, tuple) else (messages,)
        if function == "ngettext":
            yield tuple(strings[:2])
        elif isinstance(strings[0], str):
            yield strings[0]


def update() -> None:
    """Bring every .po file up to date with the sources; what is new waits for its translation."""
    template = said()
    for language in LANGUAGES:
        path = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        catalog = read(path) if path.exists() else Catalog(locale=language, project="SofIA", fuzzy=False)
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        with path.open("wb") as kept:
            write_po(kept, catalog, width=120, omit_header=False, sort_output=True, ignore_obsolete=True)


def lacking() -> list[str]:
    """Name what is said and not translated, or translated and no longer said."""
    wanted = {message.id for message in said() if message.id}
    found = []
    for source in sources():
        language = source.parent.parent.name
        catalog = read(source)
        kept = {message.id: message for message in catalog if message.id}
        found += [f"{language}: no longer said: {_first(key)!r}" for key in kept if key not in wanted]
        if language in MAY_LACK:
            continue
        for key in wanted:
            message = kept.get(key)
            strings = message.string if message else ""
            if not strings or (isinstance(strings, tuple) and not all(strings)):
                found.append(f"{language}: not translated: {_first(key)!r}")
            elif message and (message.fuzzy or message.check(catalog)):
                found.append(f"{language}: not right: {_first(key)!r}")
    return sorted(found)


def _first(key: object) -> object:
    return key[0] if isinstance(key, tuple) else key
