"""What the books say, to one viewer. `visible` is the one place that decides who sees what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum

from finance.ledger.models import Account, Balance, Entry, MonthTotal, Posting
from finance.money import Money
from finance.people.models import Person
from finance.prepared import Asked, Given, given


def visible(viewer: Person) -> QuerySet[Account]:
    """The accounts of the viewer's household that are shared or their own."""
    return visible_in(viewer.household_id, viewer.pk)


def visible_in(household: Any, private_to: Any) -> QuerySet[Account]:  # noqa: ANN401  (keys, or places for them)
    """The same by keys, or by places for keys that are given later."""
    shared_or_own = Q(private_to__isnull=True) | Q(private_to=private_to)
    return Account.objects.filter(shared_or_own, household=household)


def names_seen(viewer: Person) -> list[str]:
    """The names that the accounts the viewer may see were given."""
    return [name for (name,) in _NAMES.rows(household=viewer.household_id, private_to=viewer.pk)]


_NAMES = Asked(
    lambda: (
        visible_in(given(Account, "household"), given(Account, "private_to"))
        .exclude(name="")
        .order_by("pk")
        .values_list("name")
    )
)


def entries(viewer: Person) -> QuerySet[Entry]:
    """Entries that touch at least one account the viewer may see; `postings.all()` of each holds only those legs."""
    touches = Posting.objects.filter(entry=OuterRef("pk"), account__in=visible(viewer))
    touched = Entry.objects.filter(Exists(touches), household_id=viewer.household_id)
    return touched.prefetch_related(legs_seen(viewer))


def legs_seen(viewer: Person, lookup: str = "postings") -> Prefetch[str]:
    """What of an entry's legs the viewer may see, to be fetched with the entries (or rows: "entry__postings")."""
    return Prefetch(lookup, queryset=Posting.objects.filter(account__in=visible(viewer)).select_related("account"))


def standing_entries(viewer: Person) -> QuerySet[Entry]:
    """What counts: neither taken back nor the taking back of something. Only what the viewer may see whole."""
    return standing(whole(viewer))


def whole(viewer: Person) -> QuerySet[Entry]:
    """Entries of which the viewer may see every leg: only these are theirs to undo or to correct."""
    hidden = Posting.objects.filter(entry=OuterRef("pk")).exclude(account__in=visible(viewer))
    return Entry.objects.filter(~Exists(hidden), household_id=viewer.household_id)


