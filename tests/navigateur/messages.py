"""The messages of the product, read where the demonstration shows them: its page « Courriels »."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Locator, Page


def read_message(page: Page, address: str, subject: str) -> Locator:
    """The newest message to `address` under this subject; the worker may still be sending it."""
    wanted = (
        page.locator(".panneau")
        .filter(has=page.get_by_role("heading", name=subject))
        .filter(has_text=f"À {address}")
    )
    until = datetime.now(UTC) + timedelta(seconds=40)
    while datetime.now(UTC) < until:
        page.goto("/courriels/")
        if wanted.count():
            return wanted.first
        page.wait_for_timeout(300)
    raise AssertionError(f"Aucun message « {subject} » pour {address}.")


def link_of(message: Locator, path: str) -> str:
    """The address of its link that holds `path`, as the message wrote it: whole."""
    return message.locator(f"a[href*='{path}']").first.get_attribute("href")


def code_of(message: Locator) -> str:
    """The six digits on a line of their own."""
    return re.search(r"^\s*([0-9]{6})\s*$", message.inner_text(), re.MULTILINE)[1]
