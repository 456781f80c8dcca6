"""Readiness: each check tells blocker, warning or passed, on contents built by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from publication.contenu import BudgetAnnee, Signataire, SommeAnonyme, Visa
from publication.controles import Lieu, Statut, bloquants, controles
from publication.reste import ActionNommee, Reste
from publication.textes import Textes
from tests.publication.exemple import agrandir, exemple

ACTION = ActionNommee("1.1", "1", "Une action")
TEXTES = Textes(
    preambule="a", diagnostic="b", ambition="c", gouvernance="d", suivi="e", duree="f", methode="g"
)


def _ready():
    """A content on which every check passes."""
    contenu = exemple()
    actions = tuple(
        replace(a, voyants=tuple(replace(v, allume=True, motif="") for v in a.voyants))
        for a in contenu.actions
    )
    signers = (Signataire(nom="Ana Roux", fonction="présidente", organisation="CC du Pays"),)
    approvals = (Visa(organisation="CC du Pays", date=date(2024, 12, 12)),)
    return replace(contenu, actions=actions, textes=TEXTES, signataires=signers, visas=approvals)


def _first(**fields):
    contenu = _ready()
    first, *others = contenu.actions
    return replace(contenu, actions=(replace(first, **fields), *others))


def _off(cle):
    lights = _ready().actions[0].voyants
    return tuple(replace(v, allume=v.cle != cle, motif="Il manque.") for v in lights)


def _checks(contenu, reste=None):
    return {check.cle: check for check in controles(contenu, reste or Reste())}


def _with_pledge(**fields):
    contenu = _ready()
    first = contenu.actions[0]
    line = replace(first.financements[0], organisation="Fonderie Courlis")
    pledge = replace(
        contenu.engagements[0], action=first.numero, quantite=None, unite="EUR", **fields
    )
    return replace(
        contenu,
        actions=(replace(first, financements=(line, *first.financements[1:])),),
        engagements=(pledge,),
        anonymes=(SommeAnonyme(nature=pledge.nature, unite="EUR", nombre=1),)
        if pledge.anonyme
        else (),
    )


ANONYMOUS = {"anonyme": True, "organisation": "", "texte": "", "condition": ""}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"organisation": "Fonderie Courlis"}, set()),
        ({"organisation": "Fonderie Courlis", "montant_masque": True}, {"plans"}),
        ({"organisation": "Atelier Avocette", "montant_masque": True}, set()),
        ({"organisation": "Atelier Avocette", "montant_retenu": True}, {"devinables"}),
        (ANONYMOUS, {"devinables"}),
    ],
)
def test_hidden_amounts_that_show_elsewhere_are_told(fields, told):
    checks = _checks(_with_pledge(**fields))
    assert {c for c in ("plans", "devinables") if checks[c].statut is Statut.ATTENTION} == told


def test_everything_passes_on_a_complete_content():
    assert {check.statut for check in _checks(_ready()).values()} == {Statut.REUSSI}


@pytest.mark.parametrize(
    ("contenu", "cle", "statut", "lieu"),
    [
        (lambda: agrandir(_ready(), 0), "vide", Statut.BLOQUANT, Lieu.PRIORITES),
        (lambda: _first(porteur=""), "porteur", Statut.BLOQUANT, Lieu.MODIFIER),
        (lambda: _first(resume=" "), "resume", Statut.BLOQUANT, Lieu.MODIFIER),
        (lambda: _first(voyants=_off("decrite")), "decrite", Statut.ATTENTION, Lieu.MODIFIER),
        (lambda: _first(voyants=_off("financee")), "financee", Statut.ATTENTION, Lieu.MODIFIER),
        (lambda: _first(voyants=_off("evaluee")), "evaluee", Statut.ATTENTION, Lieu.MODIFIER),
        (lambda: _first(jalons=()), "prete", Statut.ATTENTION, Lieu.MODIFIER),
        (lambda: _first(debut=""), "prete", Statut.ATTENTION, Lieu.MODIFIER),
        (
            lambda: _first(budget_par_annee=(BudgetAnnee(annee=2024, montant=Decimal(1)),)),
            "sommes",
            Statut.ATTENTION,
            Lieu.MODIFIER,
        ),
        (
            lambda: replace(_ready(), engagements=()),
            "engagements",
            Statut.ATTENTION,
            Lieu.TABLEAU,
        ),
        (lambda: replace(_ready(), textes=Textes()), "textes", Statut.ATTENTION, Lieu.TEXTES),
    ],
)
def test_what_is_missing_is_told_once(contenu, cle, statut, lieu):
    checks = _checks(contenu())
    check = checks[cle]
    assert (check.statut, check.lieu) == (statut, lieu)
    assert check.remede
    alone = {"vide": {"vide", "engagements"}}.get(cle, {cle})
    assert {c.cle for c in checks.values() if c.statut is not Statut.REUSSI} == alone


@pytest.mark.parametrize(
    ("reste", "cle", "words"),
    [
        (Reste(indecises=(ACTION,)), "indecises", "L’action 1.1 attend une décision"),
        (Reste(restreintes=(ACTION,)), "restreintes", "en accès restreint"),
        (Reste(a_arbitrer=(ACTION,), amendements=2), "amendements", "Deux amendements attendent"),
        (Reste(a_confirmer=(ACTION,), declares=1), "declares", "Un engagement n’est pas confirmé"),
    ],
)
def test_what_stays_out_is_a_warning(reste, cle, words):
    check = _checks(_ready(), reste)[cle]
    assert check.statut is Statut.ATTENTION
    assert words in check.titre
    assert check.actions == (ACTION,)


def test_many_actions_make_one_line():
    contenu = _ready()
    bare = replace(contenu, actions=tuple(replace(a, porteur="") for a in contenu.actions))
    check = _checks(bare)["porteur"]
    assert check.titre == "Quinze actions n’ont pas de porteur"
    assert len(check.actions) == 15
    assert len(controles(bare, Reste())) == len(controles(contenu, Reste()))


def test_only_blockers_block():
    checks = controles(_first(porteur="", jalons=()), Reste(indecises=(ACTION,)))
    assert [check.cle for check in bloquants(checks)] == ["porteur"]
