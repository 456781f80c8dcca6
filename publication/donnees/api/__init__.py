"""The read-only API of the published editions (version 1).

django-ninja reads the parameters, refuses wrong ones and writes their part of the OpenAPI document;
answers are the rows of `colonnes.py`, so that files and API say the same.
"""

from publication.donnees.api.adresses import patterns
from publication.donnees.api.document import openapi

__all__ = ["openapi", "patterns"]
