"""A roadmap where every page has something to show, and one person of each kind to open it."""

from collections.abc import Iterator
from datetime import date

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from actions.models import Action, Brouillon, Fusion
from comptes.abonnement import token_of
from organisations.models import Rattachement
from organisations.services import accorder
from publication.collecte import collecter
from publication.contenu import fingerprint, to_json
from publication.models import Edition
from seances.models import Seance
from seances.projection import address
from territoires.droits import Phase, Role
from tests.fabrique import (
    un_access,
    un_courriel_echoue,
    un_engagement,
    une_feuille_vivante,
    une_fiche_signee,
    une_invitation,
    une_lettre,
    une_organisation,
    une_personne,
    une_signature_demandee,
)

#: What the link of the invitation of the world holds.
SECRET = "secret-de-l-invitation"
#: In place of a phase: « engagement », with two editions online and one whose drawing failed.
WITH_EDITIONS = "éditions"


def _routes(resolver: URLResolver, prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _routes(pattern, route, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{space}{pattern.name}", route


#: Page → route. The back office has its own tests (tests/comptes/test_technique.py), and so have
#: the pages by which one signs in (tests/comptes/test_connexion.py), and those of a room, opened
#: by a badge and not by a role (tests/seances/test_pages_salle.py).
ROUTES = {
    page: route
    for page, route in _routes(get_resolver())
    if not page.startswith(("admin:", "account_", "salle:"))
}
ON_ONE_SEANCE = [page for page, route in ROUTES.items() if "seances/<int:pk>/" in route]
ON_ONE_ORGANISATION = [page for page, route in ROUTES.items() if "organisations/<int:pk>/" in route]
ON_ONE_COMMENT = [page for page, route in ROUTES.items() if "commentaires/<int:pk>/" in route]
ON_ONE_AMENDEMENT = [
    page
    for page, route in ROUTES.items()
    if "amendements/<int:pk>/" in route and "<str:numero>" in route
]
ON_ONE_ACTION = [page for page, route in ROUTES.items() if "<str:numero>" in route]


class World:
    """A roadmap where people already worked, and one person of each kind."""

    def __init__(self, phase: str) -> None:
        opened = Phase(phase) if phase in Phase.values else Phase.ENGAGEMENT
        self.feuille = une_feuille_vivante(opened)
        self.action = self.feuille.actions.get()
        Action.objects.update(maturite=Action.Maturite.FICHE_PROJET)
        self.seance = self.feuille.seances.get()
        self.scrutin = self.seance.scrutins.get()
        self.amendement = self.action.amendements.get()
        self.assisted = self.seance.participants.get()
        self.seance.participants.update(is_assisted=True)
        past = Seance.objects.create(
            feuille=self.feuille, title="Séance passée", date=date(2024, 4, 11), state="close"
        )
        self.rejeu = Seance.objects.create(
            feuille=self.feuille, title="Rejouée", date=date(2024, 11, 14), source=past
        )
        self.organisation = une_organisation("Fonderie Courlis")
        self.comment = self.action.commentaires.get()
        self.draft = un_engagement(self.action, self.organisation, state="brouillon")
        self.pledge = un_engagement(self.action, self.organisation)
        self.signed = un_engagement(self.action, self.organisation, state="confirme")
        self.fiche = une_fiche_signee(self.signed)
        self.lettre = une_lettre(self.feuille, self.organisation)
        self.lettre.fichier.save("lettre.pdf", ContentFile(b"%PDF-1.7"))
        self.confirmed = un_engagement(self.action, self.organisation, state="confirme")
        self.conditional = un_engagement(
            self.action, self.organisation, fermete="conditionnel", condition="Si le bail est signé"
        )
        self.member = un_access(self.feuille, Role.LECTEUR).user
        self.persona = une_personne(is_demo=True)
        self.people = {"visitor": None, "stranger": une_personne()}
        for role in Role:
            access = un_access(self.feuille, role, self.organisation)
            self.people[role.name.lower()] = access.user
        self._team()
        self.courriel = un_courriel_echoue(self.feuille)
        self.asked = une_signature_demandee(self.confirmed, self.people["representant"])
        self.typed = Brouillon.objects.create(
            feuille=self.feuille, user=self.people["representant"], data={"title": ["À finir"]}
        )
        self.fusion = Fusion.objects.create(target=self.action, moved={"steps": []})
        if phase == WITH_EDITIONS:
            self.publish()

    def _team(self) -> None:
        """A colleague, a guest invited by a link, somebody who asks; and a sheet to merge."""
        here = {"organisation": self.organisation, "feuille_id": self.feuille.pk}
        self.twin = une_organisation("Fonderie Courlis SAS")
        self.feuille.territoire.organisations.add(self.twin)
        self.colleague = une_personne()
        accorder(self.organisation, self.colleague, by=None)
        self.invitation = une_invitation(self.organisation, self.feuille, SECRET)
        self.demande = Rattachement.objects.create(user=une_personne(), **here)

    def publish(self) -> None:
        """Two editions online, and a third whose drawing failed, all of the present content."""
        Action.objects.update(state=Action.State.RETENUE)
        name = default_storage.save("editions/essai.pdf", ContentFile(b"%PDF-1.7"))
        for minor, state in enumerate(("publiee", "publiee", "echouee")):
            contenu = collecter(self.feuille, numero=f"1.{minor}", note="Une édition.")
            Edition.objects.create(
                feuille=self.feuille, minor=minor, state=state, content=to_json(contenu),
                sha256=fingerprint(contenu), pdf=name, published_at=timezone.now(),
            )  # fmt: skip

    def url(self, page: str) -> str:
        """The address of a page, on the objects of this world."""
        args = dict.fromkeys(ON_ONE_ACTION, (self.action.numero,)) | {
            "comptes:persona": (self.persona.pk,),
            "comptes:desabonner": (token_of(self.persona),),
            "actions:repartir": (self.action.objectif.code,),
            "actions:effacer_brouillon": (self.typed.pk,),
            "engagements:fiche": (self.organisation.pk,),
            **dict.fromkeys(ON_ONE_ORGANISATION, (self.organisation.pk,)),
            "organisations:fusionner": (self.organisation.pk, self.twin.pk),
            "organisations:signature": (self.organisation.pk, self.colleague.pk),
            "organisations:retirer": (self.organisation.pk, self.colleague.pk),
            "organisations:relancer": (self.organisation.pk, self.invitation.pk),
            "organisations:annuler": (self.organisation.pk, self.invitation.pk),
            "organisations:repondre": (self.organisation.pk, self.demande.pk),
            "invitation": (SECRET,),
            "engagements:detail": (self.pledge.pk,),
            "engagements:confirmer": (self.pledge.pk,),
            "engagements:retirer": (self.pledge.pk,),
            "engagements:version": (self.pledge.pk, 1),
            "engagements:signer": (self.confirmed.pk,),
            "engagements:realiser": (self.confirmed.pk,),
            "engagements:lever_condition": (self.conditional.pk,),
            "engagements:code": (self.asked.lot,),
            "engagements:renvoyer": (self.asked.lot,),
            "engagements:apport": (self.draft.pk,),
            "engagements:precisions": (self.draft.pk,),
            "engagements:verification": (self.draft.pk,),
            "engagements:supprimer": (self.draft.pk,),
            **dict.fromkeys(ON_ONE_SEANCE, (self.seance.pk,)),
            "attestation": (self.fiche.reference,),
            "documents:fiche": (self.signed.pk,),
            "documents:fiches": (self.organisation.pk,),
            "documents:lettres": (self.organisation.pk,),
            "documents:lettre": (self.lettre.pk,),
            "documents:retirer_lettre": (self.lettre.pk,),
            "seances:scrutin": (self.seance.pk, self.scrutin.pk),
            "seances:supprimer_scrutin": (self.seance.pk, self.scrutin.pk),
            "seances:papier": (self.seance.pk, self.scrutin.pk),
            "seances:bulletins": (self.seance.pk, self.scrutin.pk),
            "seances:ecran": (address(self.seance).rstrip("/").rsplit("/", 1)[1],),
            "seances:assister": (self.seance.pk, self.scrutin.pk, self.assisted.pk),
            "seances:retirer_animation": (self.seance.pk, self.member.pk),
            "seances:decider": (self.seance.pk, self.action.pk),
            "seances:amendement": (self.seance.pk, self.seance.contributions.get().pk),
            "seances:participant": (self.seance.pk, self.assisted.pk),
            "seances:rejeu": (self.rejeu.pk,),
            "exporter_fichier": ("actions", "csv"),
            "territoires:courriel": (self.courriel.pk,),
            "territoires:renvoyer_courriel": (self.courriel.pk,),
            "effacer_participant": (self.assisted.pk,),
            "territoires:retirer_membre": (self.member.pk,),
            "publication:edition": ("1.0",),
            "publication:changements": ("1.1",),
            "fusions:fusion": (self.fusion.pk,),
            "fusions:defaire": (self.fusion.pk,),
            **dict.fromkeys(ON_ONE_COMMENT, (self.action.numero, self.comment.pk)),
            **dict.fromkeys(ON_ONE_AMENDEMENT, (self.action.numero, self.amendement.pk)),
            "actions:amender": (self.action.numero, "title"),
            "actions:garder_amendement": (self.action.numero, "title"),
            "actions:version": (self.action.numero, 1),
            "actions:retablir_version": (self.action.numero, 1),
            "publication:fiche": ("1.0", self.action.numero),
            "publication:pdf": ("1.0",),
            "publication:contenu": ("1.0",),
            "publication:partage": ("1.0",),
            "publication:relancer": ("1.2",),
            **dict.fromkeys(
                (
                    "publication:annuler",
                    "publication:avancer",
                    "publication:prevenir",
                    "publication:retirer",
                    "publication:remettre",
                    "publication:redessiner",
                ),
                ("1.1",),
            ),
            "donnees:fichier": ("1.0", "actions", "csv"),
            "donnees:docx": ("1.0",),
            "ouvertes:schema": ("donnees-1",),
            "ouvertes:api_editions": (self.feuille.slug,),
            "ouvertes:api_edition": (self.feuille.slug, "1.0"),
            "ouvertes:api_actions": (self.feuille.slug, "1.0"),
            "ouvertes:api_action": (self.feuille.slug, "1.0", self.action.numero),
            "ouvertes:api_engagements": (self.feuille.slug, "1.0"),
            "publication:fiche_apercu": (self.action.numero,),
        }
        slug = [self.feuille.slug] if "<slug:slug>" in ROUTES[page] else []
        query = f"?action={self.action.numero}" if page == "engagements:nouveau" else ""
        return reverse(page, args=[*slug, *args.get(page, ())]) + query
