"""Taking the data of a roadmap out: what this reader may see, as XLSX, CSV or JSON.

`tables` says what is in each file, row by row; `formats` writes rows, one at a time. The columns
of actions are those of the import (`donnees.colonnes`): what goes out comes back in unchanged.
"""
