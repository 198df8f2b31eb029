"""Staff give a second proof before they see the admin: set up once, asked for in every session."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.test import Client

from finance.people import second_factor
from finance.people.models import Person
from sofia.tests.cast import code_of, staff_browser

PAGE = "/segundo-paso/"


@pytest.fixture
def staff(rosa: Person) -> Client:
    rosa.is_staff = rosa.is_superuser = True
    rosa.save()
    browser = Client()
    browser.force_login(rosa)
    return browser


@pytest.fixture(autouse=True)
def forgotten() -> None:
    cache.clear()


def secret_on(page: str) -> str:
    found = re.search(r"<code>([A-Z2-7 ]{32,})</code>", page)
    assert found, page
    return found[1].replace(" ", "")


def test_the_admin_is_shut_until_it_is_given(staff: Client, rosa: Person) -> None:
    first = staff.get("/admin/whatsapp/line/", follow=True)
    assert first.redirect_chain[-1][0].startswith(PAGE)
    page = first.content.decode()
    assert "data:image/svg+xml" in page
    wrong = staff.post(PAGE, {"code": "000000"})
    assert "Ese código no es" in wrong.content.decode()
    done = staff.post(PAGE, {"code": code_of(secret_on(page))})
    recovery = re.findall(r"<li><code>(\w+)</code></li>", done.content.decode())
    assert len(recovery) == 10
    assert staff.get("/admin/").status_code == 200
    assert secret_on(page) not in str(Authenticator.objects.values_list("data", flat=True)), "it is sealed at rest"


def test_another_session_is_asked_again_and_a_recovery_code_does_once(rosa: Person) -> None:
    staff_browser(rosa)
    browser = Client()
    browser.force_login(rosa)
    assert browser.get("/admin/").status_code == 302
    page = browser.get(PAGE).content.decode()
    assert "svg" not in page.split("<main")[1], "what was set up is shown to nobody again"
    codes = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes()
    assert (
        browser.post(PAGE, {"code": codes[0], "next": "/admin/whatsapp/line/"}).headers["Location"]
        == "/admin/whatsapp/line/"
    )
    assert browser.get("/admin/").status_code == 200
    other = Client()
    other.force_login(rosa)
    assert "Ese código no es" in other.post(PAGE, {"code": codes[0]}).content.decode()


def test_a_code_is_good_once_and_an_old_session_needs_the_new_authenticator(staff: Client, rosa: Person) -> None:
    code = code_of(secret_on(staff.get(PAGE).content.decode()))
    staff.post(PAGE, {"code": code})
    other = Client()
    other.force_login(rosa)
    assert "Ese código no es" in other.post(PAGE, {"code": code}).content.decode()
    Authenticator.objects.all().delete()
    cache.clear()
    staff_browser(rosa)
    assert staff.get("/admin/").status_code == 302


def test_guessing_is_stopped(staff: Client) -> None:
    staff.get(PAGE)
    answers = [staff.post(PAGE, {"code": f"{number:06}"}).content.decode() for number in range(7)]
    assert "Demasiados intentos" in answers[-1]
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/admin/", "//evil.example/admin/", "/salir/", "/admin/logout/"]
)
def test_it_leads_nowhere_else(rosa: Person, elsewhere: str) -> None:
    staff_browser(rosa)
    browser = Client()
    browser.force_login(rosa)
    code = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes()[0]
    assert browser.post(PAGE, {"code": code, "next": elsewhere}).headers["Location"] == "/admin/"


def test_it_is_staffs_alone(rosa: Person) -> None:
    browser = Client()
    browser.force_login(rosa)
    assert browser.get(PAGE).status_code == 404
    assert browser.get("/admin/", follow=True).redirect_chain[-1][0] == "/bienvenida/", "to the door, which is theirs"


def test_one_persons_proof_is_no_others(rosa: Person, ines: Person) -> None:
    browser = staff_browser(rosa)
    ines.is_staff = ines.is_superuser = True
    ines.save()
    session = browser.session
    assert second_factor.passed(session, rosa)
    assert not second_factor.passed(session, ines)
