"""The product's own settings, read with the environment of the tests."""

import os

os.environ.update(
    TESTING="1",
    LOCAL="1",
    DEMO="1",
    SECRET_KEY="tests",
    EMAIL_URL="memorymail://",
    LOG_LEVEL="WARNING",
)

from feuille_de_route.settings import *  # noqa: F403 -- after the environment
