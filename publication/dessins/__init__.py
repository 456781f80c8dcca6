"""The charts of an edition, as pure geometry: the PDF and the public page draw these same shapes.

`formes`: shapes, formats and what a picture says; `palette`: its colours; `mots`: its words.
One module a chart: `calendrier`, `budget`, `annees`, `priorites`. `svg` writes a picture for the
web, `publication.pdf.dessin` for the PDF, `publication.partage` for the image that is shared.
"""
