"""The colours of the charts, by the names of the stylesheet's tokens; their values by day.

At night the page has others for the same names; a test compares the two lists.
"""

COULEURS = {
    "surface": "#ffffff",
    "papier": "#f4f5f0",
    "creux": "#e9ece6",
    "encre": "#10262d",
    "encre-2": "#3f535b",
    "encre-3": "#566970",
    "trait": "#d5dbd5",
    "trait-fort": "#74868c",
    "balise": "#ffc629",
    "sur-balise": "#10262d",
    "o1": "#0b6b57",
    "o1-fond": "#ddefe8",
    "o2": "#b2430a",
    "o2-fond": "#fbe7da",
    "o3": "#5a3f99",
    "o3-fond": "#e9e4f5",
    "c1": "#0e3b49",
    "sur-c1": "#ffffff",
    "c2": "#2a7382",
    "sur-c2": "#ffffff",
    "c3": "#a5c9ca",
    "sur-c3": "#10262d",
    "c4": "#e8c987",
    "sur-c4": "#10262d",
    "c5": "#c5cdb0",
    "sur-c5": "#10262d",
}


def plein(rang: int) -> str:
    """The strong colour of an objective, 1 to 3; 0 for an action of none."""
    return f"o{rang}" if rang else "encre-2"


def clair(rang: int) -> str:
    """The pale colour of an objective."""
    return f"o{rang}-fond" if rang else "creux"
