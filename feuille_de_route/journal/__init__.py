"""The journal of a roadmap as its team reads it: who did what, to what, when."""
