"""The fiche d’engagement as PDF: drawn from what was frozen for its signatory, and from nothing else.

No model, no clock, no network here. Same texts, same bytes.
"""
