"""What the words of a spreadsheet name in the roadmap, and the doubts met while reading a cell."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from feuille_de_route.donnees.shapes import Unreadable, quoted
from organisations.models import Organisation
from organisations.noms import NEAR, core, likeness, plain, trigrams
from socle.francais import liste

#: What is done with an organisation the directory does not know: its key, or one of these.
AUCUNE, AJOUTER = "aucune", "ajouter:"


class Directory:
    """The organisations of the service, found by SIREN, SIRET or name."""

    def __init__(self, organisations: Iterable[Organisation]) -> None:
        self.by_pk = {one.pk: one for one in organisations}
        self._numbers: dict[str, int] = {}
        self._names: dict[str, int] = {}
        self._cores: dict[str, list[int]] = {}
        for one in self.by_pk.values():
            self._numbers |= {number: one.pk for number in (one.siret, one.siren) if number}
            self._names.setdefault(one.name.strip(), one.pk)
            self._names.setdefault(plain(one.name), one.pk)
            self._cores.setdefault(core(one.name), []).append(one.pk)
        self._found: dict[str, int | None] = {}  # a list names the same ones again and again
        self._signs = {pk: trigrams(core(one.name)) for pk, one in self.by_pk.items()}

    def find(self, words: str) -> int | None:
        """The only organisation these words name, legal form and accents apart."""
        if words not in self._found:
            self._found[words] = self._find(words)
        return self._found[words]

    def _find(self, words: str) -> int | None:
        number = re.sub(r"\s", "", words)
        if re.fullmatch(r"\d{9}|\d{14}", number):
            return self._numbers.get(number)
        same = self._cores.get(core(words), [])
        exact = self._names.get(words.strip()) or self._names.get(plain(words))
        return exact or (same[0] if len(same) == 1 else None)

    def near(self, words: str, limit: int = 4, *, least: float = NEAR - 0.15) -> list[Organisation]:
        """Those whose name is close to these words, the closest first."""
        signs = trigrams(core(words))
        found = [(likeness(signs, other), pk) for pk, other in self._signs.items()]
        kept = sorted((pair for pair in found if pair[0] >= least), reverse=True)
        return [self.by_pk[pk] for _likeness, pk in kept[:limit]]


class Unknown(Unreadable):
    """Organisations that the directory does not know: the person has to say which they are."""

    def __init__(self, words: list[str], directory: Directory) -> None:
        self.words = words
        names = liste([f"«\u00a0{quoted(one)}\u00a0»" for one in words], "ni")
        near = directory.near(words[0], 1) if len(words) == 1 else []
        hint = f" Est-ce «\u00a0{near[0].name}\u00a0»\u202f?" if near else ""
        super().__init__(
            f"L’annuaire ne connaît pas {names}.{hint} "
            "Répondez plus bas, dans «\u00a0Organisations à reconnaître\u00a0»."
        )


@dataclass
class Lexicon:
    """Everything a reader may look up. `unit`: what a bare amount of this column is multiplied by.

    `answers`: what the person said of each unknown organisation, by its plain name: a key,
    `AUCUNE`, or `AJOUTER` and a type. `unknown` gathers the names met that nobody knows.
    """

    directory: Directory
    objectifs: Mapping[str, str] = field(default_factory=dict)  # code → title
    axes: Mapping[str, tuple[int, str]] = field(default_factory=dict)  # code → key, title
    numeros: Mapping[str, int] = field(default_factory=dict)  # numero → key of the action
    answers: Mapping[str, str] = field(default_factory=dict)
    unit: Decimal = Decimal(1)
    doubts: list[str] = field(default_factory=list)
    unknown: dict[str, str] = field(default_factory=dict)  # plain name → as written

    def doubt(self, sentence: str) -> None:
        """Read, but the person should look at it."""
        if sentence not in self.doubts:
            self.doubts.append(sentence)

    def silent(self) -> "Lexicon":
        """The same, whose doubts are lost."""
        return replace(self, doubts=[])

    def take_doubts(self) -> list[str]:
        """The doubts of the last cell read."""
        taken, self.doubts = self.doubts, []
        return taken

    def organisation(self, words: str) -> int | str | None:
        """The key of the organisation, `AJOUTER…name` for one to add, None for none.

        Raises Unreadable when the person has to choose.
        """
        if found := self.directory.find(words):
            return found
        answer = self.answers.get(plain(words), "")
        self.unknown.setdefault(plain(words), " ".join(words.split()))
        if answer == AUCUNE:
            self.doubt(
                f"«\u00a0{quoted(words)}\u00a0» ne sera pas reprise, comme vous l’avez choisi."
            )
            return None
        if answer.startswith(AJOUTER):
            return f"{answer}:{' '.join(words.split())}"
        if answer.isdecimal() and (known := self.directory.by_pk.get(int(answer))):
            self.doubt(
                f"«\u00a0{quoted(words)}\u00a0» est lue «\u00a0{known.name}\u00a0», comme vous l’avez choisi."
            )
            return known.pk
        raise Unknown([words], self.directory)

    def organisations(self, words: str) -> list[int | str]:
        """Several organisations of one cell: one a line, or parted by « ; », « / » or commas."""
        found: list[int | str | None] = []
        for line in filter(None, (one.strip(" \t-–•·") for one in words.splitlines())):
            if (whole := self.directory.find(line)) is not None:
                found.append(whole)
                continue
            parts = [one.strip() for one in re.split(r"\s*;\s*|\s+/\s+", line) if one.strip()]
            if len(parts) == 1:
                commas = [one.strip() for one in line.split(",") if one.strip()]
                if len(commas) > 1:
                    parts = commas
            found += self._each(parts)
        return [one for one in dict.fromkeys(found) if one is not None]

    def _each(self, parts: list[str]) -> list[int | str | None]:
        found: list[int | str | None] = []
        unknown: list[str] = []
        for part in parts:
            try:
                found.append(self.organisation(part))
            except Unknown as why:
                unknown += why.words
        if unknown:
            raise Unknown(unknown, self.directory)
        return found

    def objectif(self, words: str) -> str:
        """The code of the objective: « 1 », « Objectif n° 1 », or its title."""
        wanted = plain(words)
        bare = re.sub(
            r"^(?:objectif|obj|axe|priorite|orientation|enjeu)?\s*(?:n|no|num|numero)?\s*",
            "",
            wanted,
        )
        for code, title in self.objectifs.items():
            if plain(code) in (wanted, bare) or plain(title) in (wanted, bare):
                return code
        # « 1 - Décarboner », « 1. Décarboner l’industrie »
        for code, title in self.objectifs.items():
            if bare.split()[:1] == [plain(code)]:
                rest = " ".join(bare.split()[1:])
                if rest and likeness(trigrams(rest), trigrams(plain(title))) < NEAR:
                    self.doubt(f"Vérifiez l’objectif\u00a0: lu «\u00a0{code}. {title}\u00a0».")
                return code
        signs = trigrams(wanted)
        near = max(
            (
                (likeness(signs, trigrams(plain(title))), code)
                for code, title in self.objectifs.items()
            ),
            default=(0.0, ""),
        )
        if near[0] >= NEAR:
            self.doubt(
                f"Vérifiez l’objectif\u00a0: lu «\u00a0{near[1]}. {self.objectifs[near[1]]}\u00a0»."
            )
            return near[1]
        codes = ", ".join(self.objectifs)
        raise Unreadable(
            f"Remplacez «\u00a0{quoted(words)}\u00a0» par le numéro d’un objectif\u00a0: {codes}."
        )

    def axe(self, words: str) -> int:
        """The key of the national axis, by its code or its title."""
        wanted = plain(words)
        bare = re.sub(r"^axe\s*(?:n|no|numero)?\s*", "", wanted)
        for code, (pk, title) in self.axes.items():
            same = {plain(code), plain(title), plain(f"{code} {title}")}
            if {wanted, bare} & same:
                return pk
        for code, (pk, title) in self.axes.items():
            if bare.split()[:1] == [plain(code)]:
                self.doubt(f"Vérifiez l’axe\u00a0: lu «\u00a0{title}\u00a0».")
                return pk
        known = ", ".join(title for _pk, title in self.axes.values()) or "aucun n’est connu"
        raise Unreadable(
            f"Remplacez «\u00a0{quoted(words)}\u00a0» par un axe national\u00a0: {known}."
        )

    def actions(self, words: str) -> list[int]:
        """The keys of the actions named by their numbers: « 1.2, 3.1 »."""
        found = []
        for numero in re.findall(r"[^\s,;]+", words):
            if numero not in self.numeros:
                raise Unreadable(
                    f"Corrigez «\u00a0{quoted(numero)}\u00a0»\u00a0: aucune action ne porte ce numéro."
                )
            found.append(self.numeros[numero])
        return sorted(set(found))
