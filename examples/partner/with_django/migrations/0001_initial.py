"""The first tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import migrations, models

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Deals, and the checkpoint."""

    initial = True
    operations: ClassVar[Sequence[Operation]] = [
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        primary_key=True, auto_created=True, verbose_name="ID", serialize=False
                    ),
                ),
                ("updated_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Deal",
            fields=[
                ("id", models.CharField(primary_key=True, max_length=100, serialize=False)),
                ("name", models.TextField()),
                ("value", models.DecimalField(max_digits=21, decimal_places=3)),
                ("currency", models.CharField(max_length=3)),
                ("status", models.CharField(max_length=20)),
                ("updated_at", models.DateTimeField()),
                ("deleted", models.BooleanField(default=False)),
            ],
            options={"ordering": ["-updated_at", "id"]},
        ),
    ]
