"""No sequence of editions gives a hidden amount away, whatever pledges become in between.

Two proofs that meet. Everything public is the same, byte for byte, when hidden amounts move while
the printed sums stay: so the sums are all an attacker has. And solving all of them isolates no
amount, nor the sum of fewer than three organisations.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import lcm

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.models import Action, Besoin
from engagements.models import Engagement
from organisations.models import Organisation
from publication import page, totaux
from publication.adresses import Adresses
from publication.audit import Terme
from publication.collecte import recolter
from publication.collecte.accords import engagement_contenu
from publication.collecte.sommes import juger
from publication.contenu import (
    ActionContenu,
    Choix,
    Contenu,
    DemandeContenu,
    ObjectifContenu,
    Periode,
    TerritoireContenu,
    from_json,
    to_json,
)
from publication.couverture import NON_PUBLIE, couvertures_of, manques
from publication.fiche import fiche
from publication.models import Edition
from publication.preparation import changes
from tests.fabrique import un_engagement, une_action, une_feuille, une_organisation
from tests.publication.test_audit import attack, solved

V, State = Engagement.Visibilite, Engagement.State
PLEDGES = range(1, 9)
#: Two pledges of one organisation, six of others.
OWNERS = {1: 1, 2: 1, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8}
ACTIONS = ("1.1", "1.2")
#: Amounts are this far apart, so that moving them a little never makes two of them equal.
STEP = 10**9
KINDS = ("temps", "financier")
BASE = Contenu(
    edition="1.0",
    date=date(2026, 11, 23),
    territoire=TerritoireContenu(nom="Estuaire"),
    periode=Periode(debut=2024, fin=2027),
    objectifs=(ObjectifContenu(code="1", titre="Un", intitule="Un objectif"),),
)


class Histoire:
    """Editions published one after the other from what pledges were each time.

    An edition is a dict: pledge → (visibility, which of its amounts, kind). `moved` adds to the
    amounts (pledge, which, kind): what the attacker cannot tell from zero.
    """

    def __init__(self, editions, moved=None):
        self.moved = moved or {}
        self.traces, self.public, self.equations, self.known = [], [], [], set()
        for number, taken in enumerate(editions):
            self._publish(number, taken)

    def amount(self, pledge, which, kind):
        base = STEP * (10 * pledge + 2 * which + KINDS.index(kind) + 1)
        return Decimal(base + self.moved.get((pledge, which, kind), 0))

    def _publish(self, number, taken):
        pledges = [self._pledge(pk, *of) for pk, of in sorted(taken.items())]
        seen = [p for p in pledges if p.visibilite != V.INTERNE]
        judged = juger(seen, self.traces, OWNERS)
        contenu = replace(
            BASE,
            edition=f"1.{number}",
            actions=tuple(an_action(numero) for numero in ACTIONS),
            engagements=tuple(
                engagement_contenu(p, besoin=1 + p.pk % 2, retenu=p.pk in judged.retenus)
                for p in seen
            ),
            anonymes=judged.anonymes,
        )
        self.traces.append(judged.trace)
        self.public.append(contenu)
        self._read(taken, contenu)

    def _pledge(self, pk, visibilite, which, kind):
        return Engagement(
            pk=pk,
            action=Action(numero=ACTIONS[pk % 2]),
            organisation=Organisation(pk=OWNERS[pk], name=f"Organisation {OWNERS[pk]}"),
            kind=kind,
            quantity=self.amount(pk, which, kind),
            text="Une phrase.",
            state=State.CONFIRME,
            visibilite=visibilite,
        )

    def _read(self, taken, contenu):
        """The equations a reader has of this edition: sums of unknowns (pledge, which)."""
        for somme in contenu.anonymes:
            if somme.quantite is not None:
                of = [
                    (pk, which, kind)
                    for pk, (visibilite, which, kind) in taken.items()
                    if visibilite == V.ANONYME and kind == somme.nature.cle
                ]
                assert somme.quantite == sum(self.amount(*one) for one in of)
                self.equations.append(frozenset(map(unknown, of)))
        shown = {e.quantite for e in contenu.engagements if e.quantite}
        for pk, (_, which, kind) in taken.items():
            if self.amount(pk, which, kind) in shown:
                self.known.add(unknown((pk, which, kind)))

    @property
    def texts(self):
        """Every figure of every public page: the data, the page, the fiches, the differences."""
        return [told(contenu) for contenu in self.public] + [
            str(changes(one, two)) for one, two in zip(self.public, self.public[1:], strict=False)
        ]


def unknown(of):
    pk, which, kind = of
    return Terme(pk, f"{which} {kind}")


def an_action(numero):
    asked = DemandeContenu(
        libelle="Du temps", nature=Choix("temps", "Temps"), unite="jours", quantite=Decimal(STEP)
    )
    return ActionContenu(
        numero=numero,
        objectif="1",
        intitule="Une action",
        porteur="Une organisation",
        besoins=("Du temps", "Autre chose"),
        demandes=(asked, DemandeContenu(libelle="Autre chose")),
    )


def told(contenu):
    adresses = Adresses.of_preview("essai")
    public = page.Page(contenu, adresses)
    parts = [to_json(contenu), str(public.apports), str(public.groupes), public.engagements_texte]
    parts += [str(manques(contenu)), str(totaux.engagement_totaux(contenu.engagements))]
    for action in contenu.actions:
        parts.append(str(couvertures_of(contenu, action)))
        parts.append(str(fiche(contenu, action.numero, adresses).engagements))
    return "\n".join(parts)


pledge = st.tuples(
    st.sampled_from([V.PUBLIC, V.MONTANT_MASQUE, V.ANONYME, V.ANONYME, V.ANONYME, V.INTERNE]),
    st.integers(0, 1),
    st.sampled_from(["temps", "temps", "financier"]),
)
histories = st.lists(
    st.dictionaries(st.sampled_from(PLEDGES), pledge, min_size=2, max_size=8), max_size=5
)


@given(histories)
def test_solving_every_public_number_isolates_nobody(history):
    found = Histoire(history)
    hidden = frozenset().union(*found.equations) - found.known
    equations = [one - found.known for one in found.equations]
    assert attack(equations, set(hidden), OWNERS) == []


@given(histories, st.lists(st.integers(-50, 50), min_size=32, max_size=32))
def test_public_pages_tell_no_more_than_their_sums(history, weights):
    first = Histoire(history)
    every = product(PLEDGES, (0, 1), KINDS)
    free = [one for one in every if unknown(one) not in first.known]
    moved = unseen(first.equations, free, weights)
    again = Histoire(history, moved)
    assert again.texts == first.texts


def unseen(equations, free, weights):
    """A move of the hidden amounts that no equation sees: a vector of their kernel, in whole
    numbers, chosen by `weights`."""
    rows = [[Fraction(unknown(of) in one) for of in free] for one in equations]
    rows = solved([row for row in rows if any(row)])
    pivots = [next(n for n, value in enumerate(row) if value) for row in rows]
    move = [Fraction(0 if n in pivots else weights[n]) for n in range(len(free))]
    for row, at in zip(rows, pivots, strict=True):
        move[at] = -sum((row[n] * move[n] for n in range(len(free)) if n != at), Fraction(0))
    scale = lcm(*(value.denominator for value in move))
    return {one: int(value * scale) for one, value in zip(free, move, strict=True) if value}


# Through the tables ------------------------------------------------------------------------------


@pytest.fixture
def action(db):
    return une_action(une_feuille(), state="retenue")


def publish(feuille, minor, **fields):
    """An edition as it would be frozen now, online at once."""
    numero = f"1.{minor}"
    contenu, audit = recolter(feuille, numero=numero)
    Edition.objects.create(
        feuille=feuille, major=1, minor=minor, state="publiee", content=to_json(contenu),
        sha256="x", pdf="x.pdf", published_at="2026-11-23T12:00:00Z", audit=audit, **fields,
    )  # fmt: skip
    return contenu


def anonymous(action, *quantities):
    return [
        un_engagement(action, une_organisation(), quantity=quantity, visibilite="anonyme")
        for quantity in quantities
    ]


def sums(contenu):
    return [somme.quantite for somme in contenu.anonymes]


def test_a_sum_of_three_is_printed_and_the_next_must_not_undo_it(action):
    feuille = action.feuille
    pledges = anonymous(action, 1, 2)
    assert sums(publish(feuille, 0)) == [None]
    pledges += anonymous(action, 4)
    assert sums(publish(feuille, 1)) == [Decimal(7)]
    late = anonymous(action, 8)
    assert sums(publish(feuille, 2)) == [None]  # 15 − 7 is the amount of the latest
    late += anonymous(action, 16, 32)
    assert sums(publish(feuille, 3)) == [Decimal(63)]
    pledges[0].quantity = 100
    pledges[0].save()
    found = publish(feuille, 4)
    assert sums(found) == [None]
    (total,) = page.Page(found, Adresses.of_preview(feuille.slug)).apports
    assert NON_PUBLIE in total.libelle
    assert "162" not in to_json(found)


def test_an_organisation_that_comes_out_does_not_undress_the_others(action):
    pledges = anonymous(action, 1, 2, 4)
    publish(action.feuille, 0)
    pledges[0].visibilite = "public"
    pledges[0].save()
    contenu = publish(action.feuille, 1)
    (shown,) = [e for e in contenu.engagements if e.organisation]
    assert (shown.quantite, shown.montant_retenu) == (None, True)
    pledges[0].quantity = Decimal("1.5")  # another amount is another unknown
    pledges[0].save()
    (shown,) = [e for e in publish(action.feuille, 2).engagements if e.organisation]
    assert (shown.quantite, shown.montant_retenu) == (Decimal("1.5"), False)


def test_merged_organisations_count_as_one(action):
    pledges = anonymous(action, 1, 2, 4)
    for one in pledges[1:]:
        one.organisation = pledges[0].organisation
        one.save()
    assert sums(publish(action.feuille, 0)) == [None]


def test_the_trace_of_a_sum_holds_neither_amount_nor_name(action):
    (one, *_) = anonymous(action, Decimal("1234.5"), 2, 4)
    publish(action.feuille, 0)
    trace = str(Edition.objects.get().audit)
    assert "1234" not in trace
    assert one.organisation.name not in trace


def test_a_need_counts_what_is_shown_only(action):
    besoin = Besoin.objects.create(action=action, title="Temps", kind="temps", quantity=100)
    for visibilite in V:
        un_engagement(action, une_organisation(), quantity=10, besoin=besoin, visibilite=visibilite)
    contenu = recolter(action.feuille, numero="1.0").contenu
    (found,) = couvertures_of(contenu, contenu.actions[0])
    assert (found.pledged, found.missing, found.count, found.hidden) == (10, 90, 3, 2)
    assert manques(contenu) == ("90\u00a0jours",)


def test_an_edition_from_before_is_still_read():
    """Its anonymous pledges had amounts of their own, its needs were words."""
    old = (
        '{"actions":[{"besoins":["Du temps"],"intitule":"A","numero":"1.1","objectif":"1",'
        '"porteur":"P"}],"date":"2025-01-01","edition":"1.0","engagements":[{"action":"1.1",'
        '"anonyme":true,"fermete":{"cle":"ferme","libelle":"ferme"},"nature":{"cle":"temps",'
        '"libelle":"Temps"},"quantite":"5","state":{"cle":"declare","libelle":"déclaré"},'
        '"unite":"jours"}],"periode":{"debut":2024,"fin":2027},"territoire":{"nom":"T"}}'
    )
    contenu: Contenu = from_json(old)
    assert to_json(contenu) == old
    assert couvertures_of(contenu, contenu.actions[0]) == []
    (total,) = totaux.engagement_totaux(contenu.engagements, contenu.anonymes)
    assert (total.quantite, total.anonymes) == (Decimal(5), None)
