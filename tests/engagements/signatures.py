"""What tests of signing do again and again: ask as the page does, and read the code received."""

import re
from collections.abc import Sequence

from engagements import services, texte
from engagements.models import Engagement
from socle.models import Courriel
from territoires.access import Access


class Codes(Sequence):
    """The codes sent, oldest first. In a test nothing leaves; once sent it is wiped."""

    def __len__(self) -> int:
        return Courriel.objects.filter(kind="engagement.code").count()

    def __getitem__(self, place):
        texts = Courriel.objects.filter(kind="engagement.code").order_by("pk")
        found = [re.search(r"^ {4}([0-9]{6})$", one.text, re.M) for one in texts]
        return [match[1] if match else "" for match in found][place]


def demander(by: Access, *engagements: Engagement, **other):
    """Read these pledges as they are now, and ask for the code; the key of the lot."""
    fresh = Engagement.objects.for_text().filter(pk__in=[e.pk for e in engagements])
    lu = texte.empreinte_lot(texte.figer(e) for e in fresh.order_by("pk"))
    who = {"name": "Inès Rabouin", "fonction": "Directrice", "is_habilite": True, "lu": lu}
    return services.demander_signature(engagements, by=by, **who | other)


def wrong(code: str) -> str:
    """Another code than this one."""
    return f"{(int(code) + 1) % 1_000_000:06}"
