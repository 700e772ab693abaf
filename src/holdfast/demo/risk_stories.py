"""The example company's risks as data: told, rated, treated, estimated. Everything here is invented."""

from __future__ import annotations

from dataclasses import dataclass

Rating = tuple[int, int]
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Plan:
    """A treatment: ``due`` is in days from today, ``by`` a person of people.yaml."""

    title: str
    due: int
    by: str = ""
    controls: tuple[str, ...] = ()
    stage: str = "planned"
    agreed: bool = True


@dataclass(frozen=True, slots=True)
class Money:
    """An estimate: times a year and loss of one event, today and once treated, and what brings it."""

    often: Range
    loss: Range
    then_often: Range | None = None
    then_loss: Range | None = None
    causes: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """A risk; ``rated`` and ``accepted`` are in days: rated so long ago, accepted for so long from today."""

    title: str
    scenario: str
    category: str
    assets: tuple[str, ...]
    raised_by: str
    owner: str = ""
    team: str = ""
    controls: tuple[str, ...] = ()
    inherent: Rating | None = None
    current: Rating | None = None
    residual: Rating | None = None
    rationale: str = ""
    response: str = ""
    rated: int = 40
    plans: tuple[Plan, ...] = ()
    accepted: int = 0
    accepted_why: str = ""
    money: Money | None = None


#: Common causes by a name of this file: title, what happens, times a year.
CAUSES: dict[str, tuple[str, str, Range]] = {
    "session": (
        "Somebody takes over an administrator's session",
        "A phishing page or a stolen laptop gives an attacker what one of nine people may do on AWS.",
        (0.03, 0.3),
    ),
    "region": ("An AWS region is gone for a day", "Everything that runs in Frankfurt alone stands still.", (0.02, 0.2)),
    "holidays": (
        "A release goes wrong before the holidays",
        "Half of the year's orders fall in six weeks, and so do most of the shortcuts.",
        (0.3, 2),
    ),
}

