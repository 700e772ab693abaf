"""The user, and the counters that slow down guessing."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models.functions import Lower


class UserManager(BaseUserManager["User"]):
    """Makes users, and finds them without regard to upper and lower case."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:  # noqa: ANN401  model fields
        """Create and return a user with a hashed password."""
        user = self.model(username=username.strip(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the user of that name, whatever its case."""
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """Somebody who may sign in.

    An administrator sees everything and manages accounts; ``is_security`` sees everything;
    anybody else sees what their team owns today.
    """

    username = models.CharField("sign-in name", max_length=150, unique=True, validators=[UnicodeUsernameValidator()])
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    team = models.CharField("team id", max_length=100, blank=True)
    is_administrator = models.BooleanField(default=False)
    is_security = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        """One account for each name, whatever its case."""

        constraints: ClassVar = [models.UniqueConstraint(Lower("username"), name="one_account_for_each_name")]

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def role(self) -> str:
        """What the person may see, in words."""
        if self.is_administrator:
            return "Administrator"
        return "Security team" if self.is_security else "Member"


class SignInThrottle(models.Model):
    """Failed sign-ins of one account, address, or pair of both, within a window.

    The key is a keyed hash: what people type as their name may be their password.
    """

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    window_ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.failures} failures until {self.window_ends_at:%Y-%m-%d %H:%M}"
