"""The public « Recherche d’entreprises » service, asked for a name, a SIREN or a SIRET.

Off unless RECHERCHE_ENTREPRISES_URL is set. It helps to fill a form and never stands in the way:
every failure is one `Indisponible`, and an answer takes two seconds at most. The service needs no
key and takes seven questions a second; past that it answers 429 and says how long to wait.
"""

import hashlib
import json
import logging
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import urllib3
from django.conf import settings
from django.core.cache import cache
from stdnum.fr import siren as stdnum_siren
from stdnum.fr import siret as stdnum_siret

from organisations.noms import plain

log = logging.getLogger(__name__)

#: Seconds for the whole answer, connection included.
SECONDS = 2.0
#: Bytes of the largest answer read; five results take about 20 kB.
LARGEST = 256 * 1024
#: Seconds an answer is kept, and seconds nobody asks again after a failure.
KEPT = 24 * 3600
PAUSE = 30
LONGEST_PAUSE = 600
#: How many are proposed.
PER_PAGE = 5

UNAVAILABLE = (
    "Le service de recherche d’entreprises ne répond pas. Continuez sans\u00a0: écrivez ce que vous "
    "savez, le SIRET peut attendre."
)

#: INSEE's code of a range of employees → the range as we write it.
EFFECTIFS = {
    "00": "0", "01": "1-2", "02": "3-5", "03": "6-9", "11": "10-19", "12": "20-49",
    "21": "50-99", "22": "100-199", "31": "200-249", "32": "250-499", "41": "500-999",
    "42": "1 000-1 999", "51": "2 000-4 999", "52": "5 000-9 999", "53": "10 000 et plus",
}  # fmt: skip

#: Section of the NAF → what one does there, in plain words.
SECTIONS = {
    "A": "Agriculture, sylviculture et pêche",
    "B": "Industries extractives",
    "C": "Industrie manufacturière",
    "D": "Électricité, gaz, vapeur et air conditionné",
    "E": "Eau, assainissement, déchets et dépollution",
    "F": "Construction",
    "G": "Commerce et réparation automobile",
    "H": "Transports et entreposage",
    "I": "Hébergement et restauration",
    "J": "Information et communication",
    "K": "Finance et assurance",
    "L": "Immobilier",
    "M": "Activités spécialisées, scientifiques et techniques",
    "N": "Services administratifs et de soutien",
    "O": "Administration publique",
    "P": "Enseignement",
    "Q": "Santé humaine et action sociale",
    "R": "Arts, spectacles et loisirs",
    "S": "Autres services",
    "T": "Activités des ménages",
    "U": "Organisations extraterritoriales",
}


class Indisponible(Exception):
    """The service did not answer, or not what it documents; its text is shown to the person."""

    def __init__(self) -> None:
        super().__init__(UNAVAILABLE)


@dataclass(frozen=True, slots=True)
class Entreprise:
    """One establishment the service knows: that which was found, else the head office.

    Texts may be empty. `effectif`: a range of employees (« 20-49 »).
    """

    nom: str
    siret: str
    commune: str
    activite: str
    effectif: str
    active: bool

    @property
    def resume(self) -> str:
        """« Savenay, Industrie manufacturière, 20-49 salariés »."""
        people = f"{self.effectif} salariés" if self.effectif else ""
        return ", ".join(part for part in (self.commune, self.activite, people) if part)


def is_on() -> bool:
    """Whether this installation may ask the service."""
    return bool(settings.RECHERCHE_ENTREPRISES_URL)


def chercher(words: str) -> list[Entreprise]:
    """The enterprises the service finds for a name, a SIREN or a SIRET, at most `PER_PAGE`.

    Answers are kept a day. Less than three characters find nobody. Raises Indisponible.
    """
    words = _cleaned(words)
    if not is_on() or len(words) < 3:
        return []
    # Memcached takes no space in a key; a digest has none.
    key = f"entreprises-{hashlib.sha256(words.casefold().encode()).hexdigest()}"
    if (known := cache.get(key)) is not None:
        return [Entreprise(**one) for one in known]
    if cache.get("entreprises-pause"):
        raise Indisponible
    found = _read(_ask(words), wanted=words)
    cache.set(key, [_plain(one) for one in found], KEPT)
    cache.set_many({f"entreprise-{one.siret}": _plain(one) for one in found}, KEPT)
    return found


def trouver(siret: str) -> Entreprise | None:
    """The enterprise of this SIRET, None when the service knows none. Raises Indisponible."""
    if not stdnum_siret.is_valid(siret):
        return None
    if known := cache.get(f"entreprise-{stdnum_siret.compact(siret)}"):
        return Entreprise(**known)
    return next((one for one in chercher(siret) if one.siret == siret), None)


def _cleaned(words: str) -> str:
    """What is sent: digits together for a number, one space between words of a name."""
    text = " ".join(words.split())[:200]
    digits = re.sub(r"[ .]", "", text)
    is_number = stdnum_siren.is_valid(digits) or stdnum_siret.is_valid(digits)
    return digits if is_number else text


