"""What SofIA says around a model's words, and instead of them when there are none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from finance.advisor import speech
from finance.advisor.composing import Written
from finance.advisor.facts import Fact
from finance.advisor.knowledge import Known, Page
from finance.advisor.planning import Plan
from finance.advisor.proof import Shown
from finance.advisor.turn import Answer, Choice, Turn
from finance.language_model.failures import ModelFailure, NotConfigured, OverBudget, SwitchedOff
from finance.money import Money

# Said once a topic: what sounds like advice about these is general information.
_NEEDS_A_WORD = frozenset({"debt", "credit", "saving", "investing", "taxes"})
_NAMED = 4  # facts in an answer without a model


def finished(turn: Turn, plan: Plan, written: Written, known: Known, calls: Sequence[int]) -> Answer:
    """The answer that was written, with its sources and the word that is due, and the proof of its figures."""
    cited = _cited(written, known.pages)
    parts = [written.text]
    if plan.topic in _NEEDS_A_WORD and not _was_said(turn, plan.topic):
        parts.append(_("Es información general, no asesoría de inversión registrada."))
    if written.is_cut:
        parts.append(_("Se me cortó la respuesta: pregúntamelo otra vez si te falta algo."))
    parts += [_source(page, turn) for page in cited]
    facts = _of_facts(written.shown)
    return Answer(
        text="\n".join(parts),
        intent="advice",
        facts=facts,
        choices=(Choice(_("¿De dónde sale?")),) if facts else (),
        keeps_pending=True,
        proof={
            "topic": plan.topic,
            "figures": [_shown(shown) for shown in written.shown],
            "sources": [page.as_json() for page in cited],
            "refused": written.refused,
            "is_cut": written.is_cut,
            "calls": list(calls),
        },
    )


def _was_said(turn: Turn, topic: str) -> bool:
    return any(line.topic == topic for line in turn.before())


def _cited(written: Written, pages: Sequence[Page]) -> list[Page]:
    return [page for page in pages if f"[{page.number}]" in written.text]


def _source(page: Page, turn: Turn) -> str:
    try:
        day = f" ({speech.written_day(date.fromisoformat(page.date), turn.today, turn.person)})"
    except ValueError:  # as the page has it, or none
        day = f" ({page.date})" if page.date else ""
    return f"[{page.number}] {page.title}{day}: {page.url}"


def _of_facts(shown: Iterable[Shown]) -> tuple[Fact, ...]:
    facts: list[Fact] = []
    for figure in shown:
        if figure.fact is not None and figure.fact not in facts:
            facts.append(figure.fact)
    return tuple(facts)


def _shown(shown: Shown) -> dict[str, object]:
    label = shown.fact.label if shown.fact is not None else ""
    return {"said": shown.said, "by": shown.by, "fact": label, "source": shown.source}


def from_facts(turn: Turn, facts: Sequence[Fact], failure: ModelFailure | None) -> Answer:
    """The figures alone, where no words of a model hold or none came."""
    told = [fact for fact in facts if isinstance(fact.value, Money) and not fact.is_change][:_NAMED]
    told = told or [fact for fact in facts if not fact.is_change][:_NAMED]
    named = [f"{fact.label} {speech.bold(speech.figure(fact.value, turn.person))}{_when(turn, fact)}" for fact in told]
    text = _("%(why)s Tus números sí los tengo: %(list)s.") % {"why": _why(failure), "list": " · ".join(named)}
    return Answer(
        text=text, intent="advice", facts=tuple(told), choices=(Choice(_("¿De dónde sale?")),), keeps_pending=True
    )


def _when(turn: Turn, fact: Fact) -> str:
    if fact.period is None:
        return ""
    return f" {speech.period(fact.period.start, fact.period.end, turn.today, turn.person)}"


def without_model(turn: Turn, fallback: Answer, failure: ModelFailure | None) -> Answer:
    """What is said when the model could not be asked, or said nothing that may be said."""
    if isinstance(failure, NotConfigured | SwitchedOff):
        return fallback
    if fallback.facts:
        return replace(fallback, text=f"{_why(failure)} {fallback.text}", is_fallback=False)
    help_ = _('Lo que sí puedo decirte: "¿cuánto gasté este mes?", "¿cuánto tengo?" o "¿por qué gasté más?".')
    return Answer(text=f"{_why(failure)} {help_}", intent=fallback.intent, keeps_pending=True)


def _why(failure: ModelFailure | None) -> str:
    if isinstance(failure, OverBudget):
        return _("Por hoy ya no puedo conversar más a fondo; mañana sí.")
    if failure is None:
        return _("No encontré una respuesta que pueda probarte.")
    return _("Ahora no puedo conversar a fondo.")
