"""The environment of the tests, set before Django reads its settings."""

import os

os.environ.update(
    TESTING="1",
    LOCAL="1",
    DEMO="1",
    SECRET_KEY="tests",  # noqa: S106 -- a key for tests only
    EMAIL_URL="memorymail://",
    LOG_LEVEL="WARNING",
)
