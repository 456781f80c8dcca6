"""Every verb × person × phase × state of a pledge: one table to read, and nothing left out of it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from actions.models import Action
from comptes.models import User
from engagements import rules, services
from engagements.models import Engagement
from organisations.models import Organisation
from socle.refus import Refus
from territoires.access import Access
from territoires.droits import DROITS_PAR_PHASE, DROITS_PAR_ROLE, Droit, Phase, Role
from territoires.models import FeuilleDeRoute
from tests.engagements.signatures import Codes, demander
from tests.fabrique import un_access, un_engagement, une_action, une_feuille, une_organisation

State = Engagement.State
OWN, OTHER = 1, 2

#: When a verb is allowed, in which state; what is not written is refused. « organisation »: its
#: representatives, whether they may sign or not. « ouvert »: while the roadmap takes pledges.
TABLE = """
verb             person          brouillon  declare   confirme  signe     realise  retire
garder           organisation    toujours   -         -         -         -        -
modifier         organisation    ouvert     ouvert    ouvert    ouvert    -        -
changer_apport   organisation    ouvert     -         -         -         -        -
declarer         organisation    ouvert     -         -         -         -        -
confirmer        organisation    -          ouvert    -         -         -        -
confirmer        administrateur  -          ouvert    -         -         -        -
lever_condition  organisation    -          ouvert    ouvert    ouvert    -        -
signer           signataire      -          -         ouvert    -         -        -
realiser         organisation    -          -         ouvert    ouvert    -        -
retirer          organisation    -          toujours  toujours  toujours  -        -
supprimer        organisation    toujours   -         -         -         -        -
"""
PHASES = {
    "-": (),
    "ouvert": ("engagement", "publiee"),
    "toujours": ("preparation", "partage", "ajustement", "selection", "engagement", "publiee"),
}
#: person → (role, organisation he or she speaks for, may sign for it).
PERSONS = {
    "signataire": (Role.REPRESENTANT, OWN, True),
    "representant": (Role.REPRESENTANT, OWN, False),
    "ailleurs": (Role.REPRESENTANT, OTHER, True),
    "porteur": (Role.PORTEUR, None, False),
    "lecteur": (Role.LECTEUR, None, False),
    "animateur": (Role.ANIMATEUR, None, False),
    "administrateur": (Role.ADMINISTRATEUR, None, False),
}
SPEAK = {"organisation": ("signataire", "representant")}


def _read(table: str) -> dict[tuple[str, str, str], tuple[str, ...]]:
    head, *lines = (line.split() for line in table.strip().splitlines())
    return {
        (verb, one, state): PHASES[word]
        for verb, person, *words in lines
        for one in SPEAK.get(person, (person,))
        for state, word in zip(head[2:], words, strict=True)
    }


ALLOWED = _read(TABLE)
VERBS = tuple(dict.fromkeys(verb for verb, _person, _state in ALLOWED))


def expected(verb: str, person: str, phase: str, state: str) -> bool:
    return phase in ALLOWED.get((verb, person, state), ())


def access_of(person: str, phase: Phase) -> Access:
    role, organisation, signs = PERSONS[person]
    own = frozenset({organisation} if organisation else ())
    return Access(
        User(pk=9),
        FeuilleDeRoute(phase=phase),
        frozenset({role}),
        own,
        own if signs else frozenset(),
    )


def pledge(verb: str, state: State) -> Engagement:
    conditional = verb == "lever_condition"
    return Engagement(
        organisation=Organisation(pk=OWN, name="Mécanique Balbuzard"),
        action=Action(numero="1.1", state=Action.State.RETENUE),
        state=state,
        kind="temps",
        quantity=Decimal(5),
        text="Prêter.",
        fermete="conditionnel" if conditional else "ferme",
        condition="Si le bail est signé" if conditional else "",
    )


def test_the_table_speaks_of_every_role_phase_and_state():
    """A role, a phase or a state added to the product has no answer here until it is written."""
    assert {role for role, _own, _signs in PERSONS.values()} == set(Role) == set(DROITS_PAR_ROLE)
    assert set(PHASES["toujours"]) == set(Phase) == set(DROITS_PAR_PHASE)
    assert {state for _verb, _person, state in ALLOWED} == set(State)


def test_the_two_tables_of_rights_say_the_same_for_signing_and_pledging():
    """Who pledges may sign where the organisation says so, in the same phases; nobody else."""
    for droits in (*DROITS_PAR_ROLE.values(), *DROITS_PAR_PHASE.values()):
        assert (Droit.SIGNER in droits) == (Droit.S_ENGAGER in droits)
    assert Droit.SIGNER not in DROITS_PAR_ROLE[Role.ADMINISTRATEUR]


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("person", list(PERSONS))
@pytest.mark.parametrize("verb", VERBS)
def test_the_rules_answer_as_the_table(verb, person, phase):
    why_not = getattr(rules, f"why_not_{verb}")
    for state in State:
        reason = why_not(pledge(verb, state), access_of(person, phase))
        assert (reason is None) == expected(verb, person, phase, state), (state, reason)
        assert reason is None or reason.endswith((".", "»")), reason


# The services, for real --------------------------------------------------------------------------

#: What each verb is given, beside the pledge and who asks.
GIVEN = {
    "garder": {"text": "Autre."},
    "modifier": {"text": "Autre."},
    "lever_condition": {"reason": "Le bail est signé."},
    "realiser": {"note": "Fait."},
    "retirer": {"reason": "Commande perdue."},
}
#: The state a verb leaves; the others leave the one they found.
LEAVES = {
    "declarer": "declare",
    "confirmer": "confirme",
    "signer": "signe",
    "realiser": "realise",
    "retirer": "retire",
    "supprimer": None,
}


def do(verb: str, engagement: Engagement, access: Access) -> None:
    if verb == "changer_apport":
        services.changer_apport(
            engagement, by=access, organisation=engagement.organisation, kind="donnees"
        )
    elif verb == "signer":
        services.signer(demander(access, engagement), by=access, code=Codes()[-1])
    else:
        getattr(services, verb)(engagement, by=access, **GIVEN.get(verb, {}))


@pytest.mark.django_db
@pytest.mark.parametrize("verb", VERBS)
def test_the_services_do_as_the_table(verb):
    """Each person in an open phase, the signatory in every phase, on a pledge of each state."""
    feuille, organisation = une_feuille(Phase.ENGAGEMENT), une_organisation()
    action = une_action(feuille, state="retenue")
    people = {}
    for person, (role, own, signs) in PERSONS.items():
        access = un_access(feuille, role, organisation if own == OWN else None)
        people[person] = access
        if role is Role.REPRESENTANT and not signs:
            organisation.grants.filter(user=access.user, permission__codename="signer").delete()
            people[person] = replace(access, signataire_de=frozenset())
    moments = [(person, Phase.ENGAGEMENT) for person in PERSONS]
    moments += [("signataire", phase) for phase in Phase]
    for person, phase in moments:
        FeuilleDeRoute.objects.filter(pk=feuille.pk).update(phase=phase)
        for state in State:
            fields = {"fermete": "ferme"}
            if verb == "lever_condition":
                fields = {"fermete": "conditionnel", "condition": "Si le bail est signé"}
            if state == State.RETIRE:
                fields["withdrawal_reason"] = "Un motif"
            engagement = un_engagement(action, organisation, state=state, **fields)
            try:
                do(verb, engagement, people[person])
                done = True
            except Refus:
                done = False
            case = (person, phase, state)
            assert done == expected(verb, person, phase, state), case
            found = Engagement.objects.filter(pk=engagement.pk).first()
            if not done:
                assert (found.state, found.version) == (state, 1), case
                continue
            left = LEAVES.get(verb, state)
            if verb in ("modifier", "lever_condition") and state == State.SIGNE:
                left = "confirme"
            assert (found.state if found else None) == left, case
