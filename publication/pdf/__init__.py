"""The PDF of an edition: `render` turns frozen content into bytes."""

from publication.pdf.render import render

__all__ = ["render"]
