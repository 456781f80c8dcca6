import pytest


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    """PDFs of the tests go to their own folder."""
    settings.MEDIA_ROOT = tmp_path / "fichiers"
