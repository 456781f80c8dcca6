"""Small data files for tests: a valid one, changed by a function, as bytes."""

import json
from collections.abc import Callable
from typing import Any

from feuille_de_route.donnees.demonstration import FICHIER


def une_liste() -> dict[str, Any]:
    """Two organisations and two actions, the smallest list that has everything."""
    return {
        "organisations": [
            {"id": "cc", "nom": "CC du Pays", "type": "collectivite"},
            {"id": "forge", "nom": "Forge de la Boule", "type": "pme", "commune": "Bouée"},
        ],
        "actions": [
            {
                "id": "a1",
                "numero": "1.1",
                "objectif": "1",
                "axe_national": "TEE",
                "intitule": "Récupérer la chaleur des fours",
                "resume": "Un réseau entre trois ateliers.",
                "porteur": "cc",
                "partenaires": ["forge"],
                "budget": {"total_ht": 1000, "par_annee": {"2024": 400, "2025": 600}},
                "plan_financement": [
                    {"financeur": "Région", "montant": 700, "statut": "acquis"},
                    {
                        "financeur": "CC",
                        "organisation": "cc",
                        "montant": "300,00 €",
                        "statut": "sollicite",
                    },
                ],
                "calendrier": {
                    "debut": "2024-09",
                    "fin": "2026-12",
                    "etapes": [{"ordre": 1, "libelle": "Étude", "echeance": "2025-T2"}],
                },
                "indicateurs": [{"libelle": "Ateliers reliés", "type": "realisation", "cible": 3}],
                "besoins": ["Des ateliers volontaires", "Un local"],
            },
            {
                "id": "a2",
                "numero": "2.1",
                "objectif": "2",
                "intitule": "Loger les apprentis",
                "porteur": "forge",
            },
        ],
    }


def en_octets(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def liste_changee(change: Callable[[dict[str, Any]], Any]) -> bytes:
    data = une_liste()
    change(data)
    return en_octets(data)


def demonstration() -> dict[str, Any]:
    return json.loads(FICHIER.read_bytes())


def plain(text: str) -> str:
    """Every no-break space as a plain one, to compare sentences."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")
