"""What every PDF of the product shares: fonts, colours, text without markup, tables, page numbers.

No Django here: what is drawn is given as plain values.
"""
