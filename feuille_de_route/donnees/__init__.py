"""Reading a data file of a roadmap, and writing it in one transaction.

`positions` turns the text into values that know their line, `shapes` reads values against a
shape, `rows` are the shapes and `format` the whole file, `services` writes.
"""