def standing(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """Of these entries, those that count: no reversals, and nothing that was reversed."""
    return rows.filter(reverses__isnull=True, reversal__isnull=True)


def last_entries(viewer: Person, *, limit: int) -> list[Entry]:
    """The newest entries that stand, by day and then by order of booking, with their postings."""
    return _newest(viewer, limit, "-happened_on", "-number")


def recent_entries(viewer: Person, *, limit: int) -> list[Entry]:
    """The entries that were booked last and stand, whatever their day, with their postings."""
    return _newest(viewer, limit, "-number")


def _newest(viewer: Person, limit: int, *order: str) -> list[Entry]:
    """The first standing entries in the order of an index, page by page until LIMIT of them are seen.

    Asked as one query, with what stands and what is visible in it, the database joins a household's whole history.
    """
    rows = Entry.objects.filter(household_id=viewer.household_id, reverses__isnull=True).order_by(*order)
    rows = rows.prefetch_related(legs_seen(viewer))
    found: list[Entry] = []
    for start in count(0, 2 * limit):
        page = list(rows[start : start + 2 * limit])
        gone = set(Entry.objects.filter(reverses__in=page).values_list("reverses", flat=True))
        found += [entry for entry in page if entry.pk not in gone and entry.postings.all()]
        if len(found) >= limit or len(page) < 2 * limit:
            break
    return found[:limit]


def find_entries(viewer: Person, pks: Iterable[UUID]) -> list[Entry]:
    """These entries, as far as the viewer may see them, in order of booking."""
    return list(entries(viewer).filter(pk__in=list(pks)).order_by("number").prefetch_related("postings__account"))


@dataclass(frozen=True, slots=True)
class Standing:
    """What is on one account."""

    account: Account
    money: Money


def balances(viewer: Person) -> list[Standing]:
    """What is on each real account the viewer may see, in its currency, the oldest account first."""
    kept = Balance.objects.filter(account__in=visible(viewer).filter(kind__in=Account.REAL))
    return [Standing(row.account, row.money) for row in kept.select_related("account").order_by("account_id")]


def balance(account: Account) -> Money:
    """What is on a real account now."""
    kept = Balance.objects.filter(account=account, currency=account.currency).first()
    return kept.money if kept else Money(0, account.currency)


@dataclass(frozen=True, slots=True)
class Selector:
    """Which rows a figure is made of. AS_OF pins it to the books as they were: they only grow."""

    kind: str = "expense"  # the side that is summed: "expense", "income", or "" with ACCOUNT
    slugs: tuple[str, ...] = ()  # categories; none means all
    merchant: str = ""
    account: int | None = None  # one real account instead of a side
    start: date | None = None  # both ends inclusive
    end: date | None = None
    currency: str = ""
    as_of: int | None = None

    def as_json(self) -> dict[str, object]:
        """A form that JSON keeps; `Selector.read` takes it back."""
        return {
            "kind": self.kind,
            "slugs": list(self.slugs),
            "merchant": self.merchant,
            "account": self.account,
            "start": self.start and self.start.isoformat(),
            "end": self.end and self.end.isoformat(),
            "currency": self.currency,
            "as_of": self.as_of,
        }

    @classmethod
    def read(cls, kept: dict[str, object]) -> Selector:
        """Take back what `as_json` gave."""
        days = {name: date.fromisoformat(str(kept[name])) if kept.get(name) else None for name in ("start", "end")}
        slugs = kept.get("slugs")
        return cls(
            kind=str(kept["kind"]),
            slugs=tuple(slugs) if isinstance(slugs, list) else (),
            merchant=str(kept["merchant"]),
            account=kept["account"] if isinstance(kept["account"], int) else None,
            currency=str(kept["currency"]),
            as_of=kept["as_of"] if isinstance(kept["as_of"], int) else None,
            **days,
        )


def rows(viewer: Person, selector: Selector) -> QuerySet[Posting]:
    """The postings behind a figure, newest first: those that stood when it was said."""
    accounts = visible(viewer)
    if selector.account is not None:
        accounts = accounts.filter(pk=selector.account)
    else:
        accounts = accounts.filter(kind=selector.kind)
        if selector.slugs:
            accounts = accounts.filter(slug__in=selector.slugs)
    taken_back = Entry.objects.filter(reverses=OuterRef("entry_id"))
    chosen = Posting.objects.filter(account__in=accounts, entry__reverses__isnull=True)
    if selector.as_of is not None:
        taken_back = taken_back.filter(number__lte=selector.as_of)
        chosen = chosen.filter(entry__number__lte=selector.as_of)
    if selector.start is not None:
        chosen = chosen.filter(happened_on__gte=selector.start)
    if selector.end is not None:
        chosen = chosen.filter(happened_on__lte=selector.end)
    if selector.currency:
        chosen = chosen.filter(currency=selector.currency)
    if selector.merchant:
        chosen = chosen.filter(entry__merchant__iexact=selector.merchant)
    chosen = chosen.filter(~Exists(taken_back)).select_related("entry", "account")
    return chosen.order_by("-happened_on", "-entry__number", "pk")


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of one side over a stretch of days, per category and currency; positive is spent, or earned."""

    by_slug: dict[tuple[str, str], int] = field(default_factory=dict)

    def of(self, currency: str, slugs: Sequence[str] = ()) -> Money:
        """The sum in CURRENCY over SLUGS; over all categories when none are named."""
        chosen = (
            minor for (slug, code), minor in self.by_slug.items() if code == currency and (not slugs or slug in slugs)
        )
        return Money(sum(chosen), currency)

    def currencies(self, slugs: Sequence[str] = ()) -> list[str]:
        """The currencies in which something moved."""
        moved = {code for (slug, code), minor in self.by_slug.items() if minor and (not slugs or slug in slugs)}
        return sorted(moved)

    def ranking(self, currency: str, slugs: Sequence[str] = ()) -> list[tuple[str, Money]]:
        """Categories with something in CURRENCY, the largest first."""
        chosen = [
            (slug, Money(minor, code))
            for (slug, code), minor in self.by_slug.items()
            if code == currency and minor and (not slugs or slug in slugs)
        ]
        return sorted(chosen, key=lambda row: (-row[1].minor, row[0]))


def totals(viewer: Person, *, start: date, end: date, kind: str = "expense", slugs: Sequence[str] = ()) -> Totals:
    """Sum a side ("expense" or "income") from START to END, both inclusive.

    Whole months come from the kept totals, the days around them from the postings: never the whole history.
    """
    first, after = _whole_months(start, end)
    sums: dict[tuple[str, str], int] = {}
    whose = {"household": viewer.household_id, "private_to": viewer.pk, "kind": kind}
    found: list[list[tuple[Any, ...]]] = []
    if first >= after:
        found.append(_DAYS.rows(start=start, end=end, **whose))
    else:
        is_one = (first + timedelta(days=31)).replace(day=1) == after
        found.append(_MONTH.rows(first=first, **whose) if is_one else _MONTHS.rows(first=first, after=after, **whose))
        if start < first or end >= after:
            found.append(_DAYS_AROUND.rows(start=start, end=end, first=first, after=after, **whose))
    sign = -1 if kind == "income" else 1
    for group in found:
        for slug, currency, minor in group:
            if not slugs or slug in slugs:
                sums[slug, currency] = sums.get((slug, currency), 0) + sign * int(minor)
    return Totals(sums)


def _side() -> QuerySet[Account]:
    """The accounts of one side that the viewer may see, by keys that are given."""
    return visible_in(given(Account, "household"), given(Account, "private_to")).filter(kind=given(Account, "kind"))


def _day(name: str) -> Given:
    return Given(name, given(Posting, "happened_on").output_field)


def _days() -> QuerySet[Posting]:
    return Posting.objects.filter(account__in=_side(), happened_on__gte=_day("start"), happened_on__lte=_day("end"))


_DAYS = Asked(lambda: _summed(_days()))
_MONTHS = Asked(
    lambda: _summed(MonthTotal.objects.filter(account__in=_side(), month__gte=_day("first"), month__lt=_day("after")))
)
# Of a range whose ends it does not know PostgreSQL expects too much in a long history, and plans it anew each time.
_MONTH = Asked(lambda: _summed(MonthTotal.objects.filter(account__in=_side(), month=_day("first"))))
_DAYS_AROUND = Asked(
    lambda: _summed(_days().filter(Q(happened_on__lt=_day("first")) | Q(happened_on__gte=_day("after"))))
)


def side_so_far(account: Account, alike: Money, on: date, *, start: date, end: date) -> tuple[Money, bool]:
    """What moved on one side from START to END, in the currency of ALIKE; and whether exactly ALIKE did on day ON."""
    given_days = {"start": start, "end": end, "happened_on": on}
    rows = _SO_FAR.rows(account=account.pk, currency=alike.currency, minor=alike.minor, **given_days)
    return (Money(int(rows[0][1]), alike.currency), bool(rows[0][2])) if rows else (Money(0, alike.currency), False)


def _so_far() -> QuerySet[Posting, tuple[object, ...]]:
    day = given(Posting, "happened_on").output_field
    same = Q(happened_on=given(Posting, "happened_on"), minor=given(Posting, "minor"))
    days = Posting.objects.filter(happened_on__gte=Given("start", day), happened_on__lte=Given("end", day))
    mine = days.filter(account=given(Posting, "account"), currency=given(Posting, "currency"))
    return mine.order_by().values_list("account").annotate(moved=Sum("minor"), alike=Count("pk", filter=same))


_SO_FAR = Asked(_so_far)


def side_total(account: Account, currency: str, *, start: date, end: date) -> Money:
    """Sum one expense account over a few days, both inclusive: one index range."""
    days = Posting.objects.filter(account=account, currency=currency, happened_on__gte=start, happened_on__lte=end)
    return Money(days.aggregate(moved=Sum("minor"))["moved"] or 0, currency)


def _summed(table: QuerySet[Posting] | QuerySet[MonthTotal]) -> QuerySet[Any, tuple[str, str, int]]:
    grouped = table.order_by().values("currency", slug=F("account__slug")).annotate(moved=Sum("minor"))
    return grouped.values_list("slug", "currency", "moved")


def _whole_months(start: date, end: date) -> tuple[date, date]:
    """The first day of the first whole month in the range, and the first day after the last one."""
    first = start if start.day == 1 else _next_month(start)
    after = _next_month(end) if (end + timedelta(days=1)).day == 1 else end.replace(day=1)
    return first, after


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def merchant_total(viewer: Person, selector: Selector) -> dict[str, Money]:
    """Sum what a selector chooses, per currency; for figures that no kept total answers."""
    sign = -1 if selector.kind == "income" else 1
    grouped = rows(viewer, selector).order_by().values_list("currency").annotate(Sum("minor"))
    return {currency: Money(sign * minor, currency) for currency, minor in grouped}


def merchants(viewer: Person, selector: Selector, *, limit: int) -> list[tuple[str, Money]]:
    """The named merchants of what a selector with one currency chooses, the largest sum first."""
    sign = -1 if selector.kind == "income" else 1
    grouped = rows(viewer, selector).exclude(entry__merchant="").order_by().values_list("entry__merchant")
    summed = grouped.annotate(moved=sign * Sum("minor")).order_by("-moved", "entry__merchant")
    return [(merchant, Money(minor, selector.currency)) for merchant, minor in summed[:limit]]


def find_rows(
    viewer: Person,
    selector: Selector,
    *,
    words: str = "",
    least: Money | None = None,
    largest_first: bool = False,
    limit: int,
) -> list[Posting]:
    """Rows of a selector that hold WORDS in what was said of them, of LEAST or more, newest or largest first."""
    sign = -1 if selector.kind == "income" else 1
    found = rows(viewer, selector).annotate(size=sign * F("minor"))
    if words:
        found = found.filter(Q(entry__description__icontains=words) | Q(entry__merchant__icontains=words))
    if least is not None:
        found = found.filter(size__gte=least.minor)
    if largest_first:
        found = found.order_by("-size", "-entry__number", "pk")
    return list(found.prefetch_related(legs_seen(viewer, "entry__postings"))[:limit])


COUNTED = 15  # movements: a stretch with as many is not called thin


def coverage(viewer: Person, *, start: date, end: date) -> tuple[int, date | None]:
    """How many entries stand from START to END, counted up to COUNTED, and the day of the first one that ever stood."""
    whose = {"household": viewer.household_id, "private_to": viewer.pk}
    first = _FIRST.rows(**whose)
    return len(_FEW.rows(start=start, end=end, **whose)), first[0][0] if first else None


def _stood() -> QuerySet[Entry]:
    seen = visible_in(given(Account, "household"), given(Account, "private_to"))
    touches = Posting.objects.filter(entry=OuterRef("pk"), account__in=seen)
    return standing(Entry.objects.filter(Exists(touches), household=given(Entry, "household")))


_FIRST = Asked(lambda: _stood().order_by("happened_on").values_list("happened_on")[:1])
_FEW = Asked(
    lambda: (
        _stood()
        .filter(happened_on__gte=_day("start"), happened_on__lte=_day("end"))
        .order_by()
        .values_list("number")[:COUNTED]
    )
)
