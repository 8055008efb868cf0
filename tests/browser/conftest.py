"""A real browser for the tests of HTML pages: Chromium as the system installs it, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from missing_tools import report_not_run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

NAMES = ("chromium", "google-chrome", "chromium-browser")
# Programs that are not on the path of other systems.
PLACES = (
    Path(os.environ.get("PROGRAMFILES", ""), "Google/Chrome/Application/chrome.exe"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)
# Root has no sandbox of its own, and the other options keep the browser from looking up hosts by itself.
ARGUMENTS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")
TIMEOUT = 30_000  # milliseconds
POLL_INTERVAL = 25  # milliseconds
MAX_POLLS = TIMEOUT // POLL_INTERVAL


def find_chromium() -> str:
    """Return the program of Chromium. Without it, the test is skipped; in CI it fails."""
    programs = [shutil.which(name) for name in NAMES] + [str(file) for file in PLACES if file.is_file()]
    return next(filter(None, programs), None) or report_not_run("not run: Chromium is missing")


# The browser is closed after each module: as long as it runs, no other test of the process can use asyncio.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    program = find_chromium()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        report_not_run("not run: the package playwright is missing")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


class OpenedPages:
    """The pages that a test opens.

    Attributes:
        problems: A line for each message of the console, error of a script, and request. A test that expects some
            clears the list.
    """

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.browser = browser
        self.folder = folder
        self.problems: list[str] = []
        self._contexts: list[BrowserContext] = []

    def open(
        self, html: str | Path, fragment: str = "", *, width: int = 1280, script: str = "", **options: Any
    ) -> Page:
        """Open a page from a file, and wait until it has loaded and has moved the focus.

        Args:
            html: The content of the page, or its file.
            fragment: The fragment of the address, with its "#".
            width: The width of the window.
            script: A script that runs before those of the page.
            options: Further options of a context of Playwright, such as `color_scheme`.
        """
        file = html if isinstance(html, Path) else self.folder / f"page-{len(self._contexts)}.html"
        if isinstance(html, str):
            file.write_text(html, encoding="utf-8")
        context = self.browser.new_context(viewport={"width": width, "height": 800}, **options)
        self._contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(TIMEOUT)
        address = file.as_uri()
        page.on("console", lambda message: self.problems.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        page.on("request", lambda request: self._check_request(request.url, address))
        if script:
            page.add_init_script(script)
        page.goto(f"{address}{fragment}")
        if options.get("java_script_enabled", True):
            # After the load event, a page moves the focus in a timer, which ends before a timer that is set later.
            page.evaluate("new Promise((resolve) => setTimeout(resolve))")
        return page

    def wait(self, page: Page, condition: str) -> None:
        """Wait until a condition in JavaScript is true. Playwright's own function needs a policy that allows eval."""
        for _ in range(MAX_POLLS):
            if page.evaluate(condition):
                return
            page.wait_for_timeout(POLL_INTERVAL)
        pytest.fail(f"the condition does not become true: {condition}")

    def close(self) -> None:
        """Close all pages."""
        for context in self._contexts:
            context.close()

    def _check_request(self, url: str, address: str) -> None:
        if url.partition("#")[0] != address:
            self.problems.append(f"request: {url}")


@pytest.fixture
def pages(browser: Browser, tmp_path: Path) -> Iterator[OpenedPages]:
    """Pages in the browser. A message of the console, an error or a request fails the test."""
    pages = OpenedPages(browser, tmp_path)
    yield pages
    pages.close()
    assert pages.problems == []


@pytest.fixture
def violations(browser: Browser) -> Callable[..., list[str]]:
    """Return a function `violations(page, *rules)` that returns what axe finds in a page, by all or some rules."""
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        report_not_run("not run: the package axe-playwright-python is missing")
    axe = Axe()

    def find(page: Page, *rules: str) -> list[str]:
        found = axe.run(page, options={"runOnly": list(rules)} if rules else None).response["violations"]
        return [f"{item['id']}: {node['html'][:200]}" for item in found for node in item["nodes"]]

    return find
