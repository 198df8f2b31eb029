"""People, for staff."""

from allauth.account.models import EmailAddress
from django.contrib import admin

from finance.people.models import Address, Consent, Household, Membership, Person

admin.site.unregister(EmailAddress)  # the library's own, which nobody fills: addresses are ours


class AddressInline(admin.TabularInline[Address, Person]):
    model = Address
    extra = 0
    readonly_fields = ["channel", "value", "verified_at", "created_at"]
    can_delete = False


class ConsentInline(admin.TabularInline[Consent, Person]):
    model = Consent
    extra = 0
    readonly_fields = ["purpose", "version", "channel", "given_at", "withdrawn_at"]
    can_delete = False


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin[Person]):
    list_display = ["public_id", "name", "country", "currency", "language", "pay_rhythm", "is_staff", "created_at"]
    list_filter = ["country", "language", "pay_rhythm", "is_staff", "is_active"]
    search_fields = ["name", "addresses__value", "=public_id"]
    readonly_fields = ["public_id", "household", "adult_at", "agreed_at", "settled_at", "created_at", "last_login"]
    exclude = ["password"]
    inlines = [AddressInline, ConsentInline]


class MembershipInline(admin.TabularInline[Membership, Household]):
    model = Membership
    extra = 0
    readonly_fields = ["person", "role", "joined_at", "left_at"]
    can_delete = False


@admin.register(Household)
class HouseholdAdmin(admin.ModelAdmin[Household]):
    list_display = ["pk", "state", "ledger_version", "created_at"]
    list_filter = ["state"]
    readonly_fields = ["state", "ledger_version", "created_at"]
    inlines = [MembershipInline]
