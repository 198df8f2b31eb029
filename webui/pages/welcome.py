"""The welcome: country, language, pay days, of age, consent. Under a minute, once."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext_lazy as _

from finance import countries
from finance.people import operations as people
from finance.people.models import Person
from webui.pages.viewer import viewer_of


def _countries() -> list[tuple[str, str]]:
    return sorted(((country.code, country.name) for country in countries.known()), key=lambda pair: pair[1])


class WelcomeForm(forms.Form):
    """What a person says of themselves on arrival."""

    name = forms.CharField(max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "given-name"}))
    country = forms.ChoiceField(choices=_countries)
    language = forms.ChoiceField(choices=[("es", "Español"), ("pt", "Português"), ("en", "English")])
    time_zone = forms.CharField(required=False, widget=forms.HiddenInput)
    pay_rhythm = forms.ChoiceField(choices=Person.PayRhythm.choices, widget=forms.RadioSelect)
    pay_day = forms.IntegerField(min_value=1, max_value=31, required=False)
    pay_anchor = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    adult = forms.BooleanField(error_messages={"required": _("SofIA es sólo para mayores de edad.")})
    consent = forms.BooleanField(
        error_messages={"required": _("Sin tu permiso no puedo anotar nada.")},
    )

    def clean_time_zone(self) -> str:
        """A zone we do not know is not worth a question: the country's is used."""
        zone = str(self.cleaned_data["time_zone"])
        return zone if zone in available_timezones() else ""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        rhythm = cleaned.get("pay_rhythm")
        if rhythm == Person.PayRhythm.MONTHLY and not cleaned.get("pay_day") and "pay_day" not in self.errors:
            self.add_error("pay_day", _("Dime el día del mes en que te pagan."))
        is_weekly = rhythm in (Person.PayRhythm.WEEKLY, Person.PayRhythm.BIWEEKLY)
        if is_weekly and not cleaned.get("pay_anchor") and "pay_anchor" not in self.errors:
            self.add_error("pay_anchor", _("Dime un día en que te hayan pagado."))
        return cleaned


@login_required
def welcome(request: HttpRequest) -> HttpResponse:
    """Ask once, and go to the chat."""
    person = viewer_of(request)
    accepted = request.headers.get("Accept-Language", "")
    form = WelcomeForm(request.POST or None, initial=_guess(request, person))
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        del said["adult"], said["consent"]
        now = timezone.now()
        with transaction.atomic():
            people.agree(person=person, channel="browser", now=now)
            people.settle(person=person, now=now, **said)
        return redirect("chat")
    return render(
        request,
        "webui/welcome.html",
        {"form": form, "person": person, "guess": bool(_country_of(accepted))},
        status=422 if form.errors else 200,
    )


def _guess(request: HttpRequest, person: Person) -> dict[str, object]:
    """What the person said before, else what the browser's language tells."""
    if person.settled_at is not None:
        return {
            "name": person.name,
            "country": person.country,
            "language": person.language[:2],
            "pay_rhythm": person.pay_rhythm,
            "pay_day": person.pay_day,
            "pay_anchor": person.pay_anchor,
        }
    country = _country_of(request.headers.get("Accept-Language", "")) or person.country
    home = countries.get(country)
    return {
        "name": person.name,
        "country": country,
        "language": get_language_from_request(request)[:2],
        "pay_rhythm": home.pay_rhythm if home.pay_rhythm == "quincena" else "none",
    }


def _country_of(accepted: str) -> str:
    """The first country that an Accept-Language header names and we know: "es-MX,es;q=0.9" is MX."""
    known = {country.code for country in countries.known()}
    for part in accepted.split(","):
        region = part.split(";")[0].strip().rpartition("-")[2].upper()
        if region in known:
            return region
    return ""
