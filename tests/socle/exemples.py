"""One example of every component, fed with a text that is markup: `x`."""

from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace

from django import forms

from actions.feux import Feu
from engagements.besoins import Couverture, Demande
from socle.cartes import ActionPubliee, Carte
from socle.components.fields import Option
from socle.figures import Part, Pas, Repere
from socle.forms import AmountField, RadioCards

X = '<b onclick="x()">&\''


class ActionForm(forms.Form):
    title = forms.CharField(
        label=X, help_text="Un verbe.", error_messages={"required": "Donnez un titre"}
    )
    objectif = forms.ChoiceField(
        label="Objectif",
        choices=[("1", "Décarbonation"), ("2", X)],
        widget=RadioCards({"1": Option(objectif=1), "2": Option("outil", X)}),
        error_messages={"required": "Choisissez un objectif"},
    )
    budget = AmountField(label="Budget", required=False)
    state = forms.ChoiceField(label="État", choices=[("a", X)])
    read = forms.BooleanField(label="J’ai lu", error_messages={"required": "Lisez d’abord"})
    summary = forms.CharField(label="Résumé", widget=forms.Textarea, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    few = forms.MultipleChoiceField(
        label="Quelques-uns",
        choices=[("a", X)],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    helpers = forms.MultipleChoiceField(
        label=X,
        choices=[(X, [(str(rank), f"{X} {rank}") for rank in range(12)]), ("Autres", [("z", X)])],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean(self):
        raise forms.ValidationError(X)


class LineForm(forms.Form):
    id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    step = forms.CharField(label="Étape", error_messages={"required": X})
    DELETE = forms.BooleanField(label="Retirer cette ligne", required=False)

    def clean(self):
        raise forms.ValidationError(X)


def refused() -> ActionForm:
    """A form that was sent with mistakes; what was typed must still be there."""
    return ActionForm(
        {
            "title": "",
            "budget": "environ 1 million",
            "state": "a",
            "summary": X,
            "helpers": ["1", "z"],
        }
    )


def context() -> dict[str, object]:
    """The values that the examples print."""
    carte = Carte(
        numero=X,
        titre=X,
        url=f"/?q={X}",
        objectif=1,
        state="retenue",
        porteur=X,
        soutiens=34,
        engagements=1,
        budget=X,
        finance=71,
        amendements=2,
        priorite=X,
        manque=X,
    )
    publiee = ActionPubliee("1.1", X, "action-1-1", 1, "en_retard", 28, X, ((X, X),), f"/{X}")
    return {
        "x": X,
        "found": [("Une ", False), (X, True)],
        "u": f"/?q={X}",
        "form": refused(),
        "line": LineForm({"id": "3"}, prefix="jalons-0"),
        "carte": carte,
        "publiees": [publiee],
        "besoin": Couverture(
            Demande(1, X, "temps", "jours", Decimal(40)),
            par_fermete=(("ferme", Decimal(10)),),
            count=3,
            hidden=1,
            others=1,
        ),
        "parts": [Part(X, 52, 1), Part("Collectivités", 34, 2), Part("À trouver", 40, 0)],
        "pas": [
            Pas(X, X, "fait"),
            Pas("Ajuster", "14 nov.", "courant"),
            Pas("Signer", X, "a_venir"),
        ],
        "reperes": [Repere(X, date(2024, 10, 1), "termine"), Repere("Fin", None)],
        "jour": date(2025, 6, 18),
        "svg": '<svg role="img" aria-label="x"></svg>',
        "valeurs": {"seen": 3, X: X},
        "moment": datetime(2024, 11, 14, 10, 58),
        "duos": [(X, X), ("Action 1.2", "")],
        "segments": [("egal", X), ("retrait", X), ("ajout", X)],
        "feux": [Feu("portee", "portée", ""), Feu("financee", "financée", X)],
        "lignes_feux": [
            SimpleNamespace(
                numero=X,
                objectif=1,
                titre=X,
                feux=[
                    SimpleNamespace(label="portée", missing="", url=""),
                    SimpleNamespace(label="décrite", missing=X, url="/x/"),
                ],
            )
        ],
        "choix": [("a", X)],
        "presents": [(46, X)],
        "cumuls": [(1, X, 37)],
        "places": [(X, 1, 50, 92)],
        "rangs": [(X, 1, X, X)],
        "groupes_de_choix": [(X, ["1"]), ("Autres", ["2"])],
        "libelles": [X, "Précisions"],
        "totaux": [(5, X, False), (5, X, True)],
        "csrf_token": "jeton",
    }


#: Tag → a template that uses it. Items are shown inside their block.
EXEMPLES = {
    "icone": '{% icone nom="poignee" libelle=x %}',
    "signe": '{% signe nom="marque" %}',
    "coche": "{% coche %}",
    "balise_seule": "{% balise_seule objectif=2 %}",
    "plaque": "{% plaque numero=x objectif=1 grande=True %}",
    "etat": '{% etat state="retenue" libelle=x cadre=True %}',
    "etiquette": '{% etiquette libelle=x ton="alerte" icone="sablier" %}',
    "compte": "{% compte nombre=3 precision=x %}",
    "direct": "{% direct libelle=x %}",
    "avatar": "{% avatar nom=x petit=True %}",
    "pastille": "{% pastille serie=3 %}",
    "jauge": "{% jauge valeur=54 %}",
    "balise": "{% balise objectif=1 surtitre=x titre=x niveau=2 id=x %}",
    "auteur": "{% auteur nom=x role=x quand=x %}",
    "bouton": '{% bouton libelle=x href=u icone="plus" precision=x compte=2 %}',
    "segments": "{% segments libelle=x %}{% segment libelle=x url=u courant=True %}{% endsegments %}",
    "filtres": (
        '{% filtres libelle=x hx_target="#t" %}{% recherche libelle=x valeur=x exemple=x %}'
        '{% filtre name="etat" libelle=x choix=choix tous=x valeur="a" %}'
        '{% filtre_texte name="n" libelle=x valeur=x exemple=x %}'
        '{% filtre_jour name="du" libelle=x valeur=jour %}'
        '{% puce name="moi" libelle=x coche=True icone="personne" %}{% endfiltres %}'
    ),
    "formulaire": (
        "{% formulaire action=u libelle=x prevenir=True %}{% champ field=form.summary %}"
        "{% actions %}{% bouton libelle=x %}{% endactions %}{% endformulaire %}"
    ),
    "champ": (
        "{% champ field=form.title %}{% champ field=form.objectif %}{% champ field=form.state %}"
        '{% champ field=form.budget unite="euros" %}{% champ field=form.read %}'
        "{% champ field=form.summary large=True %}{% champ field=form.version %}"
    ),
    "choix_groupes": "{% choix_groupes field=form.objectif groupes=groupes_de_choix %}",
    "champs": "{% champs %}{% champ field=form.title %}{% champ field=form.budget %}{% endchamps %}",
    "cases": "{% cases field=form.helpers aide=x %}{% cases field=form.few libelle=x %}",
    "ligne_saisie": "{% ligne_saisie form=line titre=x focus=True %}",
    "garde": "{% formulaire %}{% garde url=u %}{{ x }}{% endgarde %}{% endformulaire %}",
    "a_cocher": "{% a_cocher name=x value=1 libelle=x precision=x %}",
    "deux_versions": (
        '{% deux_versions name="choix-title" libelle=x mienne=x enregistree="" segments=segments '
        "auteur=x %}"
    ),
    "choix_valeurs": "{% choix_valeurs field=form.objectif libelle=x valeurs=duos %}",
    "resume_erreurs": (
        "{% resume_erreurs form=form %}{% champ field=form.title %}{% champ field=form.objectif %}"
        "{% champ field=form.budget %}{% champ field=form.read %}"
    ),
    "avis": '{% avis ton="erreur" titre=x %}<p>{{ x }}</p>{% endavis %}',
    "retours": "{% retours messages=messages %}",
    "reseau": '{% reseau state="coupe" libelle=x %}',
    "chiffres": "{% chiffres %}{% chiffre valeur=x libelle=x part=54 precision=x %}{% endchiffres %}",
    "empilee": '{% empilee parts=parts libelle=x unite=" points" %}',
    "legende": "{% legende parts=parts %}",
    "demarche": "{% demarche pas=pas titre=x %}",
    "frise": "{% frise reperes=reperes premiere_annee=2024 derniere_annee=2027 %}",
    "dessin": "{% dessin large=svg etroit=svg %}",
    "decompte": (
        "{% decompte %}{% decompte_ligne rang=1 numero=x objectif=1 titre=x url=u parts=parts "
        'total=126 %}{% bouton libelle="Retenir" %}{% enddecompte_ligne %}{% enddecompte %}'
    ),
    "tableau": (
        "{% tableau %}{% colonne objectif=1 titre=x officiel=x totaux=totaux %}"
        "{% cartes_action cartes=cartes %}{% endcolonne %}{% endtableau %}"
    ),
    "total": "<dl>{% total valeur=x libelle=x cache=True %}</dl>",
    "cartes_action": "{% cartes_action cartes=cartes grille=True %}",
    "bandeau": (
        "{% bandeau %}{% rendez_vous jour=28 mois=x titre=x url=u texte=x %}{% endbandeau %}"
    ),
    "bande": (
        "{% bande objectif=1 %}{% fiche_tete titre=x chapeau=x %}{% endfiche_tete %}{% endbande %}"
    ),
    "page_tete": "{% page_tete titre=x intro=x %}{% bouton libelle=x %}{% endpage_tete %}",
    "orga_tete": "{% orga_tete nom=x surtitre=x titre=x %}{% endorga_tete %}",
    "deux": (
        '{% deux cote="large" %}{% principal %}<p>{{ x }}</p>{% endprincipal %}'
        "{% cote libelle=x %}<p>a</p>{% endcote %}{% enddeux %}"
    ),
    "section": '{% section id="s" titre=x precision=x nombre=3 lien=x url=u %}{% endsection %}',
    "panneau": '{% panneau id="p" titre=x precision=x lien=x url=u %}<p>a</p>{% endpanneau %}',
    "pile": "{% pile ecart=2 %}{{ x }}{% endpile %}",
    "rang": "{% rang entre=True ecart=5 %}{{ x }}{% endrang %}",
    "prose": "{% prose %}{{ x|linebreaks }}{% endprose %}",
    "chapeau": "{% chapeau %}{{ x }}{% endchapeau %}",
    "surtitre": "{% surtitre %}{{ x }}{% endsurtitre %}",
    "forme": "{% forme objectif=1 %}",
    "mention": "{% mention traitement='seance' responsable=x %}",
    "note": "{% note %}{{ x }}{% endnote %}",
    "invisible": "{% invisible %}{{ x }}{% endinvisible %}",
    "statut": "{% statut texte=x %}",
    "rappel": "{% rappel numero=x objectif=1 titre=x %}",
    "vide": '{% vide titre=x texte=x motif="peniche" %}{% bouton libelle=x href=u %}{% endvide %}',
    "fil": "{% fil %}{% maillon libelle=x url=u %}{% maillon libelle=x %}{% endfil %}",
    "sommaire": (
        '{% sommaire %}{% sommaire_lien libelle=x ancre="s" nombre=x courant=True id="n" %}'
        '{% endsommaire %}<p id="s">a</p>'
    ),
    "etapes": "{% etapes libelles=libelles courante=2 %}",
    "table": (
        '{% table legende=x empilee=True %}<thead><tr><th scope="col">a</th></tr></thead>'
        "<tbody><tr><td data-n>1</td></tr></tbody>{% endtable %}"
    ),
    "lignes": (
        '{% lignes %}{% ligne icone="outil" titre=x sous=x url=u %}{{ x }}{% endligne %}'
        "{% choix_action numero=x objectif=1 titre=x url=u sous=x %}"
        '{% besoin icone="horloge" couverture=besoin %}{{ x }}{% endbesoin %}{% endlignes %}'
    ),
    "journal": (
        "{% journal %}{% entree quand=moment %}{{ x }}{% endentree %}"
        "{% entree quand=jour %}{{ x }}{% endentree %}{% endjournal %}"
    ),
    "versions": (
        "{% versions %}{% version numero=x etiquette=x brouillon=True %}{{ x }}{% endversion %}"
        "{% endversions %}"
    ),
    "controles": (
        '{% controles %}{% controle statut="bloquant" titre=x texte=x %}{{ x }}{% endcontrole %}'
        "{% endcontroles %}"
    ),
    "feux": "{% feux feux=feux %}",
    "feux_actions": "{% feux_actions lignes=lignes_feux %}",
    "compte_feux": "{% compte_feux feux=feux %}",
    "changements": (
        '{% changements %}{% changement numero=x objectif=1 titre=x etiquette=x ton="info" '
        'icone="crayon" %}{% diff segments=segments %}{% endchangement %}{% endchangements %}'
    ),
    "amendement": '{% amendement id="a1" titre=x auteur=x etiquette=x %}{{ x }}{% endamendement %}',
    "commentaires": (
        '{% commentaires %}{% commentaire nom=x texte=x role=x quand=x fil="f1" ancre="c1" '
        'etiquette=x ton="alerte" %}{% reponses %}{% commentaire nom=x absence=x motif=x %}'
        "{% endcommentaire %}{% endreponses %}{% endcommentaire %}{% endcommentaires %}"
    ),
    "faits": (
        "{% faits panneau=True %}{% fait libelle=x valeur=x %}{% fait libelle=x valeur=None %}"
        "{% endfaits %}"
    ),
    "recap": "{% recap %}{% recap_ligne libelle=x valeur=x url=u %}{% endrecap %}",
    "trouvailles": (
        "{% trouvailles %}{% trouvaille url=u titre=found extrait=found numero=x objectif=1 sous=x %}"
        '{{ x }}{% endtrouvaille %}{% trouvaille url=u titre=found icone="outil" %}'
        "{% endtrouvaille %}{% endtrouvailles %}"
    ),
    "pagination": "{% pagination numero=2 sur=3 precedente=u suivante=u %}",
    "taches": (
        '{% taches %}{% tache icone="signature" titre=x texte=x echeance=x numero=x objectif=1 '
        "premiere=True %}{% bouton libelle=x href=u %}{% endtache %}{% endtaches %}"
    ),
    "hero": "{% hero titre=x chapeau=x version=x publiee=x %}{% bouton libelle=x %}{% endhero %}",
    "section_publique": (
        '{% section_publique id="c" titre=x fond="surface" precision=x %}{{ x }}'
        "{% endsection_publique %}"
    ),
    "caps": (
        "{% caps %}{% cap objectif=1 titre=x officiel=x texte=x %}"
        "{% cap_chiffre libelle=x valeur=x %}{% endcap %}{% endcaps %}"
    ),
    "moyens": (
        "{% moyens %}{% moyen valeur=x texte=x %}{% apports %}"
        '{% apport icone="pieces" valeur=x libelle=x %}{% endapports %}{% endmoyen %}{% endmoyens %}'
    ),
    "groupe_actions": (
        "{% groupe_actions objectif=1 titre=x %}{% actions_publiees actions=publiees %}"
        "{% endgroupe_actions %}"
    ),
    "documents": (
        '{% documents %}{% document icone="donnees" titre=x texte=x url=u %}{% enddocuments %}'
    ),
    "lettre": (
        "{% lettre territoire=x reference=x lieu_date=x titre=x %}{% lettre_liste %}"
        "{% lettre_ligne numero=x objectif=1 %}{{ x }}{% endlettre_ligne %}{% endlettre_liste %}"
        "{% lettre_signatures %}{% lettre_signature pour=x nom=x fonction=x %}"
        "{% lettre_signature pour=x nom=x signe=x %}{% endlettre_signatures %}{% endlettre %}"
    ),
    "gommettes": (
        '{% gommettes %}{% gommettes_ligne numero="1.1" objectif=1 titre=x url=u points=2 '
        'maximum=3 reste=1 why_not=x hx_target="#bulletin" %}{% endgommettes %}'
        '{% gommettes_reste id="reste" reste=3 total=5 enregistre=x %}'
    ),
    "regie_barre": (
        "{% regie_barre titre=x sous=x url=u oob=True %}{% regie_minuteur %}"
        "{% minuteur secondes=192 court=True %}{% endregie_minuteur %}{% regie_chiffres %}"
        "{% regie_chiffre libelle=x valeur=x %}{% endregie_chiffres %}{% endregie_barre %}"
    ),
    "regie_deroule": (
        "{% regie_deroule libelle=x oob=True %}{% sequence %}"
        '{% sequence_etape heure=x titre=x sous=x state="fait" %}{% sequence_votes %}'
        '{% sequence_vote titre=x url=u texte=x objectif="1" courant=True %}{% endsequence_votes %}'
        "{% endsequence_etape %}{% endsequence %}{% endregie_deroule %}"
    ),
    "regie_centre": (
        '{% regie_centre libelle=x objectif="1" oob=True %}'
        "{% regie_vote %}{{ x }}{% endregie_vote %}{% pas_du_vote lignes=choix %}"
        "{% participation recus=3 attendus=4 %}"
        "{% participation_college serie=1 libelle=x recus=3 attendus=4 mot=x %}{% endparticipation %}"
        "{% presence_salle presents=3 inscrits=4 %}{% endpresence_salle %}"
        "{% grand_code code=x adresse=x %}{% lignes_simples %}<li>{{ x }}</li>{% endlignes_simples %}"
        "{% decompte %}{% resultat_ligne rang=1 numero=x objectif=1 titre=x url=u total=x unite=x "
        "detail=x parts=parts largeur=80 %}{{ x }}{% endresultat_ligne %}{% enddecompte %}"
        "{% endregie_centre %}"
    ),
    "regie_cote": (
        "{% regie_cote libelle=x oob=True %}{% regie_partie id='p' titre=x lien=x url=u %}"
        "{% apercu titre=x sous=x noir=False secondes=90 court=True %}{% choix_ecran libelle=x %}"
        '{% choix_bouton libelle=x name="geste" value=x form="conduite" id="c" presse=True %}'
        "{% endchoix_ecran %}{% tables_salle %}{% table_salle titre=x presents=3 inscrits=4 mot=x %}"
        '{% endtables_salle %}{% signaux %}{% signal icone="alerte" titre=x texte=x url=u %}'
        "{% endsignaux %}{% endregie_partie %}{% endregie_cote %}"
    ),
    "champs_caches": "{% champs_caches valeurs=valeurs %}",
    "ligne_bulletin": "{% ligne_bulletin numero=x objectif=1 titre=x fields=form %}",
    "questions": (
        "{% questions %}{% question id='q1' objectif=1 %}{% minuteur_poche secondes=192 court=True oob=True %}"
        "{% bulletin vers=u action=1 rang='q2' cle=3 %}{% echelle name='note' legende=x choix=choix valeur=x %}"
        "{% echelle name='mention' legende=x choix=choix valeur=x colonne=True %}{% matrice %}"
        "{% enregistre quand=x %}{% endbulletin %}{% endquestion %}{% endquestions %}"
    ),
    "votes_recus": (
        "{% votes_recus cle=3 %}{% vote_recu numero=x objectif=1 titre=x mots=x points=2 %}"
        "{% vote_recu numero=x objectif=1 titre=x mots=x %}{% endvotes_recus %}"
    ),
    "envoi": (
        "{% envoi libelle=x sous=x icone='vote' action=u si_coupe=x tenu=True ecart=3 %}{{ x }}"
        "{% suggestions id='noms' libelle=x valeurs=choix %}{% choix_table tables=choix courante=1 %}{% endenvoi %}"
    ),
    "geste": (
        "{% geste cle='table' action=u libelle=x sous=x icone='table' ecart=3 %}{{ x }}{% endgeste %}"
        "{% matrice_lue points=places %}"
    ),
    "file_envoi": "{% coupure %}{% file_envoi %}{{ x }}{% endfile_envoi %}{% code_personnel code=x %}",
    "ecran": (
        "{% ecran url=u vu=x accueil=True %}{% ecran_tete territoire=x adresse=x code=x %}"
        "{% ecran_tete territoire=x date=x %}{% ecran_temps secondes=192 grand=True %}"
        "{% ecran_temps secondes=0 pause=True %}"
        "{% ecran_accueil titre=x adresse=x code=x qr='M0 0h1v1h-1z' qr_size=29 %}"
        "{% ecran_pied nombre=87 libelle=x comptes=presents %}{% endecran %}"
    ),
    "ecran_consigne": (
        "{% ecran_consigne titre=x surtitre=x consigne=x %}{{ x }}{% endecran_consigne %}"
    ),
    "ecran_noir": "{% ecran_noir %}{{ x }}{% endecran_noir %}",
    "ecran_action": ("{% ecran_action numero=x objectif=1 cap=x titre=x chapeau=x faits=choix %}"),
    "ecran_vote": (
        "{% ecran_vote titre=x regle=x recus=3 attendus=4 mot=x part=75 %}"
        "{% ecran_college libelle=x serie=1 recus=3 attendus=4 part=75 %}{% endecran_vote %}"
    ),
    "podium": (
        "{% podium titre=x surtitre=x objectif=1 lignes=6 mots=True %}{% liste_podium %}"
        "{% podium_ligne numero=x titre=x valeur=x parts=parts echelle=126 retenue=True note=x %}"
        "{% endliste_podium %}{% podium_matrice points=places noms=rangs %}"
        "{% podium_pied reponses=x solidite=x detail=x legende=parts %}{% endpodium %}"
    ),
    "mur": (
        "{% mur %}{% mur_total nombre=110 mot=x faits=choix caps=cumuls %}{% mur_cartes %}"
        "{% mur_carte numero=x objectif=1 icone='outil' organisation=x texte=x neuve=True %}"
        "{% endmur_cartes %}{% endmur %}"
    ),
}
