"""Two people at once: on one fiche, and on a phase that closes while somebody writes."""

from playwright.sync_api import expect

from tests.navigateur.parcours import add_claire, ouvrir_territoire, phase


def test_two_people_write_the_same_fiche(ouvrir, produit):
    cheffe, animateur = ouvrir("Cheffe de projet"), ouvrir("Animateur", phone=True)
    fiche = f"{produit.feuille}/actions/2.4/"
    for page in (cheffe, animateur):
        page.goto(f"{fiche}modifier/")
    first, second = "Le trajet domicile-travail pèse.", "Les navettes manquent le matin."

    # The first writes two fields, the second one of them and another.
    cheffe.get_by_label("Constat").fill(first)
    cheffe.get_by_label("Localisation").fill("Montoir et Donges")
    cheffe.get_by_role("button", name="Enregistrer").first.click()
    expect(cheffe.get_by_role("status").first).to_contain_text("Enregistré")
    animateur.get_by_label("Constat").fill(second)
    animateur.get_by_label("Bénéficiaires").fill("Salariés postés")
    animateur.get_by_role("button", name="Enregistrer").first.click()

    # Nothing is written: both versions, and who wrote the other one.
    expect(animateur.get_by_role("alert")).to_contain_text("Vous avez été deux à écrire")
    expect(animateur.get_by_role("alert")).to_contain_text("Maëlle Guérin")
    choice = animateur.get_by_role("group", name="Constat")
    expect(choice).to_contain_text(first)
    expect(choice).to_contain_text(second)
    expect(animateur.get_by_label("Bénéficiaires")).to_have_value("Salariés postés")
    expect(animateur.get_by_label("Localisation")).to_have_value("Montoir et Donges")
    cheffe.goto(fiche)
    expect(cheffe.get_by_role("main")).not_to_contain_text(second)

    # The choice is made: one field is his, everything else of both is kept.
    choice.get_by_role("radio", name="Garder ma version").check()
    animateur.get_by_role("button", name="Enregistrer mes choix").click()
    expect(animateur.get_by_role("status").first).to_contain_text("Enregistré")
    for told in (second, "Salariés postés", "Montoir et Donges"):
        expect(animateur.get_by_role("main")).to_contain_text(told)
    expect(animateur.get_by_role("main")).not_to_contain_text(first)

    # The text that was not kept is one version back; who wrote it gives it back, as a new version.
    cheffe.goto(fiche)
    cheffe.get_by_role("link", name="Toutes les versions de cette action").click()
    history = cheffe.get_by_role("main")
    expect(history).to_contain_text("Maëlle Guérin")
    expect(history).to_contain_text("Yann Le Goff")
    cheffe.goto(f"{fiche}versions/comparer/")
    expect(cheffe.locator("main del").filter(has_text="trajet").first).to_be_visible()
    expect(cheffe.locator("main ins").filter(has_text="navettes").first).to_be_visible()
    number = int(cheffe.get_by_role("combobox").first.input_value())
    cheffe.goto(f"{fiche}versions/{number}/")
    expect(cheffe.get_by_role("main")).to_contain_text(first)
    cheffe.get_by_role("button", name="Rétablir").first.click()
    expect(cheffe.get_by_role("status").first).to_contain_text(f"La version {number} est rétablie")
    main = cheffe.get_by_role("main")
    expect(main).to_contain_text(first)
    expect(main).not_to_contain_text(second)

    # Nothing is lost either way: the other text is a version too.
    cheffe.goto(f"{fiche}versions/{number + 1}/")
    expect(cheffe.get_by_role("main")).to_contain_text(second)
    expect(cheffe.get_by_role("main")).to_contain_text("Salariés postés")


def test_a_phase_closes_while_somebody_writes(ouvrir):
    cheffe = ouvrir("Cheffe de projet")
    feuille = ouvrir_territoire(cheffe, "Fermeture Amont")
    add_claire(cheffe, feuille)
    phase(cheffe, feuille, "Partage")
    porteuse = ouvrir("Porteuse")
    porteuse.goto(f"{feuille}/actions/proposer/")
    porteuse.get_by_role("radio", name="Filières").check()
    porteuse.get_by_label("Titre").fill("Recycler les pales d’éoliennes")
    porteuse.get_by_label("Résumé").fill("Une filière de broyage à Montoir.")
    phase(cheffe, feuille, "Sélection")

    # Refused with its reason; the text is in the page and kept as a draft.
    porteuse.get_by_role("button", name="Envoyer la proposition").click()
    expect(porteuse.get_by_role("alert")).to_contain_text("Votre texte n’est pas envoyé")
    expect(porteuse.get_by_role("alert")).to_contain_text("La phase « Sélection »")
    expect(porteuse.get_by_label("Résumé")).to_have_value("Une filière de broyage à Montoir.")
    expect(porteuse.locator("#garde")).to_contain_text("Brouillon gardé à")
    porteuse.goto(f"{feuille}/actions/")
    porteuse.get_by_role("link", name="Recycler les pales d’éoliennes").click()
    draft = porteuse.get_by_role("region", name="Recycler les pales d’éoliennes")
    draft.get_by_text("Lire ce que vous avez écrit").click()
    expect(draft.get_by_text("Une filière de broyage à Montoir.")).to_be_visible()
    expect(draft).to_contain_text("La phase « Sélection »")

    # The phase opens again: the draft is taken up and sent.
    phase(cheffe, feuille, "Ajustement")
    porteuse.goto(f"{feuille}/actions/proposer/")
    expect(porteuse.get_by_text("Votre brouillon est repris.")).to_be_visible()
    expect(porteuse.get_by_role("radio", name="Filières")).to_be_checked()
    porteuse.get_by_role("button", name="Envoyer la proposition").click()
    expect(porteuse.get_by_role("heading", level=1)).to_have_text("Recycler les pales d’éoliennes")
