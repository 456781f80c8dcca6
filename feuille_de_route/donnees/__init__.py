"""Reading a data file of a roadmap, and writing it in one transaction.

`positions` turns the text into values that know their line, `lecture` reads values against a
shape, `fichier` holds the shapes (the format of donnees/README.md), `services` writes.
"""
