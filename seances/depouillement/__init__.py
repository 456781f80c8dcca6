"""Counting a vote of a séance: pure functions, exact figures, no Django, no clock."""
