"""The metadata packet: the same title and dates as the file says elsewhere, and its standards.

Metadata of no public schema must be described in the file itself: the part of PDF/UA, and ours,
which names the attached data and its fingerprint.
"""

from collections.abc import Iterable
from datetime import date
from xml.sax.saxutils import escape

SCHEMA = "urn:feuille-de-route:pdfa:1#"
_PROPERTIES = (
    ("DocumentFileName", "Text", "external", "Name of the attached data file"),
    ("Fingerprint", "Text", "external", "SHA-256 of the attached data, hexadecimal"),
)
_UA_PROPERTIES = (("part", "Integer", "internal", "Part of ISO 14289 the file conforms to"),)


def packet(
    *,
    title: str,
    author: str,
    subject: str,
    keywords: str,
    creator: str,
    producer: str,
    day: date,
    data_name: str,
    fingerprint: str,
) -> bytes:
    """UTF-8 XML. `day` is the edition's; its hour is the one the file is given, noon."""
    when = f"{day.isoformat()}T12:00:00Z"
    ours = {"DocumentFileName": data_name, "Fingerprint": fingerprint}
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt>{_default(title)}</rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{escape(author)}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt>{_default(subject)}</rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>fr-FR</rdf:li></rdf:Bag></dc:language>
<pdf:Keywords>{escape(keywords)}</pdf:Keywords>
<pdf:Producer>{escape(producer)}</pdf:Producer>
<xmp:CreatorTool>{escape(creator)}</xmp:CreatorTool>
<xmp:CreateDate>{when}</xmp:CreateDate>
<xmp:ModifyDate>{when}</xmp:ModifyDate>
<xmp:MetadataDate>{when}</xmp:MetadataDate>
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag>
{_schema("PDF/UA identification", "http://www.aiim.org/pdfua/ns/id/", "pdfuaid", _UA_PROPERTIES)}
{_schema("Feuille de route", SCHEMA, "fdr", _PROPERTIES)}
</rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:fdr="{SCHEMA}">
{"".join(f"<fdr:{name}>{escape(value)}</fdr:{name}>" for name, value in ours.items())}
</rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>""".encode()


def _default(words: str) -> str:
    return f'<rdf:li xml:lang="x-default">{escape(words)}</rdf:li>'


def _schema(
    name: str, uri: str, prefix: str, properties: Iterable[tuple[str, str, str, str]]
) -> str:
    """The description of one schema; each property is (name, type, category, what it says)."""
    described = "".join(
        f"""<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{key}</pdfaProperty:name>
<pdfaProperty:valueType>{kind}</pdfaProperty:valueType>
<pdfaProperty:category>{category}</pdfaProperty:category>
<pdfaProperty:description>{words}</pdfaProperty:description></rdf:li>"""
        for key, kind, category, words in properties
    )
    return f"""<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>{name}</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{uri}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>{described}</rdf:Seq></pdfaSchema:property></rdf:li>"""
