"""Open data of an edition: files, their dictionary and their schemas, from its frozen content only.

`colonnes.py` is the one table of columns: the files, the schemas, the API and the page that documents
them are all made from it.
"""
