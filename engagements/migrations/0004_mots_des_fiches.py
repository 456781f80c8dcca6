"""The words of the rows that exist, for search: what `manage.py indexer` does ever after."""

from django.db import migrations

from socle.recherche import lexicon

#: Model → columns of its title, columns of its text, lists of lines and their column.
ROWS = {
    "organisations.Organisation": (
        ("name",),
        ("kind", "college", "commune", "activite", "fait_public", "siret", "siren_seul"),
        (),
    ),
    "actions.Action": (
        ("title",),
        (
            "summary", "finding", "description", "aims", "results", "beneficiaries", "location",
            "means", "risks", "referent", "comite",
        ),
        (("jalons", "title"), ("besoins", "title"), ("financements", "financeur")),
    ),
    "engagements.Engagement": (("kind",), ("text", "condition"), ()),
}  # fmt: skip


def _told(row, column):
    """What a column says: the label of a choice rather than its value."""
    field = row._meta.get_field(column)
    value = getattr(row, column) or ""
    return str(dict(field.flatchoices).get(value, value))


def fill(apps, schema_editor):
    Lexique = apps.get_model("socle", "Lexique")
    for label, (titles, texts, lists) in ROWS.items():
        model = apps.get_model(label)
        rows = model.objects.prefetch_related(*(name for name, _column in lists))
        for row in rows.iterator(chunk_size=200):
            told = [_told(row, column) for column in texts]
            told += [getattr(one, column) for name, column in lists for one in getattr(row, name).all()]
            Lexique.objects.update_or_create(
                target_type=model._meta.label_lower,
                target_id=row.pk,
                defaults={
                    "title": lexicon(" ".join(_told(row, column) for column in titles)),
                    "body": lexicon("\n".join(told)),
                },
            )


class Migration(migrations.Migration):
    dependencies = [
        ("engagements", "0003_lettres_deposees"),
        ("actions", "0003_versions_amendements_fusions"),
        ("organisations", "0002_siren_fusion_invitations"),
        ("socle", "0003_lexique"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
