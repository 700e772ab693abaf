"""The company's method for risks (ISO/IEC 27001, 6.1.2): scales, matrix, who may accept what, appetite.

It is text, ``risk.yaml``, because a method is decided and seldom changes; the risks themselves are
records. Each run keeps the method by which it judged, so a past moment shows the one of that day.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from holdfast.content.fields import CONFIG, Days, Slug, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

Share = Annotated[float, Field(ge=0, le=1)]
Money = Annotated[float, Field(gt=0)]


@dataclass(config=CONFIG, frozen=True)
class Step:
    """One step of a scale. ``up_to`` is the most that it means: times a year, or loss in the currency."""

    title: Text
    about: Text
    up_to: Money | None = None


@dataclass(config=CONFIG, frozen=True)
class Level:
    """What a cell of the matrix means: how soon to look again, who may accept it, for how long at most.

    ``accepted_by`` are roles, of which the risk's owner must hold one; with none, nobody may accept it.
    """

    id: Slug
    title: Text
    about: Text
    review: Days
    accepted_by: tuple[Text, ...] = ()
    longest: Days = timedelta(days=365)


@dataclass(config=CONFIG, frozen=True)
class Category:
    """A kind of risk, and the highest level that is within appetite there; empty is the company's own."""

    id: Slug
    title: Text
    appetite: str = ""
    says: str = ""


@dataclass(config=CONFIG, frozen=True)
class LossLimit:
    """A point that the loss-exceedance curve must stay under: at most this chance of losing this much a year."""

    loss: Money
    chance: Share


@dataclass(config=CONFIG, frozen=True)
class Appetite:
    """How much risk the company wants to carry: in words, as a level, in money."""

    says: Text
    level: Slug
    losses: tuple[LossLimit, ...] = ()


@dataclass(config=CONFIG, frozen=True)
class Rise:
    """By how many steps a current rating is proposed to rise when one of the risk's controls starts failing."""

    likelihood: Annotated[int, Field(ge=0, le=9)] = 1
    impact: Annotated[int, Field(ge=0, le=9)] = 0


@dataclass(config=CONFIG, frozen=True)
class RiskMethod:
    """``matrix`` has a row for each step of likelihood and in it a level for each step of impact, the lowest first."""

    effective: date
    says: Text
    likelihood: Annotated[tuple[Step, ...], Field(min_length=2, max_length=9)]
    impact: Annotated[tuple[Step, ...], Field(min_length=2, max_length=9)]
    levels: Annotated[tuple[Level, ...], Field(min_length=2, max_length=9)]
    matrix: tuple[tuple[Slug, ...], ...]
    appetite: Appetite
    categories: tuple[Category, ...] = ()
    when_a_control_fails: Rise = Rise()
    approved_by: str = ""
    approved_on: date | None = None
    currency: Text = "EUR"

    def level(self, likelihood: int | None, impact: int | None) -> Level | None:
        """Return the level of a rating, steps counted from 1; None where it is not on the scales."""
        if likelihood is None or impact is None:
            return None
        if not (1 <= likelihood <= len(self.matrix) and 1 <= impact <= len(self.matrix[likelihood - 1])):
            return None
        return self.named(self.matrix[likelihood - 1][impact - 1])

    def named(self, id_: str) -> Level | None:
        """Return the level of an id; None where there is none."""
        return next((level for level in self.levels if level.id == id_), None)

    def rank(self, level: Level | None) -> int:
        """Return a level's place, 1 for the lowest; 0 where there is no level."""
        return self.levels.index(level) + 1 if level else 0

    def category(self, id_: str) -> Category | None:
        """Return the category of an id; None where there is none."""
        return next((category for category in self.categories if category.id == id_), None)

    def appetite_for(self, category: str) -> Level | None:
        """Return the highest level that needs no decision in a category."""
        found = self.category(category)
        return self.named(found.appetite if found and found.appetite else self.appetite.level)

    def within_appetite(self, category: str, level: Level | None) -> bool | None:
        """Return whether a level is within appetite; None where it is not known."""
        most = self.appetite_for(category)
        return None if level is None or most is None else self.rank(level) <= self.rank(most)


