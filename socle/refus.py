"""How a service says no: one exception that carries its reason, in French."""

from django.core.exceptions import PermissionDenied


class Refus(PermissionDenied):
    """A rule refused. `str(refus)` is the sentence shown to the person; answered as a 403."""


def refuse(reason: str | None) -> None:
    """Raise `Refus` when a `why_not_*` rule gave a reason; do nothing on None."""
    if reason:
        raise Refus(reason)
