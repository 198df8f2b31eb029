"""The accounts that one person may use, loaded once, and opened when first needed."""

from __future__ import annotations

import unicodedata
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import F

from finance.ledger.models import NAME_LENGTH, Account, LearnedWord
from finance.ledger.movements import AccountUnclear, Movement, Place, PlacesAreTheSame
from finance.ledger.queries import visible_in
from finance.money import Money
from finance.people.models import Household, Person
from finance.prepared import Asked, given

Leg = tuple[Account, Money]


def slug_of(name: str) -> str:
    """Fold an account's name to the form in which it is looked up: no accents, no capitals, single spaces."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())[:40]


_ACCOUNTS = Asked(lambda: visible_in(given(Account, "household"), given(Account, "private_to")).defer("opened_at"))


# The accounts and words of households that wrote lately, as of their chart's version, read while its row was held. Least
# recently kept first; nothing of an aborted transaction is kept, because what opens an account is never held.
_Kept = tuple[list[Account], dict[str, str]]
_kept: OrderedDict[tuple[int, int, int], _Kept] = OrderedDict()
_MOST_KEPT = 10_000


def forget() -> None:
    """Drop what is kept: for another database behind the same process."""
    _kept.clear()


def _keep(key: tuple[int, int, int], kept: _Kept) -> None:
    _kept[key] = kept
    while len(_kept) > _MOST_KEPT:
        _kept.popitem(last=False)


class Chart:
    """A person's chart of accounts inside one write: nothing of it outlives the transaction.

    IS_HELD: the household's row was locked in this transaction before the person was read, so that its version, and
    these accounts, are the last word.
    """

    def __init__(
        self,
        person: Person,
        accounts: list[Account],
        now: datetime,
        *,
        words: Mapping[str, str] | None = None,
        is_held: bool = False,
    ) -> None:
        self._person = person
        self._now = now
        self._accounts = accounts
        self.words = words or {}  # what the household's own words mean: folded phrase -> category
        self.is_held = is_held
        # As of which books it was loaded; a write that finds newer ones loads it again.
        self.version = person.household.ledger_version

    @classmethod
    def load(cls, person: Person, now: datetime, *, is_held: bool = False, for_reading: bool = False) -> Chart:
        """Load the accounts; FOR_READING a message, the household's own words too."""
        household = person.household  # read first: the accounts may be newer than it, never older
        key = (household.pk, household.chart_version, person.pk)
        kept = _kept.get(key) if is_held else None
        if kept is None:
            accounts = _ACCOUNTS.objects(household=household.pk, private_to=person.pk)
            learned = LearnedWord.objects.filter(household=household) if for_reading else LearnedWord.objects.none()
            kept = accounts, dict(learned.values_list("phrase", "slug"))
        if is_held and for_reading:
            _keep(key, kept)
        return cls(person, list(kept[0]), now, words=kept[1], is_held=is_held)

    @property
    def accounts(self) -> Sequence[Account]:
        return self._accounts

    def copy(self) -> Chart:
        """A chart of the same accounts; what is opened on it stays off this one."""
        return Chart(self._person, list(self._accounts), self._now, words=self.words, is_held=self.is_held)

    def knows(self, movements: Sequence[Movement]) -> bool:
        """Whether plain spending and earning finds all its accounts here, so that none has to be opened."""
        for movement in movements:
            if movement.kind not in ("expense", "income"):
                return False
            try:
                account = self.find(movement.place, movement.money.currency)
            except AccountUnclear:
                return False
            if account is None or self.known_side(movement.kind, movement.category, account.private_to_id) is None:
                return False
        return True

    def place(self, place: Place, currency: str) -> Account:
        """Find the account that PLACE means in CURRENCY, or open it. AccountUnclear when several would do."""
        found = self.find(place, currency)
        if found is not None:
            return found
        slug = slug_of(place.name) or place.kind
        owners = {account.private_to_id for account in self._accounts if account.is_real and account.slug == slug}
        # A pocket in one more currency of an account that is theirs alone is theirs alone.
        owner = self._person.pk if owners == {self._person.pk} else None
        return self._open(place.kind, slug, name=place.name, currency=currency, private_to=owner)

    def find(self, place: Place, currency: str) -> Account | None:
        """Find the account that PLACE means in CURRENCY, if there is one. AccountUnclear when several would do."""
        alike = [account for account in self._accounts if account.kind == place.kind and account.currency == currency]
        if slug := slug_of(place.name):
            named = [account for account in self._accounts if account.slug == slug and account.currency == currency]
            real = [account for account in named if account.is_real]
            return self._mine_first(real)
        if len(alike) > 1:
            usual = [account for account in alike if account.slug == place.kind]
            if not usual:
                raise AccountUnclear(sorted(account.name for account in alike))
            alike = usual
        return self._mine_first(alike)

    def side(self, kind: str, slug: str, private_to: int | None) -> Account:
        """Find or open the expense, income, equity or conversion account SLUG.

        Money of a private account goes to a private twin, so that no total of the household tells of it.
        """
        for account in self._accounts:
            if account.kind == kind and account.slug == slug and account.private_to_id == private_to:
                return account
        return self._open(kind, slug, private_to=private_to)

    def like(self, account: Account) -> Account:
        """The account here that is what ACCOUNT of other books is there, opened if there is none. Private stays private."""
        owner = self._person.pk if account.private_to_id is not None else None
        known = (account.kind, account.slug, account.currency, owner)
        for mine in self._accounts:
            if (mine.kind, mine.slug, mine.currency, mine.private_to_id) == known:
                return mine
        return self._open(account.kind, account.slug, name=account.name, currency=account.currency, private_to=owner)

    def legs(self, movement: Movement, *, standing: Money | None = None) -> list[Leg]:
        """Turn a movement into its legs; STANDING is the account's balance before an adjustment."""
        money, account = movement.money, self.place(movement.place, movement.money.currency)
        owner = account.private_to_id
        match movement.kind:
            case Account.Kind.EXPENSE:
                return [(account, -money), (self.side("expense", movement.category or "otros", owner), money)]
            case Account.Kind.INCOME:
                return [(account, money), (self.side("income", movement.category or "otros_ingresos", owner), -money)]
            case "transfer" | "exchange":
                taken = movement.taken or money
                other = self.place(movement.to or Place(), taken.currency)
                if other.pk == account.pk:
                    raise PlacesAreTheSame
                if taken.currency == money.currency:
                    return [(account, -money), (other, money)]
                bridge = self.side("conversion", "conversion", owner or other.private_to_id)
                return [(account, -money), (bridge, money), (bridge, -taken), (other, taken)]
            case _:
                moved = money - standing if standing is not None else money
                return [(account, moved), (self.side("equity", "equity", owner), -moved)]

    def known_side(self, kind: str, slug: str, private_to: int | None = None) -> Account | None:
        """The expense or income account of a category, if anything was ever booked there; the shared one by default."""
        slug = slug or ("otros" if kind == "expense" else "otros_ingresos")
        for account in self._accounts:
            if account.kind == kind and account.slug == slug and account.private_to_id == private_to:
                return account
        return None

    def names(self) -> list[tuple[str, str]]:
        """Name and kind of each real account that has a name of its own."""
        return [(account.name, account.kind) for account in self._accounts if account.is_real and account.name]

    def _mine_first(self, accounts: list[Account]) -> Account | None:
        return max(accounts, key=lambda account: account.private_to_id == self._person.pk, default=None)

    def _open(
        self, kind: str, slug: str, *, name: str = "", currency: str = "", private_to: int | None = None
    ) -> Account:
        account = Account.objects.create(
            household_id=self._person.household_id,
            kind=kind,
            slug=slug,
            name=name[:NAME_LENGTH],
            currency=currency,
            private_to_id=private_to,
            opened_at=self._now,
        )
        Household.objects.filter(pk=account.household_id).update(chart_version=F("chart_version") + 1)
        self._accounts.append(account)
        return account
