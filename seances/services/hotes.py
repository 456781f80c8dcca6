"""Hosts named before anybody is seated: resolved when the person comes in or sits."""

from django.db.models import Q

from seances.models import Participant, Table
from seances.rules.salle import is_host_expected


def resoudre(
    seance_id: int, people: list[Participant] | None = None, *, enters: bool = False
) -> None:
    """Give each table that expects a host its host, seated there; the first who came.

    `people`: only these, everybody when None; `enters`: they come in now, their name wins over the
    table they chose. One query when nobody is expected. Who hosts a table takes no other.
    """
    waiting = list(
        Table.objects.filter(seance=seance_id, host=None).exclude(
            Q(host_name="") & Q(host_organisation=None)
        )
    )
    if not waiting:
        return
    if people is None:
        found = Participant.objects.filter(seance=seance_id).select_related("user", "organisation")
        people = list(found.order_by("joined_at", "pk"))
    hosts = set(
        Table.objects.filter(seance=seance_id).exclude(host=None).values_list("host", flat=True)
    )
    # A name is said of one person: those are served before « the first of an organisation ».
    for table in sorted(waiting, key=lambda one: not one.host_name):
        for person in people:
            if person.pk not in hosts and is_host_expected(table, person, enters=enters):
                _seat(table, person)
                hosts.add(person.pk)
                break


def _seat(table: Table, person: Participant) -> None:
    Participant.objects.filter(pk=person.pk).update(table=table)
    Table.objects.filter(pk=table.pk).update(host=person)
    person.table = table
