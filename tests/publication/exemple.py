"""Contents to draw and to measure: the demonstration territory, and the same with n actions."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from actions.apports import UNITS, Apport
from publication.contenu import (
    ActionContenu,
    AmendementContenu,
    AxeContenu,
    BudgetAnnee,
    Choix,
    Contenu,
    Definition,
    DemandeContenu,
    EngagementContenu,
    EtapeSeance,
    FinancementContenu,
    IndicateurContenu,
    JalonContenu,
    MentionVote,
    ObjectifContenu,
    OrganisationContenu,
    ParticipantsCollege,
    Periode,
    PropositionContenu,
    ResultatVote,
    SeanceContenu,
    Signataire,
    SourceContenu,
    TableSeance,
    TerritoireContenu,
    Visa,
    Voyant,
)
from publication.textes import Textes

DONNEES = Path(__file__).parents[2] / "donnees" / "estuaire-sillon-demo.json"

LABELS = {
    "acquis": "acquis",
    "sollicite": "sollicité",
    "a_confirmer": "à confirmer",
    "a_faire": "à faire",
    "fait": "fait",
    "a_venir": "à lancer",
    "en_cours": "en cours",
    "idee": "idée",
    "fiche_projet": "fiche-projet",
    "fiche_action": "fiche-action",
    "elevee": "élevée",
    "moyenne": "moyenne",
    "basse": "basse",
    "retenue": "retenue",
    "non_retenue": "non retenue",
    "a_retravailler": "à retravailler",
    "fusionnee": "fusionnée",
    "realisation": "réalisation",
    "resultat": "résultat",
    "impact": "impact",
    "declare": "déclaré",
    "confirme": "confirmé",
    "signe": "signé",
    "realise": "réalisé",
    "accepte": "accepté",
    "accepte_modifie": "accepté, modifié",
    "refuse": "refusé",
    "tres_bien": "très bien",
    "assez_bien": "assez bien",
    "entreprises": "entreprises",
    "collectivites": "collectivités",
    "etat_operateurs": "État et opérateurs",
    "formation_emploi": "formation et emploi",
    "reseaux": "réseaux",
}
TITRES = {"1": "Décarbonation", "2": "Emploi", "3": "Filières"}
CHAMPS = {"calendrier": "Calendrier", "partenaires": "Partenaires", "description": "Description"}


def choix(cle: str) -> Choix:
    return Choix(cle, LABELS.get(cle, cle))


@cache
def exemple() -> Contenu:
    """The demonstration territory of `donnees/`, as its first edition."""
    data = json.loads(DONNEES.read_text(encoding="utf-8"))
    organisations = {o["id"]: o["nom"] for o in data["organisations"]}
    colleges = {t["cle"]: t["college"] for t in data["types_organisation"]}
    college_of = {o["id"]: colleges[o["type"]] for o in data["organisations"]}
    numeros = {a["id"]: a["numero"] for a in data["actions"]}
    needs = {a["id"]: a["besoins"] for a in data["actions"]}
    votes = {v["action"]: v for v in data["seminaire"]["priorisation"]}
    kinds = {t["cle"]: t["libelle"] for t in data["types_engagement"]}
    return Contenu(
        edition="1.0",
        date=date(2024, 12, 18),
        territoire=TerritoireContenu(
            nom=data["territoire"]["nom"],
            programme=data["territoire"]["programme"],
            epci=tuple(organisations[o] for o in data["territoire"]["epci"]),
        ),
        periode=Periode(**data["territoire"]["periode_feuille_de_route"]),
        auteur="Saint-Nazaire Agglomération (CARENE)",
        note="Première édition, issue du séminaire du 11 avril 2024.",
        avertissement=data["meta"]["avertissement"],
        textes=TEXTES,
        objectifs=tuple(
            ObjectifContenu(code=o["code"], titre=TITRES[o["code"]], intitule=o["intitule"])
            for o in data["objectifs"]
        ),
        axes=tuple(
            AxeContenu(code=x["code"], intitule=x["intitule"]) for x in data["axes_nationaux"]
        ),
        actions=tuple(
            _action(a, organisations, college_of, votes.get(a["id"])) for a in data["actions"]
        ),
        organisations=tuple(
            OrganisationContenu(
                nom=o["nom"], college=choix(college_of[o["id"]]), commune=o["commune"] or ""
            )
            for o in data["organisations"]
        ),
        engagements=tuple(
            _engagement(e, numeros, organisations, kinds, needs[e["action"]])
            for e in data["engagements"]
            if e["statut"] not in ("brouillon", "retire") and e["visibilite"] != "interne"
        ),
        signataires=(
            Signataire(
                nom="",
                fonction="La présidente ou le président",
                organisation=organisations["ccES"],
            ),
            Signataire(
                nom="",
                fonction="La présidente ou le président",
                organisation=organisations["carene"],
            ),
            Signataire(nom="", fonction="Le préfet de la Loire-Atlantique", organisation="État"),
            Signataire(
                nom="",
                fonction="La présidente ou le président",
                organisation=organisations["region"],
            ),
        ),
        visas=(
            Visa(organisation=organisations["ccES"], date=date(2024, 11, 21), reference="2024-112"),
            Visa(organisation=organisations["carene"], date=date(2024, 12, 10)),
        ),
        seances=(_seance(data["seminaire"], numeros),),
        glossaire=GLOSSAIRE,
        sources=tuple(
            SourceContenu(
                code=s["id"], titre=s["titre"], editeur=s["editeur"], url=s.get("url") or ""
            )
            for s in data["sources"]
        ),
    )


def agrandir(contenu: Contenu, n: int) -> Contenu:
    """The same content with n actions (0 and more), numbered afresh within each objectif."""
    actions: list[ActionContenu] = []
    counts = dict.fromkeys((o.code for o in contenu.objectifs), 0)
    for i in range(n):
        model = contenu.actions[i % len(contenu.actions)]
        counts[model.objectif] += 1
        actions.append(replace(model, numero=f"{model.objectif}.{counts[model.objectif]}"))
    actions.sort(key=lambda a: [int(part) for part in a.numero.split(".")])
    kept = {a.numero for a in actions}
    return replace(
        contenu,
        actions=tuple(actions),
        engagements=tuple(e for e in contenu.engagements if e.action in kept),
        seances=contenu.seances if n else (),
    )


def _action(
    a: dict[str, Any], noms: dict[str, str], college_of: dict[str, str], vote: dict[str, Any] | None
) -> ActionContenu:
    return ActionContenu(
        numero=a["numero"],
        objectif=a["objectif"],
        axe=a["axe_national"],
        intitule=a["intitule"],
        resume=a["resume"],
        constat=a["constat"],
        description=a["description"],
        resultats_attendus=tuple(a["resultats_attendus"]),
        public_cible=a["public_cible"],
        porteur=noms[a["porteur"]],
        copilotes=tuple(noms[o] for o in a["copilotes"]),
        partenaires=tuple(noms[o] for o in a["partenaires"]),
        localisation=a["localisation"],
        maturite=choix(a["maturite"]),
        state=Choix("retenue", "retenue"),
        avancement=choix(a["statut"]),
        avancement_pourcent=0,
        priorite=choix(a["priorite_initiale"]),
        debut=a["calendrier"]["debut"],
        fin=a["calendrier"]["fin"],
        jalons=tuple(
            JalonContenu(
                ordre=e["ordre"],
                libelle=e["libelle"],
                echeance=e["echeance"],
                state=choix(e["statut"]),
            )
            for e in a["calendrier"]["etapes"]
        ),
        budget=Decimal(a["budget"]["total_ht"]),
        budget_ordre_de_grandeur=a["budget"]["ordre_de_grandeur"],
        budget_par_annee=tuple(
            BudgetAnnee(annee=int(annee), montant=Decimal(montant))
            for annee, montant in a["budget"]["par_annee"].items()
        ),
        financements=tuple(
            FinancementContenu(
                financeur=f["financeur"],
                montant=Decimal(f["montant"]),
                state=choix(f["statut"]),
                organisation=noms.get(f["organisation"], ""),
                college=college_of.get(f["organisation"], ""),
            )
            for f in a["plan_financement"]
        ),
        indicateurs=tuple(
            IndicateurContenu(
                libelle=i["libelle"],
                type=choix(i["type"]),
                unite=i["unite"],
                reference=Decimal(i["reference"]),
                cible=Decimal(i["cible"]),
                echeance=i["echeance"],
                frequence=i["frequence"],
            )
            for i in a["indicateurs"]
        ),
        besoins=tuple(a["besoins"]),
        demandes=_demandes(a),
        points_de_vigilance=tuple(a["points_de_vigilance"]),
        decision=choix(a["decision_seminaire"]),
        points=vote and vote["points"],
        soutiens=0,
        voyants=_voyants(a["maturite"] == "fiche_action"),
        mise_a_jour=date(2024, 12, 10),
    )


def _demandes(a: dict[str, Any]) -> tuple[DemandeContenu, ...]:
    asked = {d["besoin"]: d for d in a.get("demandes", ())}
    found = []
    for words in a["besoins"]:
        row = asked.get(words)
        kind = Apport(row["type"]) if row else None
        found.append(
            DemandeContenu(
                libelle=words,
                nature=Choix(kind.value, kind.label) if kind else None,
                unite="EUR" if kind is Apport.FINANCIER else UNITS.get(kind, "") if kind else "",
                quantite=Decimal(row["quantite"]) if row and row["quantite"] else None,
            )
        )
    return tuple(found)


def _voyants(ready: bool) -> tuple[Voyant, ...]:
    names = ("portee", "portée"), ("decrite", "décrite"), ("financee", "financée")
    lit = (*names, ("evaluee", "évaluée"))
    last = Voyant(
        cle="prete",
        libelle="prête",
        allume=ready,
        motif="" if ready else "Le plan de financement reste à confirmer.",
    )
    return (*(Voyant(cle=cle, libelle=label, allume=True) for cle, label in lit), last)


def _engagement(
    e: dict[str, Any],
    numeros: dict[str, str],
    noms: dict[str, str],
    kinds: dict[str, str],
    needs: list[str],
) -> EngagementContenu:
    hidden, anonymous = e["visibilite"] == "montant_masque", e["visibilite"] == "anonyme"
    return EngagementContenu(
        action=numeros[e["action"]],
        organisation="" if anonymous else noms[e["organisation"]],
        nature=Choix(e["type"], kinds[e["type"]]),
        unite=e["unite"] or "",
        quantite=None if hidden or e["quantite"] is None else Decimal(e["quantite"]),
        texte="" if anonymous else e["texte"],
        condition="" if anonymous else e["condition"] or "",
        fermete=choix(e["fermete"]),
        state=choix(e["statut"]),
        echeance=e["echeance"] or "",
        montant_masque=hidden,
        anonyme=anonymous,
        besoin=needs.index(e["besoin"]) + 1 if e.get("besoin") else 0,
    )


def _seance(s: dict[str, Any], numeros: dict[str, str]) -> SeanceContenu:
    return SeanceContenu(
        intitule=s["intitule"],
        date=date.fromisoformat(s["date"]),
        lieu=s["lieu"],
        buts=tuple(s["buts"]),
        deroule=tuple(
            EtapeSeance(titre=d["titre"], debut=d["debut"], fin=d["fin"], note=d["note"])
            for d in s["deroule"]
        ),
        participants=tuple(
            ParticipantsCollege(college=choix(cle), nombre=nombre)
            for cle, nombre in s["participants_par_college"].items()
        ),
        tables=tuple(TableSeance(numero=t["numero"], theme=t["theme"]) for t in s["tables"]),
        votes=tuple(
            ResultatVote(
                action=numeros[v["action"]],
                votants=v["votants"],
                points=v["points"],
                impact=Decimal(str(v["impact_moyen"])),
                effort=Decimal(str(v["effort_moyen"])),
                jugement=tuple(
                    MentionVote(mention=choix(cle), nombre=nombre)
                    for cle, nombre in v["jugement_majoritaire"].items()
                ),
            )
            for v in s["priorisation"]
        ),
        amendements=tuple(
            AmendementContenu(
                action=numeros[m["action"]],
                champ=CHAMPS.get(m["champ"], m["champ"]),
                texte=m["texte"],
                auteur=m["auteur"],
                decision=choix(m["decision"]),
                motif=m.get("motif", ""),
            )
            for m in s["amendements"]
        ),
        propositions=tuple(
            PropositionContenu(
                intitule=p["intitule"],
                objectif=p["objectif"],
                auteur=p["auteur"],
                decision=choix(p["decision"]),
                fusionnee_dans=numeros.get(p.get("fusionnee_dans", ""), ""),
                motif=p["motif"],
            )
            for p in s["propositions_de_seance"]
        ),
    )


TEXTES = Textes(
    preambule=(
        "Deux intercommunalités, un même estuaire industriel. Cette feuille de route réunit les "
        "actions que les entreprises, les collectivités et leurs partenaires ont choisi de mener "
        "ensemble de 2024 à 2027.\n\n"
        "Elle prolonge une première phase de trente et un projets. Elle se lit comme une promesse "
        "datée : chaque action a un porteur, un budget, des jalons et des indicateurs."
    ),
    diagnostic="Le bassin compte 28 500 emplois industriels. La main-d’œuvre manque.",
    ambition="En 2027, chaque PME du territoire trouve ici de quoi réduire ses émissions.",
    gouvernance=(
        "Un binôme formé d’un élu et d’un industriel conduit la démarche. Le comité de projet se "
        "réunit deux fois par an ; l’État et la Région y siègent."
    ),
    suivi="Chaque porteur met à jour ses jalons et ses indicateurs une fois par an.",
    duree=(
        "La feuille de route vaut jusqu’au 31 décembre 2027. Une partie propose une modification au "
        "comité de projet. Une partie peut se retirer par écrit."
    ),
    methode="Les actions ont été partagées, amendées à six tables, puis hiérarchisées par un vote.",
)

GLOSSAIRE = (
    Definition(
        terme="EPCI",
        definition="Établissement public de coopération intercommunale, qui réunit des communes.",
    ),
    Definition(terme="Porteur", definition="Organisation qui conduit l’action et en répond."),
    Definition(
        terme="ZIBaC", definition="Zone industrielle bas carbone, programme soutenu par l’ADEME."
    ),
)
