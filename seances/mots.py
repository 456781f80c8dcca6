"""Easy French words for codes: common, without accent, hard to mishear or to misspell."""

MOTS = tuple(
    """
    abeille abricot agneau algue amande ananas ancre argile armoire arrosoir asperge atelier
    aubergine avion avoine bague balance baleine bambou banane barque barrage bassin bateau
    blaireau bocal bonnet boussole bouton brebis brioche brouette cabane caillou calcaire camion
    canal canard canot carafe carotte cascade castor cerise chalet chameau chapeau chardon
    charrue chaton chaudron chemin cheval chocolat cigale cigogne citron colline colombe compas
    copain coquille corail corbeille cormoran couronne crabe crayon crevette cuivre cygne dauphin
    domino dragon drapeau dune fanal farine fenouil figue flamant fleuve flocon fontaine
    fourmi framboise fromage galet gazelle girafe goudron grenade grenier groseille guitare hamac
    haricot harpon hirondelle homard horloge hublot jardin jasmin jonquille journal kayak koala
    lagune lampion lanterne lavande lentille lilas losange loutre lucarne lundi lune
    mandarine manteau marais marbre marmite marron melon miel mimosa montagne mouette moulin
    muguet navire noisette nuage olive orange osier otarie palmier panier papillon parasol
    pastille perdrix phare piano pigeon pilote pinceau piment pinson pirogue pivoine platane
    poisson poivre pollen pomme portail prairie prune quai radeau radis raisin renard requin
    rivage rocher romarin roseau ruban ruche sable safran sapin saumon savon soleil
    sorbet souris tabouret tambour tapis tilleul tomate tortue tournesol tracteur tulipe vague
    valise vanille verger violette voilier volcan wagon
    """.split()  # noqa: SIM905 -- two hundred words read better without quotes
)