def _plain(one: Entreprise) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Entreprise.__slots__}


# The network -------------------------------------------------------------------------------------

_http = urllib3.PoolManager(
    num_pools=1, maxsize=4, retries=False, timeout=urllib3.Timeout(connect=1.0, read=1.0)
)
# A thread of its own: neither a name that does not resolve nor an answer that comes byte by byte
# may hold the person longer than `SECONDS`.
_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="entreprises")


def _ask(words: str) -> Any:
    """The JSON the service answers. Raises Indisponible, and lets the service rest for a while."""
    deadline = time.monotonic() + SECONDS
    asked = _threads.submit(_request, settings.RECHERCHE_ENTREPRISES_URL, words, deadline)
    try:
        status, retry_after, body = asked.result(timeout=SECONDS)
        if status != 200:
            raise _rest(f"réponse {status}", retry_after)
        return json.loads(body)
    except (urllib3.exceptions.HTTPError, OSError, ValueError, RecursionError) as error:
        asked.cancel()
        raise _rest(repr(error)) from error


def _request(url: str, words: str, deadline: float) -> tuple[int, int, bytes]:
    """Status, seconds it asks to wait, body: unless it is too long or comes too slowly."""
    response = _http.request(
        "GET",
        url,
        fields={"q": words, "page": "1", "per_page": str(PER_PAGE)},
        headers={"Accept": "application/json", "User-Agent": "feuille-de-route"},
        preload_content=False,
        redirect=False,
    )
    body = b""
    try:
        while chunk := response.read1(16 * 1024):
            body += chunk
            if len(body) > LARGEST:
                raise ValueError("answer too large")
            if time.monotonic() > deadline:
                raise ValueError("answer too slow")
    finally:
        if response.status == 200 and len(body) <= LARGEST:
            response.release_conn()
        else:
            response.close()
    return response.status, _retry_after(response), body


def _retry_after(response: urllib3.BaseHTTPResponse) -> int:
    """Seconds the service asks to wait, within reason."""
    asked = response.headers.get("Retry-After", "")
    return min(int(asked), LONGEST_PAUSE) if asked.isdecimal() and len(asked) < 6 else PAUSE


def _rest(reason: str, seconds: int = PAUSE) -> Indisponible:
    """Nobody asks for a while: a service that is down must not slow every form by two seconds."""
    log.warning("Recherche d’entreprises indisponible : %s", reason)
    cache.set("entreprises-pause", True, max(seconds, 1))
    return Indisponible()


# What it says ------------------------------------------------------------------------------------


def _read(answer: Any, *, wanted: str) -> list[Entreprise]:
    """The enterprises of an answer, as documented; raises Indisponible for any other shape."""
    results = answer.get("results") if isinstance(answer, dict) else None
    if not isinstance(results, list):
        raise _rest("réponse sans « results »")
    found = (_entreprise(one, wanted) for one in results[:PER_PAGE] if isinstance(one, dict))
    return [one for one in found if one]


def _entreprise(result: dict[str, Any], wanted: str) -> Entreprise | None:
    """One result: the establishment whose SIRET was asked, else the head office.

    None without a valid SIRET or a name.
    """
    matching = result.get("matching_etablissements")
    places = [result.get("siege"), *(matching if isinstance(matching, list) else [])]
    places = [place for place in places if isinstance(place, dict)]
    if not places:
        return None
    place = next((one for one in places if one.get("siret") == wanted), places[0])
    nom, siret = _text(result, "nom_complet"), _text(place, "siret")
    if not nom or not stdnum_siret.is_valid(siret):
        return None
    return Entreprise(
        nom=_cased(nom)[:200],
        siret=siret,
        commune=_cased(_text(place, "libelle_commune"))[:100],
        activite=SECTIONS.get(_text(result, "section_activite_principale"), ""),
        effectif=EFFECTIFS.get(
            _text(place, "tranche_effectif_salarie") or _text(result, "tranche_effectif_salarie"),
            "",
        ),
        active="F" not in (state := _states(result, place)) and "C" not in state,
    )


def _states(result: dict[str, Any], place: dict[str, Any]) -> str:
    """« A » active; « C » an enterprise that ceased, « F » an establishment that closed."""
    return _text(result, "etat_administratif") + _text(place, "etat_administratif")


def _text(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _cased(text: str) -> str:
    """The service writes in capitals; « SAINT-NAZAIRE » reads « Saint-Nazaire »."""
    if text != text.upper():
        return text
    little = {"DE", "DU", "DES", "LA", "LE", "LES", "ET", "EN", "SUR", "SOUS", "AUX"}
    words = re.split(r"([ '’-])", text)
    cased = [
        word.lower() if word in little and at else _short_or_title(word)
        for at, word in enumerate(words)
    ]
    return "".join(cased)


def _short_or_title(word: str) -> str:
    """Acronyms (no vowel, or legal forms) stay in capitals."""
    has_vowel = any(sign in "aeiouy" for sign in plain(word))
    return word if not has_vowel or word in {"SAS", "SA", "SARL", "EURL", "SASU"} else word.title()
