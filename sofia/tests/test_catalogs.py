"""What SofIA says in other languages: all of it, with the same blanks, in the right voice, and understood by herself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from finance import countries
from finance.understanding import Context, read
from finance.understanding.speech import speech
from sofia import catalogs
from sofia.tests.cast import NOW, TODAY, make_person, say

SOURCES = list(catalogs.sources())
LANGUAGES = [code for code, _name in settings.LANGUAGES]
_HOMES = {"es": "PE", "es-ar": "AR", "pt": "BR", "en": "US"}  # where each is at home

_BLANK = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
_QUOTED = re.compile(r'"([^"]+)"')
# Words that say "tú" and nothing else, so that none of them may reach somebody who says "vos".
_TU = re.compile(
    r"\b(tú|ti|contigo|eres|tienes|puedes|quieres|debes|sabes|llevas|gastas|recibes|escribes|dices|cambias|invitas|guardas"
    r"|dime|escríbeme|escríbemelo|escríbelo|cuéntame|cuéntale|pregúntame|muéstrame|mándame|guárdalo|ponlo|deshaz|pide"
    r"|vuelve|empieza|ábrelo|ciérralo|cópialo|recárgala|actívalo)\b",
    re.IGNORECASE,
)


def _language_of(source: Path) -> str:
    return source.parent.parent.name


def _forms(message: object) -> tuple[str, ...]:
    """The sentences of an id or a translation: one, or one for each number."""
    if isinstance(message, (tuple, list)):
        return tuple(message)
    return (str(message),)


def _opening(sentence: str) -> str:
    """How a sentence begins, where that is a letter one may write either way: an English "I" is none."""
    first = sentence.lstrip(" ¿")[0]
    if sentence.startswith("I "):
        return ""
    return ("capital" if first.isupper() else "small") if first.isalpha() else ""


def _translated(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Each translated sentence with the one it stands for."""
    for message in catalog:
        if message.id and any(_forms(message.string)):
            yield from zip(_forms(message.id), _forms(message.string), strict=True)


def _read(text: str, language: str) -> str:
    """What SofIA takes TEXT for, from somebody who writes that language at home."""
    home = countries.get(_HOMES[language])
    spoken = "" if language.startswith("es") else language
    return read(text, Context(country=home.code, today=TODAY, language=spoken, currency=home.currency)).intent


def test_nothing_is_lacking() -> None:
    assert catalogs.lacking() == []


def test_every_language_but_the_source_has_a_catalog() -> None:
    kept = {_language_of(source).lower().replace("_", "-") for source in SOURCES}
    assert kept == set(LANGUAGES) - {settings.LANGUAGE_CODE}


@pytest.mark.parametrize("source", SOURCES, ids=_language_of)
def test_a_catalog_compiles_and_gives_back_what_was_written(source: Path) -> None:
    catalog, compiled = catalogs.read(source), BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    spoken = GNUTranslations(compiled)
    for message in catalog:
        first, *more = _forms(message.id)
        written = _forms(message.string)
        if not first or not any(written):
            continue
        if more:
            assert (spoken.ngettext(first, more[0], 1), spoken.ngettext(first, more[0], 2)) == written
        else:
            assert spoken.gettext(first) == written[0]


@pytest.mark.parametrize("source", SOURCES, ids=_language_of)
def test_a_translation_keeps_blanks_bold_lines_and_edges(source: Path) -> None:
    for sentence, said in _translated(catalogs.read(source)):
        assert sorted(_BLANK.findall(said)) == sorted(_BLANK.findall(sentence)), said
        for mark in "*\n":
            assert said.count(mark) == sentence.count(mark), said
        assert (said[0].isspace(), said[-1].isspace()) == (sentence[0].isspace(), sentence[-1].isspace()), said
        assert {_opening(said), _opening(sentence)} != {"capital", "small"}, said
        assert not re.search(r"[!¡]|  | [,.;:?]", said), said


@pytest.mark.parametrize("source", SOURCES, ids=_language_of)
def test_the_heading_holds_nothing_to_fill_in(source: Path) -> None:
    catalog = catalogs.read(source)
    heading = str(catalog.mime_headers) + (catalog.header_comment or "")
    assert not re.search(r"FULL NAME|EMAIL|@|ORGANIZATION|FIRST AUTHOR|YEAR|VERSION\b|PROJECT", heading)
    assert not catalog.fuzzy
    assert not [message.id for message in catalog if message.id and message.fuzzy]


