"""Who someone is: a person, the proven addresses that identify them, the household whose money they see."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from finance import countries
from finance.people.pay_cycle import PayCycle


class Household(models.Model):
    """Whose books these are. One to begin with for every person; others may join."""

    class State(models.TextChoices):
        LIVING = "living"
        ERASING = "erasing"  # only now does the database let ledger rows go

    state = models.CharField(max_length=8, choices=State, default=State.LIVING)
    # Moves in the transaction of every write: what was computed from an older one is stale.
    ledger_version = models.BigIntegerField(default=0)
    # Moves when an account is opened: the accounts themselves hardly ever change, and are kept in memory (ledger.chart).
    chart_version = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"household {self.pk}"


class People(BaseUserManager["Person"]):
    """Django asks the user model for a manager of this kind; people come into being in `operations.welcome`."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(public_id=username or "")


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody SofIA talks with, known only by addresses that were proven."""

    class PayRhythm(models.TextChoices):
        QUINCENA = "quincena", _("Quincena: el 15 y el último día")
        WEEKLY = "weekly", _("Cada semana")
        BIWEEKLY = "biweekly", _("Cada dos semanas")
        MONTHLY = "monthly", _("Una vez al mes")
        NONE = "none", _("No tengo un día fijo")

    public_id = models.UUIDField(_("identificador"), default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("nombre"), max_length=80, blank=True)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="people")
    country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    time_zone = models.CharField(max_length=64)
    language = models.CharField(max_length=8)
    pay_rhythm = models.CharField(max_length=8, choices=PayRhythm)
    pay_day = models.PositiveSmallIntegerField(null=True, blank=True)  # monthly: day of the month, 31 = the last
    pay_anchor = models.DateField(null=True, blank=True)  # weekly, biweekly: any day on which pay came
    adult_at = models.DateTimeField(null=True, blank=True)  # when they said that they are of age
    agreed_at = models.DateTimeField(
        null=True, blank=True
    )  # the standing consent to keep books; the record is `Consent`
    settled_at = models.DateTimeField(null=True, blank=True)  # when they confirmed country, currency and pay
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "public_id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = People()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(pay_day__isnull=True) | Q(pay_day__gte=1, pay_day__lte=31),
                name="pay_day_is_a_day_of_a_month",
            ),
            models.CheckConstraint(
                condition=~Q(pay_rhythm="monthly") | Q(pay_day__isnull=False), name="monthly_pay_has_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(pay_rhythm__in=["weekly", "biweekly"]) | Q(pay_anchor__isnull=False),
                name="weekly_pay_has_an_anchor",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.public_id)

    @property
    def initials(self) -> str:
        """One or two capitals for the face in the corner; empty while the name is unknown."""
        return "".join(word[0] for word in self.name.split()[:2]).upper()

    @property
    def locale(self) -> str:
        """How their country writes numbers and money ("es_PE"), whatever language they read."""
        return countries.get(self.country).locale

    def day(self, moment: datetime) -> date:
        """The day it is for them at MOMENT (aware)."""
        return moment.astimezone(ZoneInfo(self.time_zone)).date()

    def has_agreed(self) -> bool:
        """Whether SofIA may keep books for them: of age, and with a consent that stands."""
        return self.adult_at is not None and self.agreed_at is not None

    @property
    def pay_cycle(self) -> PayCycle:
        return PayCycle(rhythm=self.pay_rhythm, country=self.country, day=self.pay_day, anchor=self.pay_anchor)


class Membership(models.Model):
    """That a person belongs to a household, since when, and until when."""

    class Role(models.TextChoices):
        OWNER = "owner"
        MEMBER = "member"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "household"],
                condition=Q(left_at__isnull=True),
                name="person_belongs_once_to_a_household",
            ),
        ]

    def __str__(self) -> str:
        return f"membership {self.pk}"


class Address(models.Model):
    """Where someone can be reached. It identifies a person only once it is proven."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("correo")
        PHONE = "phone", _("celular")
        WHATSAPP = "whatsapp", "WhatsApp"  # who is known there by no number: a LID or a BSUID

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="addresses")
    channel = models.CharField(max_length=8, choices=Channel)
    value = models.CharField(max_length=254)
    verified_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "value"],
                condition=Q(verified_at__isnull=False),
                name="proven_address_is_one_persons",
            ),
            models.UniqueConstraint(fields=["person", "channel", "value"], name="address_stands_once_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} address {self.pk}"


class Consent(models.Model):
    """What a person agreed to, in which version of the words, when, and until when."""

    class Purpose(models.TextChoices):
        BOOKS = "books", _("llevar tus cuentas")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=16, choices=Purpose)
    version = models.CharField(max_length=16)
    channel = models.CharField(max_length=16)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_stands_once_per_purpose",
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}"


class JoinCode(models.Model):
    """A short code that joins two windows on SofIA, a phone and a page, to one person. Only its digest is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="join_codes")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"join code {self.pk}"


class SignInLink(models.Model):
    """A link that lets its bearer in once. Only the digest is kept: who reads the table cannot come in."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sign_in_links")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"sign-in link {self.pk}"
