"""A real browser before the real pages."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.browser import NARROW, WIDE, launch


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium, started once."""
    # Playwright keeps a loop running in this thread, which Django would take for asynchronous code of ours.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(browser, live_server) -> Iterator[Callable[..., Page]]:
    """Return a function that opens an address of the service; a script's error or a refusal by policy fails."""
    contexts, complaints = [], []

    def listen(message) -> None:
        # The answer 404 or 500 to the page itself is for the test to judge.
        own = message.page is not None and message.location.get("url") == message.page.url
        if message.type == "error" and not (own and message.text.startswith("Failed to load resource")):
            complaints.append(message.text)

    def open_(path: str, *, width: int = WIDE, scheme: str = "light", scripts: bool = True, cookies=()) -> Page:
        view = {"width": width, "height": 900}
        context = browser.new_context(viewport=view, color_scheme=scheme)
        contexts.append(context)
        if not scripts:
            # Our scripts come empty; the browser's own switch would stop axe as well, which then never answers.
            context.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
        context.add_cookies(list(cookies))
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(params=[(NARROW, "light"), (NARROW, "dark"), (WIDE, "light"), (WIDE, "dark")], ids=str)
def view(request) -> dict:
    """Each width and theme that our pages must look right in."""
    width, scheme = request.param
    return {"width": width, "scheme": scheme}