def test_nobody_who_says_vos_is_called_tu() -> None:
    (source,) = (source for source in SOURCES if _language_of(source) == "es_AR")
    kept = {message.id: message.string for message in catalogs.read(source)}
    said = [
        form for wanted in catalogs.said() if wanted.id for form in _forms(kept.get(wanted.id) or wanted.id) if form
    ]
    assert [sentence for sentence in said if _TU.search(sentence)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_sofia_suggests_one_could_write_she_understands(language: str) -> None:
    quoting = [form for wanted in catalogs.said() for form in _forms(wanted.id) if _QUOTED.search(form)]
    assert quoting
    for sentence in quoting:
        with translation.override(language):
            said = _(sentence)
        ours, theirs = _QUOTED.findall(sentence), _QUOTED.findall(said)
        assert [_read(phrase, language) for phrase in theirs] == [_read(phrase, "es") for phrase in ours], said


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_page_offers_to_send_is_understood(language: str) -> None:
    with translation.override(language):
        offered = {
            _("gasté 20 en taxi"): "record_expense",
            _("gasté 25 en taxi y 40 en almuerzo ayer"): "record_expense",
            _("tengo 300 en efectivo"): "set_balance",
            _("¿Cuánto gasté esta semana?"): "query_spending",
            _("¿Cuánto gasté este mes?"): "query_spending",
            _("¿Cuánto tengo?"): "query_balance",
            _("¿De dónde sale?"): "explain",
            _("Deshaz eso"): "undo",
            _("Deshacer"): "undo",
            _("Rehacer"): "redo",
        }
    assert {phrase: _read(phrase, language) for phrase in offered} == offered


# What the person writes, and how the answer begins.
_TALK = {
    "es": (
        ("hola", "Hola, soy SofIA. Llevo tus cuentas contigo"),
        ("Sí, empecemos", "Empecemos. Escríbeme"),
        ("gasté 20 en taxi", "Anotado: *"),
        ("gasté 20 en taxi", "Hace un momento anoté taxi por *"),
        ("Es otro", "Anotado: *"),
        ("25 en uber y 40 en almuerzo ayer", "Anoté 2: *"),
        ("tengo 300 en efectivo", "Anotado: tienes *"),
        ("¿cuánto tengo?", "Tienes *"),
        ("¿cuánto gasté este mes?", "Gastaste *"),
        ("¿de dónde sale?", "*"),
        ("pagué la luz", "¿Cuánto pagaste de "),
        ("97", "Anotado: *"),
        ("no, fueron 79", "Corregido: "),
        ("deshaz eso", "Deshice el cambio, queda otra vez: luz "),
        ("Sí, cámbialo", "Listo, otra vez: "),
        ("qwer asdf", "No te entendí. Puedes escribirme"),
    ),
    "es-ar": (
        ("hola", "Hola, soy SofIA. Llevo tus cuentas con vos"),
        ("Sí, empecemos", "Empecemos. Escribime"),
        ("gasté 20 en taxi", "Anotado: *"),
        ("gasté 20 en taxi", "Hace un momento anoté taxi por *"),
        ("Es el mismo", "Bien, lo dejo como estaba."),
        ("tengo 300 en efectivo", "Anotado: tenés *"),
        ("¿cuánto tengo?", "Tenés *"),
        ("¿cuánto gasté este mes?", "Gastaste *"),
        ("deshacé eso", "Deshecho: ajuste de saldo de "),
        ("Sí, ponelo", "Listo, otra vez: ajuste de saldo "),
        ("qwer asdf", "No te entendí. Podés escribirme"),
    ),
    "pt": (
        ("oi", "Oi, eu sou a SofIA."),
        ("Sim, vamos", "Vamos começar. Me escreva"),
        ("gastei 20 no táxi", "Anotado: *"),
        ("gastei 20 no táxi", "Há pouco anotei táxi por *"),
        ("É outro", "Anotado: *"),
        ("25 no uber e 40 no almoço ontem", "Anotei 2: *"),
        ("tenho 300 em dinheiro", "Anotado: você tem *"),
        ("quanto eu tenho?", "Você tem *"),
        ("quanto gastei este mês?", "Você gastou *"),
        ("de onde vem?", "*"),
        ("paguei a luz", "Quanto você pagou de luz?"),
        ("97", "Anotado: *"),
        ("não, foram 79", "Corrigido: luz *"),
        ("desfaz isso", "Desfiz a mudança, fica outra vez: luz "),
        ("Sim, mude", "Pronto, de volta: luz "),
        ("qwer asdf", "Não entendi. Você pode me escrever"),
    ),
    "en": (
        ("hello", "Hi, I'm SofIA."),
        ("Yes, let's start", "Let's start. Write me"),
        ("spent 20 on taxi", "Noted: *"),
        ("spent 20 on taxi", "A moment ago I noted taxi for *"),
        ("It's another one", "Noted: *"),
        ("25 on uber and 40 on lunch yesterday", "I noted 2: *"),
        ("I have 300 in cash", "Noted: you have *"),
        ("how much do I have?", "You have *"),
        ("how much did I spend this month?", "You spent *"),
        ("where does it come from?", "*"),
        ("paid the electricity bill", "How much did you pay for electricity?"),
        ("97", "Noted: *"),
        ("no, it was 79", "Corrected: electricity *"),
        ("undo that", "I took the change back, it is again: electricity "),
        ("Yes, change it", "Done, it's back: electricity "),
        ("qwer asdf", "I didn't understand that. You can write me"),
    ),
}


_PAIRS = [(language, country.code) for language in LANGUAGES for country in countries.known()]


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "country"), _PAIRS)
def test_a_conversation_stays_in_its_language_in_every_country(language: str, country: str) -> None:
    person = make_person("Rosa", country=country, agrees=False)
    person.language = language
    person.save(update_fields=["language"])
    for minute, (said, beginning) in enumerate(_TALK[language]):
        # Where nobody speaks of less than a hundred, they speak of thousands.
        text = re.sub(r"\b\d{2,3}\b", r"\g<0>000", said) if speech(language[:2], country).thousands else said
        reply = say(person, text, now=NOW + timedelta(minutes=minute))
        assert reply.text.startswith(beginning), f"{text!r} was answered {reply.text!r}"
        for shown in (reply.text, *(choice["label"] for choice in reply.choices)):
            assert not re.search(r"%\(|\{\w*\}|  | [,.]", shown.replace("\xa0", " ")), shown
