"""Lists of actions as spreadsheets: XLSX and CSV, as administrations keep them.

`classeur` opens a file nobody trusts and gives its cells; `entetes` finds the header row and what
each column means; `cellules` and `listes` read one cell; `plan` compares the lines with the
roadmap; `services` writes. What the columns are is one table: `donnees.colonnes`.
"""
