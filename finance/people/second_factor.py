"""The second proof that staff give: a code of an authenticator app, or one of the recovery codes they were given."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import MutableMapping
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from finance.people.models import Person

MOST_TRIES = 5
_WITHIN = 300  # seconds
_CODE_LASTS = 120  # seconds: half a minute, and one before and after it
_SECRET, _PASSED = "second_factor.secret", "second_factor.passed"

Session = MutableMapping[str, Any]


class TooManyTries(PermissionError):
    """Demasiados intentos: espera cinco minutos."""


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]  # it ships no types
    """What the library asks of us: secrets are sealed at rest, and the app names the person."""

    def encrypt(self, text: str) -> str:
        return _lock().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _lock().decrypt(encrypted_text.encode()).decode()


def is_set_up(person: Person) -> bool:
    """Whether PERSON has an authenticator."""
    return bool(Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists())


def begin(session: Session, person: Person) -> tuple[str, str]:
    """The secret to put into an app, in letters and as the address its QR holds; the session keeps it until it is proven."""
    secret = session.setdefault(_SECRET, generate_totp_secret())
    return secret, str(Adapter().build_totp_url(person, secret))


@transaction.atomic
def set_up(session: Session, person: Person, code: str) -> list[str]:
    """Keep the authenticator whose CODE this is, and return the recovery codes, shown once; empty when it is not."""
    _count(person)
    secret = session.get(_SECRET, "")
    Person.objects.select_for_update().get(pk=person.pk)  # two tabs set up one
    if is_set_up(person) or not secret or not validate_totp_code(secret, code):
        return []
    TOTP.activate(person, secret)
    _is_new(person, code)
    del session[_SECRET]
    _pass(session, person)
    return list(RecoveryCodes.activate(person).generate_codes())


def check(session: Session, person: Person, code: str) -> bool:
    """Whether CODE is one of PERSON's: then this session has passed. TooManyTries."""
    _count(person)
    for known in Authenticator.objects.filter(user=person):
        is_app = known.type == Authenticator.Type.TOTP
        if (TOTP(known) if is_app else RecoveryCodes(known)).validate_code(code) and _is_new(person, code):
            _pass(session, person)
            return True
    return False


def passed(session: Session, person: Person) -> bool:
    """Whether PERSON gave a second proof in this session, of an authenticator that still stands."""
    app = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    return app is not None and session.get(_PASSED) == f"{person.pk}:{app.pk}"


def _is_new(person: Person, code: str) -> bool:
    """Whether CODE was not given before, as long as it would still be right."""
    return bool(cache.add(f"second-factor-used-{person.pk}-{code}", "y", _CODE_LASTS))


def _pass(session: Session, person: Person) -> None:
    app = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP)
    session[_PASSED] = f"{person.pk}:{app.pk}"
    cache.delete(_tries(person))


def _count(person: Person) -> None:
    cache.add(_tries(person), 0, _WITHIN)
    if cache.incr(_tries(person)) > MOST_TRIES:
        raise TooManyTries


def _tries(person: Person) -> str:
    return f"second-factor-tries-{person.pk}"


def _lock() -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"sofia second factor").derive(
        settings.DATA_KEY.encode()
    )
    return Fernet(urlsafe_b64encode(derived))
