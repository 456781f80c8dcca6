"""Shapes of the answers given while a spreadsheet is imported."""

from collections.abc import Collection, Iterable, Mapping

from django import forms

from feuille_de_route.donnees.tableur.cellules import shown
from feuille_de_route.donnees.tableur.entetes import CHOOSABLE, Heading, why_not_columns
from feuille_de_route.donnees.tableur.grille import Grid, letter
from feuille_de_route.donnees.tableur.lexique import AJOUTER, AUCUNE, Directory
from feuille_de_route.donnees.tableur.preview import SHOWN, Preview
from organisations.models import Organisation
from organisations.noms import NEAR

IGNORED = "Ne pas importer"
MEANINGS = [("", IGNORED), *((column.key, column.heading) for column in CHOOSABLE)]
#: Rows shown under a heading, so that one sees what the column holds.
SAMPLES = 2


class ColonnesForm(forms.Form):
    """One select a heading, what it means; then what holds for every row."""

    objectif = forms.ChoiceField(label="Objectif des lignes qui n’en disent pas", required=False)
    vider = forms.BooleanField(
        label="Une cellule vide efface ce qui est écrit dans l’action",
        help_text="Sinon, elle ne change rien.",
        required=False,
    )

    def __init__(
        self, *args, headings: Iterable[Heading], grid: Grid, header: int,
        meanings: Mapping[int, str], objectifs: Mapping[str, str], **kwargs,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.headings = list(headings)
        self.fields["objectif"].choices = [
            ("", "Aucun\u00a0: chaque ligne dit le sien"),
            *((code, f"{code}. {title}") for code, title in objectifs.items()),
        ]
        for one in self.headings:
            self.fields[f"colonne_{one.column}"] = forms.ChoiceField(
                label=f"{letter(one.column)}\u00a0· {one.text}",
                help_text=_samples(grid, header, one.column),
                choices=MEANINGS,
                initial=meanings.get(one.column, one.key),
                required=False,
            )

    @property
    def columns(self) -> list[forms.BoundField]:
        return [self[f"colonne_{one.column}"] for one in self.headings]

    def meanings(self) -> dict[int, str]:
        """Column of the sheet → key of ours, for those kept."""
        said = {
            one.column: self.cleaned_data.get(f"colonne_{one.column}", "") for one in self.headings
        }
        return {column: key for column, key in said.items() if key}

    def clean(self) -> None:
        if reason := why_not_columns(self.meanings()):
            raise forms.ValidationError(reason)


def _samples(grid: Grid, header: int, column: int) -> str:
    """« CC du Pays », « Forge de la Boule »: the first values of the column."""
    found: list[str] = []
    for row in sorted(grid.rows):
        cell = grid.rows[row].get(column)
        if (
            row > header
            and cell is not None
            and (text := " ".join(shown(cell).split())[:40]) not in found
        ):
            found.append(text)
        if len(found) == SAMPLES:
            break
    return ", ".join(f"«\u00a0{text}\u00a0»" for text in found) or "Colonne vide"


class OrganisationsForm(forms.Form):
    """One select for each organisation the directory does not know."""

    def __init__(
        self,
        *args,
        unknown: Mapping[str, str],
        directory: Directory,
        answers: Mapping[str, str],
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names = dict(list(unknown.items())[:SHOWN])
        for rank, (name, words) in enumerate(self.names.items()):
            near = [(str(one.pk), one.name) for one in directory.near(words)]
            self.fields[f"organisation_{rank}"] = forms.ChoiceField(
                label=words[:200],
                choices=[
                    ("", "À choisir"),
                    *([("De l’annuaire", near)] if near else []),
                    ("Ajouter à l’annuaire", [
                        (f"{AJOUTER}{kind.value}", f"Ajouter\u00a0: {kind.label}") for kind in Organisation.Kind
                    ]),
                    (AUCUNE, "Ne pas la reprendre"),
                ],
                initial=answers.get(name) or _proposed(directory, words),
                required=False,
            )  # fmt: skip

    def answers(self) -> dict[str, str]:
        """Plain name of each organisation → what the person chose; those not chosen are left out."""
        said = {
            name: self.cleaned_data[f"organisation_{rank}"] for rank, name in enumerate(self.names)
        }
        return {name: answer for name, answer in said.items() if answer}


def _proposed(directory: Directory, words: str) -> str:
    """The only organisation really close, proposed; nothing is decided until the person says so."""
    near = directory.near(words, 2, least=NEAR)
    return str(near[0].pk) if len(near) == 1 else ""


class AccordForm(forms.Form):
    """The plan that was read, and the conflicts that the file wins."""

    vu = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, preview: Preview, taken: Collection[str] = (), **kwargs) -> None:
        super().__init__(*args, initial={"vu": preview.digest}, **kwargs)
        self.conflicts = []
        for one in preview.conflicts:
            name = f"prendre_{one.row}_{one.key}"
            self.fields[name] = forms.BooleanField(
                label="Prendre ce que dit le fichier", required=False, initial=one.name in taken
            )
            self.conflicts.append((one, self[name]))

    def taken(self) -> list[str]:
        """« row key » of each conflict that the file wins."""
        return [one.name for one, field in self.conflicts if self.cleaned_data[field.name]]
