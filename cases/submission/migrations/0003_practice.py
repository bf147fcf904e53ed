"""Several drafts for each writer, one for each opened form; and practice."""

import django.db.models.deletion
import vbe.access.encryption
import vbe.organisation.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("submission", "0002_protect"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="draft",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="skribent",
            ),
        ),
        migrations.CreateModel(
            name="Practice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=vbe.organisation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("fields", vbe.access.encryption.EncryptedTextField(verbose_name="innehåll")),
                ("saved_at", models.DateTimeField(verbose_name="sparat")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="den som övar",
                    ),
                ),
            ],
            options={
                "verbose_name": "övning",
                "verbose_name_plural": "övningar",
            },
        ),
    ]
