"""The books: double entry, append-only, sealed by the database itself (see `seals.py`)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from finance.money import Money

# The largest amount of one posting, in minor units: ten billion major units of most currencies, far from overflow.
LARGEST = 10**15
NAME_LENGTH = 60  # of an account; what is longer is cut


class Account(models.Model):
    """A place where money is (cash, bank, card…) or a side it comes from and goes to (expense, income…).

    A category is the expense or income account of its slug. Multi-currency sides keep an empty currency.
    """

    class Kind(models.TextChoices):
        CASH = "cash"
        BANK = "bank"
        CARD = "card"
        LOAN = "loan"
        SAVINGS = "savings"
        EXPENSE = "expense"
        INCOME = "income"
        EQUITY = "equity"
        CONVERSION = "conversion"

    REAL = (Kind.CASH, Kind.BANK, Kind.CARD, Kind.LOAN, Kind.SAVINGS)

    household = models.ForeignKey("people.Household", on_delete=models.PROTECT, related_name="accounts")
    kind = models.CharField(max_length=10, choices=Kind)
    slug = models.CharField(max_length=40)
    name = models.CharField(
        max_length=NAME_LENGTH, blank=True
    )  # empty: the standard name of the slug, in the reader's language
    currency = models.CharField(max_length=3, blank=True)
    # None: everyone of the household sees it; else only this person does.
    private_to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household", "kind", "slug", "currency"],
                condition=Q(private_to__isnull=True),
                name="shared_account_stands_once",
            ),
            models.UniqueConstraint(
                fields=["household", "kind", "slug", "currency", "private_to"],
                condition=Q(private_to__isnull=False),
                name="private_account_stands_once",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["cash", "bank", "card", "loan", "savings"]) | ~Q(currency=""),
                name="real_account_has_one_currency",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} account {self.pk}"

    @property
    def is_real(self) -> bool:
        """Whether money is there, rather than only passing."""
        return self.kind in self.REAL


class Entry(models.Model):
    """Something that happened to money on a day. Never edited: a reversal undoes it, another takes its place."""

    class Kind(models.TextChoices):
        EXPENSE = "expense"
        INCOME = "income"
        TRANSFER = "transfer"
        EXCHANGE = "exchange"
        ADJUSTMENT = "adjustment"
        OPENING = "opening"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    household = models.ForeignKey("people.Household", on_delete=models.PROTECT, related_name="entries")
    number = models.BigIntegerField()  # the household's ledger_version that this entry made: a total order
    kind = models.CharField(max_length=10, choices=Kind)
    happened_on = models.DateField()
    description = models.CharField(max_length=160, blank=True)
    merchant = models.CharField(max_length=80, blank=True)
    # Who said so; None once that person was erased and the household's books stayed.
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="entries")
    action = models.ForeignKey("journal.Action", on_delete=models.PROTECT, related_name="entries")
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversal")
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replacements")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["household", "number"], name="entry_has_its_own_number"),
        ]
        indexes = [
            # for `queries.last_entries`: the newest days first
            models.Index(fields=["household", "-happened_on", "-number"], name="entries_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Posting(models.Model):
    """One leg of an entry: MINOR units into (+) or out of (−) an account. The legs of an entry cancel out."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="postings", db_index=False)
    currency = models.CharField(max_length=3)
    minor = models.BigIntegerField()
    happened_on = models.DateField()  # the entry's, so that a category's days are one index range

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(minor=0), name="posting_moves_something"),
            models.CheckConstraint(
                condition=Q(minor__gte=-LARGEST, minor__lte=LARGEST), name="posting_is_of_this_world"
            ),
        ]
        indexes = [
            # for `queries.totals` and `queries.rows`: one account over a stretch of days
            models.Index(fields=["account", "happened_on"], name="postings_of_an_account"),
        ]

    def __str__(self) -> str:
        return f"posting {self.pk}"

    @property
    def money(self) -> Money:
        return Money(self.minor, self.currency)


class LearnedWord(models.Model):
    """What a household's own word means to them: a phrase, folded, and the category they corrected it to."""

    household = models.ForeignKey("people.Household", on_delete=models.CASCADE, related_name="learned_words")
    phrase = models.CharField(max_length=60)
    slug = models.CharField(max_length=40)
    learned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["household", "phrase"], name="word_means_one_thing_at_home"),
        ]

    def __str__(self) -> str:
        return f"learned word {self.pk}"


class Balance(models.Model):
    """What stands on an account now, kept by the seal of each entry."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="balances", db_index=False)
    currency = models.CharField(max_length=3)
    minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "currency"], name="balance_stands_once"),
        ]

    def __str__(self) -> str:
        return f"balance {self.pk}"

    @property
    def money(self) -> Money:
        return Money(self.minor, self.currency)


class MonthTotal(models.Model):
    """What moved on an account in a calendar month, kept by the seal of each entry."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="month_totals", db_index=False)
    month = models.DateField()  # its first day
    currency = models.CharField(max_length=3)
    minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "month", "currency"], name="month_total_stands_once"),
        ]

    def __str__(self) -> str:
        return f"month total {self.pk}"
