"""A canvas that writes page numbers it does not know yet: one pass, resolved when it is saved."""

import re
from typing import Any

from reportlab.lib.colors import Color
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

_TOKEN = re.compile("\x01(\\d+)([XT])\x02")
_DIGITS = "0123456789 /?"


class RoadmapCanvas(Canvas):
    """Adds `page_number` and `folio`; keeps what pages tell each other in `running`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.running: Any = None
        self._late: list[tuple[str, str, float, float]] = []  # key, font, size, right edge

    def page_number(
        self, key: str, right: float, y: float, font: str, size: float, color: Color
    ) -> None:
        """The number of the page where the bookmark `key` is, right-aligned at `right`."""
        self._write_late(key, right, y, font, size, color)

    def folio(self, right: float, y: float, font: str, size: float, color: Color) -> None:
        """« 12 / 34 »: this page over all pages, right-aligned at `right`."""
        self._write_late(f"/{self.getPageNumber()}", right, y, font, size, color)

    def _write_late(
        self, key: str, right: float, y: float, font: str, size: float, color: Color
    ) -> None:
        face = pdfmetrics.getFont(font)
        face.splitString(_DIGITS, self._doc)
        name = face.getSubsetInternalName(0, self._doc)
        number = len(self._late)
        self._late.append((key, font, size, right))
        self.saveState()
        self.setFillColor(color)
        self._code.append(
            f"BT {name} {size} Tf 1 0 0 1 \x01{number}X\x02 {y:.3f} Tm (\x01{number}T\x02) Tj ET"
        )
        self.restoreState()

    def _resolve(self) -> None:
        total = self._doc.pageCounter - 1
        for page in self._doc.Pages.pages:
            page.stream = _TOKEN.sub(lambda match: self._late_text(match, total), page.stream)

    def _late_text(self, match: re.Match[str], total: int) -> str:
        key, font, size, right = self._late[int(match[1])]
        if key.startswith("/"):
            text = f"{key[1:]} / {total}"
        else:
            page = self._destinations[key].page if key in self._destinations else None
            text = page.name.removeprefix("Page") if page is not None else "?"
        if match[2] == "T":
            return text
        return f"{right - pdfmetrics.stringWidth(text, font, size):.3f}"

    def save(self) -> None:
        if len(self._code):
            self.showPage()
        self._resolve()
        super().save()
