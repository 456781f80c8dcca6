"""The pace of an open vote, in sentences: never what, only how many."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from seances.rythme import rythme

OPENED = datetime(2024, 11, 14, 10, 44, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.mark.parametrize(
    ("minutes", "voted", "here", "recent", "told"),
    [
        (0.2, 3, 87, 3, ["vient de s’ouvrir"]),
        (2, 0, 87, 0, ["Aucune réponse"]),
        (4, 40, 87, 8, ["10\u00a0réponses par minute", "vers 10\u00a0h\u00a052"]),
        (4, 40, 87, 0, ["10\u00a0réponses par minute", "Plus rien ne bouge"]),
        (4, 87, 87, 3, ["Toutes les personnes présentes"]),
        (4, 90, 87, 3, ["Toutes les personnes présentes"]),
        (10, 1, 300, 1, ["1\u00a0réponse par minute"]),
        (4, 2, 0, 1, ["1\u00a0réponse par minute"]),
    ],
)
def test_the_pace_is_told(minutes, voted, here, recent, told):
    at = OPENED + timedelta(minutes=minutes)
    sentences = rythme(opened_at=OPENED, at=at, voted=voted, here=here, recent=recent)
    assert all(words in sentence for words, sentence in zip(told, sentences, strict=False)), (
        sentences
    )
    assert len(sentences) >= len(told)
