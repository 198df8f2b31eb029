"""What a question is about: which time, which category, spending or income."""

from finance.understanding.lexicon import INCOMES
from finance.understanding.message import Message
from finance.understanding.reading import Context, Period

_PLANS = frozenset({"recurring_bill", "create_goal", "set_budget", "set_preference"})


def period_asked(message: Message, context: Context, intent: str, *, told: bool) -> Period | None:
    """Give the time the message asks about, or the day a plan is for; up to today when it only says since when."""
    if not message.days or (told and intent not in _PLANS):
        return None
    day = message.days[0]
    if intent in _PLANS:
        return day.ahead
    seen = day.back if context.prefer != "future" else day.ahead
    if day.since and seen.start <= message.today:
        return Period(seen.start, message.today)
    return seen


def category_asked(message: Message) -> tuple[str | None, str | None]:
    """Give the category or group, and the merchant, a question names."""
    category = merchant = None
    when = {at for day in message.days for at in range(day.first, day.last)}
    for found in message.things:
        if found.first in when or message.texts[found.last - 1] == "quincena":
            continue
        text = " ".join(message.texts[found.first : found.last])
        if text in message.speech.groups:
            return message.speech.groups[text], merchant
        if found.meaning.merchant:
            merchant = merchant or found.meaning.merchant
        else:
            category = category or found.meaning.category
    return category, merchant


def kind_asked(message: Message, intent: str) -> str:
    """Tell whether a question asks for spending or income."""
    if intent.startswith("record_"):
        return "income" if intent == "record_income" else "expense"
    if message.has("spending_asked"):
        spending, income = message.first("spending_asked"), message.first("income_asked")
        return "income" if income < spending else "expense"
    income = message.has("income_asked") or any(
        found.meaning.category in INCOMES and message.texts[found.last - 1] != "quincena" for found in message.things
    )
    return "income" if income else "expense"