STORIES = (
    Story(
        title="A share link is guessed or passed on",
        scenario="A family shares an album by a link. The link is short, never ends, and is posted in a group of a "
        "school. Strangers see children's photos, and one of them tells a newspaper.",
        category="families-photos",
        assets=("service:albums", "The families' trust"),
        raised_by="p009",
        owner="p008",
        team="albums",
        controls=("A.8.3", "A.8.26"),
        inherent=(5, 5),
        current=(3, 4),
        residual=(1, 4),
        rationale="Three complaints in two years; none of them public. Links have 9 letters.",
        response="modify",
        rated=34,
        plans=(
            Plan("Links of 40 letters that end after 30 days", 45, "p010", ("A.8.3", "A.8.24"), "begun"),
            Plan("Show each family which links are open", 80, "p009", ("A.5.34",)),
        ),
        money=Money((0.15, 1), (60_000, 900_000), (0.02, 0.2)),
    ),
    Story(
        title="Originals are deleted and cannot be brought back",
        scenario="Somebody, by mistake or with a stolen session, deletes the bucket of originals and its copies, which "
        "are in the same account. Albums of eleven years are gone for good.",
        category="families-photos",
        assets=("service:uploads", "service:platform"),
        raised_by="p006",
        owner="p005",
        team="platform",
        controls=("A.8.13", "A.8.2"),
        inherent=(3, 5),
        current=(2, 5),
        residual=(1, 4),
        rationale="Versions are kept, but whoever may delete the bucket may delete those too.",
        response="modify",
        rated=34,
        plans=(
            Plan(
                "Copies in an account of their own, which nobody may delete for 90 days",
                -9,
                "p006",
                ("A.8.13",),
                "begun",
            ),
        ),
        money=Money((0.02, 0.15), (400_000, 8_000_000), (0.005, 0.04), (200_000, 4_000_000), (("session", 0.2),)),
    ),
    Story(
        title="Families' accounts are taken over with reused passwords",
        scenario="A list of passwords from another service is tried out against ours at night. A few hundred accounts "
        "open; albums are copied and families blackmailed.",
        category="families-photos",
        assets=("service:accounts",),
        raised_by="p014",
        owner="p013",
        team="identity",
        controls=("A.8.5", "A.5.17"),
        inherent=(5, 4),
        current=(4, 3),
        residual=(2, 3),
        rationale="Two waves this year; the throttle stopped most of both.",
        response="modify",
        rated=20,
        plans=(
            Plan("Passkeys for everybody, asked for at the next sign-in", 70, "p014", ("A.8.5",), "begun"),
            Plan("Refuse passwords that are in known lists", -60, "p014", ("A.5.17",), "done"),
        ),
        money=Money((1, 5), (8_000, 150_000), (0.3, 2), (5_000, 90_000)),
    ),
    Story(
        title="A hostile picture runs code where thumbnails are made",
        scenario="Somebody uploads a picture that is none. The library that makes thumbnails runs what is in it, next "
        "to the originals of everybody.",
        category="families-photos",
        assets=("service:thumbnails", "service:uploads"),
        raised_by="p012",
        owner="p011",
        team="media",
        controls=("A.8.8", "A.8.22"),
        inherent=(4, 5),
        current=(3, 4),
        residual=(2, 3),
        rationale="The library had two such faults in three years; both were public for days before we had mended.",
        response="modify",
        rated=34,
        plans=(Plan("Make thumbnails where nothing can be reached", 40, "p012", ("A.8.22",), agreed=False),),
        money=Money((0.05, 0.5), (80_000, 2_000_000), (0.02, 0.2), (20_000, 300_000), (("holidays", 0.03),)),
    ),
    Story(
        title="Exports for insights hold more than they should",
        scenario="The nightly export takes names and places along, because somebody once needed them. It lies in a "
        "bucket that half of the company reads.",
        category="families-photos",
        assets=("service:insights",),
        raised_by="p004",
        owner="p018",
        team="insights",
        controls=("A.8.12", "A.5.12"),
        inherent=(4, 3),
        current=(3, 3),
        residual=(1, 2),
        rationale="Nobody has looked at what is in it since spring.",
        rated=25,
        money=Money((0.1, 0.8), (20_000, 400_000), causes=(("session", 0.3),)),
    ),
    Story(
        title="Somebody here looks at albums of people they know",
        scenario="Support must be able to open an album when a family asks. Nothing but a rule keeps a person from "
        "opening another one out of curiosity.",
        category="our-people",
        assets=("service:albums", "Support"),
        raised_by="p019",
        owner="p004",
        controls=("A.5.34", "A.8.15"),
        inherent=(4, 4),
        current=(2, 4),
        residual=(2, 3),
        rationale="Each opening is logged and shown to the family; one case in six years.",
        response="retain",
        rated=12,
        accepted=120,
        accepted_why="Families see each opening themselves. If one tells us of another case, or if support grows "
        "beyond ten people, we build requests with a second pair of eyes.",
        money=Money((0.03, 0.3), (10_000, 250_000)),
    ),
    Story(
        title="A photo lab loses pictures that it prints for us",
        scenario="A partner's printer queue is open to its whole network. A week's pictures turn up on a forum.",
        category="suppliers",
        assets=("service:print-shop", "Two partner labs"),
        raised_by="p016",
        owner="p015",
        team="commerce",
        controls=("A.5.19", "A.5.20"),
        inherent=(3, 4),
        current=(2, 4),
        residual=(1, 3),
        rationale="One lab shows us a yearly test by somebody else; the other promises one.",
        response="share",
        rated=60,
        plans=(Plan("The second lab's test, or another lab", 95, "p015", ("A.5.20", "A.5.22")),),
        money=Money((0.05, 0.4), (40_000, 700_000), (0.03, 0.2)),
    ),
    Story(
        title="Albums are out of reach for a day before the holidays",
        scenario="A region fails, or a release does, in the six weeks in which half of the orders come. Families "
        "cannot order, and some of them order elsewhere for good.",
        category="availability",
        assets=("service:albums", "service:print-shop", "service:billing"),
        raised_by="p007",
        owner="p005",
        team="platform",
        controls=("A.8.14", "A.5.30"),
        inherent=(3, 4),
        current=(2, 4),
        residual=(2, 3),
        rationale="Two regions, but the order queue is in one. Practised once, in spring.",
        response="modify",
        rated=70,
        plans=(Plan("The order queue in both regions", 120, "p007", ("A.8.14",)),),
        money=Money(
            (0.1, 0.7), (60_000, 600_000), (0.1, 0.6), (20_000, 200_000), (("region", 0.8), ("holidays", 0.15))
        ),
    ),
    Story(
        title="Orders cannot be paid because billing stands still",
        scenario="The same outage, seen from the till: orders pile up unpaid, and some are printed twice.",
        category="money",
        assets=("service:billing",),
        raised_by="p017",
        owner="p015",
        team="commerce",
        controls=("A.8.14", "A.8.16"),
        inherent=(4, 3),
        current=(3, 2),
        residual=(2, 2),
        rationale="Four hours in the last year, all in daylight.",
        response="retain",
        rated=80,
        money=Money((0.4, 2), (4_000, 60_000), causes=(("region", 0.9), ("holidays", 0.25))),
    ),
    Story(
        title="A library that we build with brings a back door",
        scenario="A package with a stolen maintainer's account is in our build for some hours, and takes along what "
        "the pipeline may read.",
        category="suppliers",
        assets=("service:platform", "All pipelines"),
        raised_by="p003",
        owner="p003",
        team="security",
        controls=("A.5.21", "A.8.28"),
        inherent=(4, 4),
        current=(2, 4),
        residual=(2, 3),
        rationale="Versions are pinned with digests; new ones wait a week.",
        response="modify",
        rated=55,
        plans=(Plan("Pipelines that may read nothing but what they build", 60, "p003", ("A.8.25",), "begun"),),
        money=Money((0.03, 0.3), (50_000, 1_500_000), (0.02, 0.2), (20_000, 400_000)),
    ),
    Story(
        title="A laptop is stolen with a session open",
        scenario="On the train, from a bag, with the console still signed in. Until somebody notices, whoever holds it "
        "is one of us.",
        category="our-people",
        assets=("Laptops", "service:platform"),
        raised_by="p021",
        owner="p020",
        team="workplace",
        controls=("A.8.1", "A.7.9"),
        inherent=(4, 4),
        current=(3, 2),
        residual=(3, 1),
        rationale="Two laptops in three years; disks are encrypted, sessions end after eight hours.",
        response="modify",
        rated=30,
        plans=(Plan("Sessions of administrators end after one hour", 20, "p020", ("A.8.1",), "begun"),),
        money=Money((0.3, 1.5), (3_000, 40_000), (0.3, 1.5), (1_500, 15_000), (("session", 0.4),)),
    ),
    Story(
        title="The office cannot be used for a week",
        scenario="Heat or a flood closes the floor in Lanternford. Everybody works from home, and nothing stops.",
        category="availability",
        assets=("The office in Lanternford",),
        raised_by="p020",
        owner="p020",
        team="workplace",
        controls=("A.7.5",),
        inherent=(3, 2),
        current=(3, 1),
        residual=(3, 1),
        rationale="Tried for a week last summer.",
        response="retain",
        rated=400,
        money=Money((0.1, 0.6), (1_000, 12_000)),
    ),
    Story(
        title="A partner trains a model with families' photos",
        scenario="The new terms of a lab allow it to improve its services with what it prints. Nobody has asked "
        "whether that means children's faces.",
        category="suppliers",
        assets=("service:print-shop",),
        raised_by="p012",
        team="commerce",
    ),
)
