"""May they? Pure answers, with their French reason."""


def why_not_modifier_fiche(*, is_representant: bool) -> str | None:
    if not is_representant:
        return (
            "Seul un représentant de l’organisation peut modifier sa fiche. Demandez ce droit au "
            "chef de projet."
        )
    return None
