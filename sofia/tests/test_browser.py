"""A person with a real browser: comes in, is welcomed, talks, undoes; on a phone and a desk, by keyboard, in the dark."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from sofia.tests.served import Browser as Visitor
from sofia.tests.served import Served, serving

CHROMIUM = shutil.which("chromium")
# Nothing but our own page: no updates, no sync, no look-ups.
_QUIET = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-sandbox",
]  # fmt: skip
# SHOTS=folder keeps a picture of what each story saw; docs/chat.png is one of them.
SHOTS = os.environ.get("SHOTS")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("browser")) as served:
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_QUIET)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A phone in Lima."""
    size: ViewportSize = {"width": 390, "height": 844}
    context = browser.new_context(locale="es-PE", timezone_id="America/Lima", viewport=size)
    yield context
    context.close()


def test_she_comes_in_for_the_first_time(context: BrowserContext, served: Served) -> None:
    page = context.new_page()
    page.goto(f"{served.origin}/entrar/{served.secret}/")
    seen(page, "enter")
    page.get_by_role("button").first.click()
    expect(page).to_have_url(re.compile("/bienvenida/$"))
    seen(page, "welcome")
    page.get_by_label("¿Cómo te llamo?").fill("Rosa Quispe")
    page.get_by_label("Soy mayor de edad").check()
    page.get_by_label("De acuerdo, guárdalo").check()
    page.get_by_role("button", name="Empezar").click()
    expect(page).to_have_url(served.origin + "/")


@pytest.fixture
def page(context: BrowserContext, served: Served) -> Iterator[Page]:
    """The chat of somebody nobody else is, who has come in before."""
    theirs = Visitor(served)
    theirs.come_in(served.invite(f"{uuid4()}@example.com"))
    context.add_cookies([{"name": "sessionid", "value": theirs.cookie("sessionid"), "url": served.origin}])
    page = context.new_page()
    wrong: list[str] = []
    # That the line broke is what some of these stories are about; the browser itself writes it down.
    page.on(
        "console",
        lambda said: (
            wrong.append(said.text)
            if said.type == "error" and not re.search("WebSocket|net::ERR_", said.text)
            else None
        ),
    )
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(served.origin)
    expect(page.locator("#state")).to_have_text("En línea")
    yield page
    assert wrong == [], "the page complained"


def seen(page: Page, name: str) -> None:
    """Nothing serious against WCAG, nothing that scrolls sideways; a picture where one is wanted."""
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"))
    found = Axe().run(page).response["violations"]
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"


def tell(page: Page, text: str) -> None:
    page.get_by_label("Mensaje para SofIA").fill(text)
    page.keyboard.press("Enter")


def test_she_books_answers_and_undoes(page: Page) -> None:
    tell(page, "gasté 25 en taxi y 40 en almuerzo")
    card = page.locator(".card").last
    expect(card).to_contain_text("Taxi")
    expect(card).to_contain_text("S/ 40.00")
    tell(page, "¿cuánto gasté hoy?")
    expect(page.locator(".msg--sofia").last).to_contain_text("S/ 65.00")
    seen(page, "chat")
    page.locator(".msg--sofia").last.locator("summary").click()
    expect(page.locator(".msg--sofia").last.locator("details")).to_contain_text("almuerzo")
    seen(page, "proof")
    card.get_by_role("button", name="Deshacer").click()
    expect(card).to_contain_text("Deshecho")
    expect(card.get_by_role("button", name="Rehacer")).to_be_visible()
    card.get_by_role("button", name="Rehacer").click()
    expect(card.get_by_role("button", name="Deshacer")).to_be_visible()


def test_what_is_said_in_one_tab_stands_in_the_other(page: Page) -> None:
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator("#state")).to_have_text("En línea")
    tell(page, "gasté 12 en pan")
    expect(other.locator(".msg--sofia").last).to_contain_text("S/ 12.00")
    expect(other.locator(".msg--me").last).to_contain_text("gasté 12 en pan")


def test_an_answer_is_one_tap_away(page: Page) -> None:
    tell(page, "gasté 18 en café")
    expect(page.locator(".msg--sofia").last).to_contain_text("S/ 18.00")
    tell(page, "gasté 18 en café")
    page.get_by_role("button", name="Es el mismo").click()
    expect(page.locator(".msg--sofia").last).to_contain_text("lo dejo como estaba")


def test_what_is_written_offline_is_sent_later(page: Page) -> None:
    page.context.set_offline(offline=True)
    expect(page.locator("#offline")).to_be_visible()
    tell(page, "gasté 7 en fruta")
    seen(page, "offline")
    page.context.set_offline(offline=False)
    expect(page.locator(".msg--sofia").last).to_contain_text("S/ 7.00", timeout=20_000)


def test_she_is_killed_and_the_page_comes_back_by_itself(page: Page, served: Served) -> None:
    port = served.port
    served.kill()
    tell(page, "gasté 9 en leche")
    served.start(port=port)
    expect(page.locator(".msg--sofia").last).to_contain_text("S/ 9.00", timeout=30_000)


def test_it_works_by_keyboard_alone(page: Page) -> None:
    page.get_by_label("Mensaje para SofIA").focus()
    page.keyboard.type("gasté 5 en chicle")
    page.keyboard.press("Enter")
    expect(page.locator(".msg--sofia").last).to_contain_text("S/ 5.00")
    undo = page.locator(".card").last.get_by_role("button", name="Deshacer")
    undo.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".msg--sofia").last).to_contain_text("ya no cuenta")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement !== document.body"), "the focus is not lost"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(320, 640), (390, 844), (1440, 900)])
def test_it_fits_phones_and_desks_in_both_themes(page: Page, theme: str, width: int, height: int) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": height})
    page.reload()
    expect(page.locator("#state")).to_have_text("En línea")
    seen(page, f"chat-{width}-{theme}")
    page.goto(page.url + "bienvenida/")
    seen(page, f"welcome-{width}-{theme}")


def test_what_they_write_is_shown_as_text(page: Page) -> None:
    tell(page, "<img src=x onerror=alert(1)> *gasté*")
    expect(page.locator(".msg--me").last).to_contain_text("<img src=x")
    assert page.locator(".msg--me img").count() == 0


def test_the_page_gives_a_code_for_the_phone(page: Page) -> None:
    page.locator(".menu > summary").click()
    page.get_by_role("link", name="Unir WhatsApp").click()
    seen(page, "connect")
    page.get_by_role("button", name="Dame un código").click()
    expect(page.get_by_role("status")).to_have_text(re.compile(r"vincular \w{4} \w{4}$"))
    page.get_by_label("¿SofIA te dio un código").fill("nada")
    page.get_by_role("button", name="Unir", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("no sirve")
    seen(page, "connect-wrong")
