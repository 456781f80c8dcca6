"""The components: the one-page list of tags. Loaded in every template (settings, builtins).

Rules: arguments are named; an unknown or missing one is refused when the page is compiled; an
unknown icon, state or tone when it is drawn. Labels are text, never HTML. `x … endx` enclose.
Pages hold no CSS class. Plain values come from socle.figures, socle.cartes, socle.shell.
Full meaning of an argument: the docstring of the function, in socle/components/.

signs     icone nom [libelle] · plaque numero objectif [grande]
          etat state [libelle cadre]: brouillon proposee partagee ajustee retenue engagee
            a_retravailler ecartee fusionnee reportee | a_lancer en_cours en_retard en_pause bloquee
            terminee abandonnee
          etiquette libelle [ton icone] (neutre info succes alerte erreur) · direct [libelle]
          compte nombre [precision] · avatar nom [petit] · pastille serie · jauge valeur
          balise objectif titre [surtitre id niveau petite] · forme objectif · auteur nom [role quand]
controls  bouton libelle [href | name value form] [variante taille icone icone_fin icone_seule
            precision why_not bloc presse compte id telecharger hx_get hx_post hx_target hx_swap]
            variante: primaire second calme balise danger; taille: normale petite grande
          formulaire … endformulaire [action id libelle prevenir panneau fichiers ecart hx_post hx_target
            hx_swap] (POST, token inside) · actions … endactions [poche]: its buttons
          filtres libelle [action hx_target] … endfiltres, holding recherche libelle [name valeur
            exemple] · filtre name libelle choix tous [valeur] · filtre_texte name libelle [valeur
            exemple] · filtre_jour name libelle [valeur] · puce name libelle [value coche
            icone compte]
          segments libelle … endsegments, holding segment libelle url [courant icone id hx_target]
          avis [ton titre icone] … endavis · retours messages [oob] · reseau state [libelle]
fields    champ field [libelle aide unite options colonnes large titre code sans_facultatif]
          choix_groupes field groupes [titre]: radio cards in named groups
          resume_erreurs [form forms lignes titre]
          mention traitement [responsable]: what a form does of personal data
          champs [larges] … endchamps: side by side · cases field [libelle aide]: boxes to tick
          a_cocher name value libelle [precision id]: one box of a list
          ligne_saisie form titre [focus]: one line of a list to fill
          garde url … endgarde: keeps the form around it · deux_versions name libelle mienne
            enregistree segments auteur · choix_valeurs field libelle valeurs: one value of several
figures   chiffres [bandeau serre] … endchiffres: chiffre valeur libelle [part precision]
          empilee parts [libelle unite haute] · legende parts · demarche pas [titre]
          frise reperes premiere_annee derniere_annee
          dessin large [etroit]: a chart as SVG, before a table of its figures
          decompte … enddecompte: decompte_ligne rang numero objectif titre url parts total [unite
            maximum] … enddecompte_ligne
board     tableau [id] … endtableau: colonne objectif titre officiel [totaux] … endcolonne
            (in its head: total valeur libelle [cache]) · cartes_action cartes [grille]
          bandeau … endbandeau · rendez_vous jour mois titre url texte
page      bande [objectif] · page_tete titre [intro] · fiche_tete titre [chapeau]
          orga_tete nom surtitre titre · deux [cote] (principal [serre], cote libelle)
          section id titre [precision nombre lien url nue titre_cache] · panneau [titre id precision lien url
            niveau] · pile [ecart] · rang [entre ecart] · prose · note · chapeau · surtitre
            (all enclose) · rappel numero objectif titre
          invisible … endinvisible: words for readers only · statut texte: the same, told on change
          fil … endfil: maillon libelle [url] · sommaire [raccourcis] … endsommaire:
            sommaire_lien libelle ancre [nombre courant id] · etapes libelles courante
          table legende [legende_visible empilee] … endtable (`data-n` on cells of numbers)
          vide titre texte [motif objectif] … endvide (bouee peniche soleil vagues)
lists     lignes: ligne icone titre [sous url] … endligne | choix_action numero objectif titre url
            [sous] · journal: entree quand … endentree
          besoin icone couverture … endbesoin, in lignes
          versions: version numero [etiquette ton brouillon] … endversion
          controles: controle statut titre [texte plaques] … endcontrole (bloquant attention reussi)
          feux feux · compte_feux feux · feux_actions lignes · changements: changement numero objectif titre etiquette ton icone …
          diff segments [libelle] · amendement id titre auteur [role quand etiquette ton] …
          commentaires: commentaire nom [texte role quand fil ancre etiquette ton absence motif] …
            endcommentaire, holding reponses … endreponses, of commentaire
          faits [panneau ligne]: fait libelle valeur [absence] · recap: recap_ligne libelle valeur
            [url] · pagination numero sur [precedente suivante]
          trouvailles: trouvaille url titre [extrait numero objectif icone sous] … endtrouvaille
          taches: tache icone titre [texte echeance numero objectif premiere] …
public    hero titre [chapeau version publiee] … · section_publique id titre [fond precision] …
          caps: cap objectif titre officiel [texte] …: cap_chiffre libelle valeur
          moyens: moyen valeur texte …: apports: apport icone valeur libelle
          groupe_actions objectif titre …: actions_publiees actions
          documents: document icone titre texte url
letter    lettre territoire reference lieu_date titre [niveau] …: lettre_liste: lettre_ligne numero objectif …
          lettre_signatures: lettre_signature pour nom [fonction signe]
ballot    gommettes: gommettes_ligne numero objectif titre url points maximum reste
            [why_not ferme hx_target vers action cle]
          gommettes_reste id reste total [enregistre oob]
phone     minuteur_poche secondes court [oob] · code_personnel code · suggestions id libelle valeurs
          bulletin vers action rang cle … endbulletin, holding echelle name legende choix valeur
            [colonne] · matrice · enregistre quand · choix_table tables courante
          questions … endquestions, holding question id [objectif] · votes_recus cle … endvotes_recus, holding vote_recu numero objectif titre mots [points]
          geste cle action libelle sous icone [ecart] … endgeste · matrice_lue points
          envoi libelle sous icone [action si_coupe tenu ecart] … endenvoi · file_envoi … · coupure
console   regie_barre titre sous url [oob] · regie_deroule libelle [oob] · regie_centre libelle
            [objectif oob] · regie_cote libelle [oob], holding regie_partie id titre [lien url]
          regie_minuteur … : minuteur secondes court · regie_chiffres: regie_chiffre libelle valeur
          sequence: sequence_etape heure titre [sous state] …: sequence_votes: sequence_vote titre
            url texte [objectif courant] · regie_vote … endregie_vote
          participation recus attendus …: participation_college serie libelle recus attendus [mot]
          lignes_simples … endlignes_simples, holding li · presence_salle presents inscrits: participation_college …
          apercu titre [sous noir secondes court] · choix_ecran libelle: choix_bouton libelle name value form id
            [presse] · tables_salle: table_salle titre presents inscrits [mot]
          pas_du_vote lignes · resultat_ligne rang numero objectif titre url total [unite detail parts
            largeur] … endresultat_ligne, in decompte
          signaux: signal icone titre [texte url] · grand_code code adresse · champs_caches valeurs
          ligne_bulletin numero objectif titre fields
projector ecran url vu [accueil] · ecran_tete territoire [adresse code date] · ecran_temps secondes
            [pause grand] · ecran_accueil titre [adresse code qr qr_size] · ecran_pied nombre libelle
            comptes · ecran_consigne titre [surtitre consigne] · ecran_action numero objectif cap …
          ecran_vote titre regle recus attendus mot part …: ecran_college · ecran_noir
          podium titre [surtitre objectif lignes] …: liste_podium: podium_ligne numero titre valeur
            parts echelle [retenue note] · podium_matrice points noms · podium_pied reponses
          mur …: mur_total nombre mot faits caps · mur_cartes: mur_carte numero objectif icone …
"""

from socle.components import (  # noqa: F401 -- each module registers its tags
    blocks,
    cards,
    charts,
    controls,
    ecran,
    entry,
    fields,
    groups,
    lists,
    poche,
    public,
    regie,
    signs,
)
from socle.components.registry import register

__all__ = ["register"]
