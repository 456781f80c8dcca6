"""The roadmap as a word processor's document, for councils that annex it and amend it."""

from publication.docx.render import render

__all__ = ["render"]
