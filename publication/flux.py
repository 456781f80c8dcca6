"""The editions of a roadmap as an Atom feed (RFC 4287)."""

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime

from publication.donnees import licence
from publication.models import Edition
from socle.textes import xml_sans_danger

ATOM = "http://www.w3.org/2005/Atom"
ET.register_namespace("", ATOM)


def flux(editions: Sequence[Edition], slug: str) -> bytes:
    """The feed of published editions, newest first; at least one. Same editions, same bytes."""
    feuille = editions[0].feuille
    here = _url("donnees:atom", slug)
    feed = ET.Element(f"{{{ATOM}}}feed", {"xml:lang": "fr"})
    _text(feed, "id", here)
    _text(feed, "title", f"Feuille de route {feuille.periode}, {feuille.territoire}")
    _text(feed, "subtitle", "Les éditions publiées")
    _text(feed, "updated", max(_moment(edition) for edition in editions))
    _link(feed, "self", here, "application/atom+xml")
    _link(feed, "alternate", _url("publication:publique", slug), "text/html")
    _link(feed, "license", licence.ADRESSE, "text/html")
    author = ET.SubElement(feed, f"{{{ATOM}}}author")
    _text(author, "name", f"Territoire d’industrie {feuille.territoire}")
    for edition in editions:
        _entry(feed, edition, slug)
    ET.indent(feed, " ")
    data: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return data


def _entry(feed: ET.Element, edition: Edition, slug: str) -> None:
    entry = ET.SubElement(feed, f"{{{ATOM}}}entry")
    page = _url("publication:edition", slug, edition.numero)
    _text(entry, "id", page)
    _text(entry, "title", f"Édition {edition.numero}")
    _text(entry, "published", _moment(edition))
    _text(entry, "updated", _moment(edition))
    _link(entry, "alternate", page, "text/html")
    _link(entry, "enclosure", _url("publication:pdf", slug, edition.numero), "application/pdf")
    _text(entry, "summary", edition.note or f"L’édition {edition.numero} est publiée.")


def _moment(edition: Edition) -> str:
    return localtime(edition.published_at).isoformat(timespec="seconds")


def _url(name: str, *args: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def _text(parent: ET.Element, name: str, words: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}{name}").text = xml_sans_danger(words)


def _link(parent: ET.Element, rel: str, href: str, kind: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}link", {"rel": rel, "href": href, "type": kind})