def troubles(method: RiskMethod) -> Iterator[tuple[str, str, str]]:
    """Yield (what, do, field) of everything in which a method does not agree with itself."""
    levels = [level.id for level in method.levels]
    if len(set(levels)) < len(levels):
        yield "a level is defined twice", "Give each its own id.", "levels"
    ids = [category.id for category in method.categories]
    if len(set(ids)) < len(ids):
        yield "a category is defined twice", "Give each its own id.", "categories"
    rows = len(method.matrix) == len(method.likelihood)
    if not rows or any(len(row) != len(method.impact) for row in method.matrix):
        yield (
            "the matrix does not fit the scales",
            f"Write {len(method.likelihood)} rows (likelihood) of {len(method.impact)} levels (impact) each.",
            "matrix",
        )
    named = {cell for row in method.matrix for cell in row} | {method.appetite.level}
    named |= {category.appetite for category in method.categories if category.appetite}
    for unknown in sorted(named - set(levels)):
        yield f"there is no level `{unknown}`", f"Levels: {', '.join(levels)}.", "levels"
    if not named - set(levels) and _falls(method):
        yield "a cell of the matrix is lower than one before it", "Levels may only rise with each step.", "matrix"
    for scale in ("likelihood", "impact"):
        steps = [step.up_to for step in getattr(method, scale) if step.up_to is not None]
        if steps != sorted(steps):
            yield f"the steps of {scale} do not rise", "Write the lowest step first.", scale


def _falls(method: RiskMethod) -> bool:
    ranks = [[method.rank(method.named(cell)) for cell in row] for row in method.matrix]
    columns = [list(column) for column in zip(*ranks, strict=False)]
    return any(line != sorted(line) for line in [*ranks, *columns])


def _default() -> RiskMethod:
    low, medium, high, critical = "low", "medium", "high", "critical"
    leads = ("program lead", "security lead", "executive")
    return RiskMethod(
        effective=date(2000, 1, 1),
        says=(
            "Holdfast's own method, in force because the company has not written one. A risk is a scenario: somebody "
            "or something acts on what we depend on, and it costs us. Rate how often and how badly, as things are now."
        ),
        likelihood=(
            Step("Rare", "Less than once in ten years.", 0.1),
            Step("Unlikely", "Once in three to ten years.", 0.33),
            Step("Possible", "Once in one to three years.", 1),
            Step("Likely", "One to five times a year.", 5),
            Step("Frequent", "More often than that."),
        ),
        impact=(
            Step("Slight", "A day's work, noticed by us alone.", 10_000),
            Step("Moderate", "A week's work, or a few customers notice.", 100_000),
            Step("Serious", "Many customers notice, or the law asks us to tell somebody.", 500_000),
            Step("Severe", "Customers leave, a fine is likely.", 2_500_000),
            Step("Existential", "The company may not survive it."),
        ),
        levels=(
            Level(low, "Low", "Watch it.", timedelta(days=365), ("risk owner", *leads)),
            Level(medium, "Medium", "Treat it, or decide to live with it.", timedelta(days=180), leads),
            Level(high, "High", "Treat it with a date.", timedelta(days=90), ("executive",), timedelta(days=180)),
            Level(critical, "Critical", "Treat it now: nobody may accept it.", timedelta(days=30)),
        ),
        matrix=(
            (low, low, low, medium, medium),
            (low, low, medium, medium, high),
            (low, medium, medium, high, high),
            (medium, medium, high, high, critical),
            (medium, high, high, critical, critical),
        ),
        appetite=Appetite("Low risks need no decision. Everything above is treated, or accepted by name.", low),
    )


#: The method of a company that has not written its own; its pages say so, and a check finds it.
DEFAULT_METHOD = _default()
