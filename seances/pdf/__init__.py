"""The PDFs of a séance, from plain values: no model, no clock, no Django."""
