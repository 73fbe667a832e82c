"""A real browser before the real pages."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

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


def hear(page: Page, complaints: list[str]) -> None:
    """Write down what the browser complains about: a script's error, a refusal by policy."""

    def listen(message) -> None:
        # The answer 404 or 500 to the page itself is for the test to judge.
        own = message.page is not None and message.location.get("url") == message.page.url
        if message.type == "error" and not (own and message.text.startswith("Failed to load resource")):
            complaints.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: complaints.append(str(error)))


@pytest.fixture
def open_page(browser, live_server) -> Iterator[Callable[..., Page]]:
    """Return a function that opens an address of the service; a script's error or a refusal by policy fails."""
    contexts, complaints = [], []

    def open_(path: str, *, width: int = WIDE, scheme: str = "light", scripts: bool = True, cookies=()) -> Page:
        view = {"width": width, "height": 900}
        context = browser.new_context(viewport=view, color_scheme=scheme)
        contexts.append(context)
        if not scripts:
            # Our scripts come empty; the browser's own switch would stop axe as well, which then never answers.
            context.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
        context.add_cookies(list(cookies))
        page = context.new_page()
        hear(page, complaints)
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


@pytest.fixture
def visit(browser, demonstration) -> Iterator[Callable[..., Page]]:
    """Return a function that opens the demonstration as one of its people, each in a window of their own.

    Without a name it is somebody who has not signed in. With `scripts=False` the browser runs none.
    """
    contexts, complaints = [], []

    def open_(name: str = "", *, width: int = WIDE, scripts: bool = True) -> Page:
        view = {"width": width, "height": 844}
        context = browser.new_context(base_url=demonstration, viewport=view, java_script_enabled=scripts)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        hear(page, complaints)
        page.goto("/demo/")
        if name:
            page.get_by_role("button", name=f"Continue as {name}").click()
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


DEMO = Path(__file__).resolve().parents[2] / "bin/demo"
PATIENCE = 120  # seconds for the demonstration to be loaded


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory) -> Iterator[str]:
    """The demonstration as a newcomer starts it, with a data folder of its own; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # What the tests set for themselves is not the newcomer's.
    env = {name: value for name, value in os.environ.items() if not name.startswith(("LANYARD_", "DJANGO_"))}
    env["LANYARD_DATA_DIR"] = str(tmp_path_factory.mktemp("demonstration"))
    server = subprocess.Popen([DEMO, "--port", str(port)], env=env, stdout=subprocess.DEVNULL)
    try:
        _wait_until_ready(server, f"http://localhost:{port}")
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_until_ready(server: subprocess.Popen, address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert server.poll() is None, "bin/demo ended before it served a page"
        try:
            urllib.request.urlopen(f"{address}/readyz", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)  # another process: there is nothing to wait on but its answer
    raise AssertionError(f"bin/demo did not answer within {PATIENCE} s")
