"""Who is in the room: tables, participants and their badges, people by college."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from organisations.models import College, Organisation
from seances.models.seance import Seance
from seances.queries import ParticipantQuerySet

#: A phone that gave no sign for this long is shown as away.
PRESENT_SECONDS = 90
#: The first name of somebody whose data were erased.
PARTICIPANT_EFFACE = "Participant effacé"


class Table(models.Model):
    """A group of people around a theme; its host types what the group agrees on."""

    seance = models.ForeignKey(Seance, on_delete=models.CASCADE, related_name="tables")
    number = models.PositiveSmallIntegerField("numéro")
    theme = models.CharField("thème", max_length=200, blank=True)
    host = models.ForeignKey(
        "Participant",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="hôte",
    )

    class Meta:
        verbose_name = "table"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["seance", "number"], name="table_numero_unique")
        ]

    def __str__(self) -> str:
        return f"Table {self.number}"


class Participant(models.Model):
    """A person in the room, known by a badge: no account, no password.

    The secret of the badge stays on the phone and the recovery code on paper; only their digests
    are here. `is_assisted`: without a phone, the facilitator types for this person.
    """

    seance = models.ForeignKey(Seance, on_delete=models.CASCADE, related_name="participants")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    first_name = models.CharField("prénom", max_length=60)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="organisation",
    )
    organisation_name = models.CharField("organisation hors annuaire", max_length=200, blank=True)
    college = models.CharField("collège", max_length=20, choices=College)
    table = models.ForeignKey(
        Table, on_delete=models.SET_NULL, null=True, blank=True, related_name="participants"
    )
    is_assisted = models.BooleanField("sans téléphone", default=False)
    badge_digest = models.CharField(max_length=64, unique=True, null=True, editable=False)
    recovery_digest = models.CharField(max_length=64, editable=False)
    joined_at = models.DateTimeField("entré le", auto_now_add=True)
    seen_at = models.DateTimeField("dernier signe", null=True, blank=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = "participant"
        ordering = ["first_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seance", "recovery_digest"], name="participant_code_unique"
            ),
            models.CheckConstraint(
                condition=Q(organisation=None) | Q(organisation_name=""),
                name="participant_une_organisation",
            ),
            models.CheckConstraint(
                condition=Q(college__in=College.values), name="participant_college_connu"
            ),
        ]

    def __str__(self) -> str:
        return self.first_name

    @property
    def is_erased(self) -> bool:
        return self.first_name == PARTICIPANT_EFFACE

    @property
    def organisation_label(self) -> str:
        return str(self.organisation) if self.organisation else self.organisation_name

    @property
    def signature(self) -> str:
        """« Nadia, Biscuiterie Hautebrise »."""
        return ", ".join(part for part in (self.first_name, self.organisation_label) if part)

    def is_present(self, now: datetime) -> bool:
        """Whether the phone gave a sign lately; somebody without a phone is there."""
        if self.is_assisted:
            return True
        return self.seen_at is not None and now - self.seen_at < timedelta(seconds=PRESENT_SECONDS)


class Presence(models.Model):
    """How many people of a college were in the room."""

    seance = models.ForeignKey(Seance, on_delete=models.CASCADE, related_name="presences")
    college = models.CharField("collège", max_length=20, choices=College)
    people = models.PositiveSmallIntegerField("personnes")

    class Meta:
        verbose_name = "présence par collège"
        verbose_name_plural = "présences par collège"
        constraints = [
            models.UniqueConstraint(fields=["seance", "college"], name="presence_college_unique")
        ]

    def __str__(self) -> str:
        return f"{self.get_college_display()} : {self.people}"
