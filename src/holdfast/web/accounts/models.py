"""The user, the roles that are granted, and the counters that slow down guessing."""

from __future__ import annotations

import secrets
import uuid
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from holdfast.web.accounts.roles import MUST_END, SEES_EVERYTHING, Role
from holdfast.web.history.records import SYSTEM, Record, RecordQuerySet, keep

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from holdfast.web.accounts.sessions import SessionStore


#: By what a browser's name for itself is known; the narrower first.
_BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Windows", "Windows"), ("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "Android"),
    ("Mac OS", "a Mac"), ("Linux", "Linux"),
)  # fmt: skip


def new_key() -> str:
    """Return a new pseudonymous key: what facts and the history know of a person."""
    return uuid.uuid4().hex


def new_secret() -> str:
    """Return what veils a person's personal data in the history."""
    return secrets.token_hex(32)


class UserManager(BaseUserManager["User"].from_queryset(RecordQuerySet)):  # type: ignore[misc]  # a class made at run time
    """Makes users, and finds them without regard to upper and lower case."""

    def create_user(
        self,
        username: str,
        password: str | None = None,
        *,
        by: str = SYSTEM,
        roles: Iterable[Role] = (),
        **fields: Any,  # noqa: ANN401  model fields
    ) -> User:
        """Create and return a user with a hashed password and roles that have no end."""
        user: User = self.model(username=username.strip(), **fields)
        user.set_password(password)
        keep(user, by)
        for role in roles:
            keep(Grant(user=user, role=role), by)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the user of that name, whatever its case."""
        user: User = self.get(username__iexact=username)
        return user


class User(Record, AbstractBaseUser):
    """Somebody who may sign in.

    ``key`` is what facts and the history know of the person; ``person`` is their id in people.yaml.
    """

    UNKEPT = frozenset({"password", "last_login", "veil"})
    PERSONAL = frozenset({"username", "name", "email"})

    username = models.CharField("sign-in name", max_length=150, unique=True, validators=[UnicodeUsernameValidator()])
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    person = models.CharField("person id", max_length=100, blank=True)
    team = models.CharField("team id", max_length=100, blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    veil = models.CharField(max_length=64, default=new_secret, blank=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        """One account for each name, whatever its case."""

        constraints: ClassVar = [models.UniqueConstraint(Lower("username"), name="one_account_for_each_name")]

    def __str__(self) -> str:
        return self.name or self.username

    def secret(self) -> str:
        """Return what veils this person's data in the history."""
        return self.veil

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles held today; read once a request."""
        if self._state.adding:
            return frozenset()
        return frozenset(grant.held for grant in Grant.objects.in_force(timezone.now().date()).filter(user=self))

    def holds(self, *roles: Role) -> bool:
        """Return whether any of the roles is held today."""
        return not self.roles.isdisjoint(roles)

    @property
    def sees_everything(self) -> bool:
        """Whether the person sees the whole company, and not their own team alone."""
        return self.holds(*SEES_EVERYTHING)

    @property
    def role(self) -> str:
        """The roles in words, in the order in which they are declared."""
        return ", ".join(str(role.label) for role in Role if role in self.roles) or "Member"


class GrantQuerySet(RecordQuerySet["Grant"]):
    """Finds grants by day."""

    def in_force(self, day: date) -> GrantQuerySet:
        """Return the grants that hold on a day."""
        begun = models.Q(starts_on=None) | models.Q(starts_on__lte=day)
        return self.filter(begun, models.Q(ends_on=None) | models.Q(ends_on__gte=day), archived_at=None)


class Grant(Record):
    """A role that somebody holds, from ``starts_on`` to ``ends_on`` (both days included; empty is: no bound).

    ``from_directory``: a group of the directory gave it, and takes it away again.
    """

    UNKEPT = frozenset({"from_directory"})  # set once, when it is given; the history's reason names the group

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30, choices=Role.choices)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    from_directory = models.BooleanField(default=False, editable=False)

    objects: ClassVar[Any] = GrantQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.role} of account {self.user_id}"

    @property
    def held(self) -> Role:
        """The role as such."""
        return Role(self.role)

    def clean(self) -> None:
        """Hold the dates to the role. Raises ValidationError."""
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": "The end is before the beginning. Choose a later day."})
        if self.role in MUST_END and self.ends_on is None:
            raise ValidationError({"ends_on": f"The role {self.held.label.lower()} needs a last day."})


class Identity(Record):
    """Somebody at a provider of identity, who is this account here."""

    PERSONAL = frozenset({"subject"})

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="identities")
    provider = models.CharField(max_length=100)
    subject = models.CharField(max_length=255)

    class Meta:
        """A provider's person is one account, for ever."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "subject"], name="one_account_for_each_identity")
        ]

    def __str__(self) -> str:
        return f"account {self.user_id} at {self.provider}"

    def secret(self) -> str:
        """Return what veils it in the history: the person's own."""
        return self.user.veil


class FactorKind(models.TextChoices):
    """What a second factor is."""

    APP = "app", "Authenticator app"
    PASSKEY = "passkey", "Passkey"
    CODES = "codes", "Recovery codes"


class Factor(Record):
    """Something that a person has, beside a password.

    ``material`` is what it is checked against: a secret sealed with a key that is not in the database, a
    passkey's public key, or keyed hashes of recovery codes. ``used`` is the last time step or the
    passkey's counter, so that nothing counts twice. Neither is part of the history.
    """

    UNKEPT = frozenset({"material", "used", "used_at"})
    PERSONAL = frozenset({"name", "credential"})

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="factors")
    means = models.CharField(max_length=10, choices=FactorKind.choices)
    name = models.CharField(max_length=60, blank=True)
    credential = models.CharField(max_length=1400, blank=True, db_index=True)
    material = models.TextField()
    used = models.BigIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name or str(self.get_means_display())

    def secret(self) -> str:
        """Return what veils it in the history: the person's own."""
        return self.user.veil


class DirectoryGroup(Record):
    """A group as the company's directory has sent it; ``members`` are keys of accounts."""

    name = models.CharField(max_length=200)
    external = models.CharField(max_length=255, blank=True)
    members = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return self.name


class ProvisioningToken(Record):
    """What a directory shows when it provisions accounts: kept as a digest alone."""

    UNKEPT = frozenset({"digest", "used_at"})

    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Session(AbstractBaseSession):
    """A session as it is kept: under its key's hash, so that the database alone opens none."""

    account = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    address = models.CharField(max_length=64, blank=True)
    agent = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"session of account {self.account_id}"

    @property
    def device(self) -> str:
        """The browser and the system in two words, as far as the browser says them."""
        browser = next((name for sign, name in _BROWSERS if sign in self.agent), "A browser")
        system = next((name for sign, name in _SYSTEMS if sign in self.agent), "")
        return f"{browser} on {system}" if system else browser

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        """Return what reads and writes it."""
        from holdfast.web.accounts.sessions import SessionStore  # noqa: PLC0415  it needs this model

        return SessionStore


class SignInThrottle(models.Model):
    """Failed sign-ins of one account, address, or pair of both, within a window.

    The key is a keyed hash: what people type as their name may be their password.
    """

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    window_ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.failures} failures until {self.window_ends_at:%Y-%m-%d %H:%M}"
