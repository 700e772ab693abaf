"""Accounts become records with a key and a veil of their own, and roles become grants."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

import holdfast.web.accounts.models
from holdfast.web.accounts.roles import Role


def fill(apps: Any, schema_editor: Any) -> None:
    """Give each account its key and veil, and the role that its flags stood for."""
    grant = apps.get_model("accounts", "Grant")
    for user in apps.get_model("accounts", "User").objects.all():
        user.key = holdfast.web.accounts.models.new_key()
        user.veil = holdfast.web.accounts.models.new_secret()
        user.version = 1
        user.save()
        for held, role in ((user.is_administrator, Role.ADMINISTRATOR), (user.is_security, Role.SECURITY_LEAD)):
            if held:
                grant.objects.create(user=user, role=role.value, version=1, created_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField("user", "key", models.CharField(default="", editable=False, max_length=32)),
        migrations.AddField("user", "veil", models.CharField(blank=True, default="", editable=False, max_length=64)),
        migrations.AddField(
            "user",
            "person",
            models.CharField(blank=True, default="", max_length=100, verbose_name="person id"),
            preserve_default=False,
        ),
        migrations.AddField("user", "version", models.PositiveIntegerField(default=0, editable=False)),
        migrations.AddField("user", "archived_at", models.DateTimeField(blank=True, editable=False, null=True)),
        migrations.AlterField("user", "created_at", models.DateTimeField(editable=False)),
        migrations.CreateModel(
            name="Grant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("archived_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("role", models.CharField(choices=Role.choices, max_length=30)),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="grants", to="accounts.user"
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            "user",
            "key",
            models.CharField(default=holdfast.web.accounts.models.new_key, editable=False, max_length=32, unique=True),
        ),
        migrations.AlterField(
            "user",
            "veil",
            models.CharField(
                blank=True, default=holdfast.web.accounts.models.new_secret, editable=False, max_length=64
            ),
        ),
        migrations.RemoveField("user", "is_administrator"),
        migrations.RemoveField("user", "is_security"),
    ]
