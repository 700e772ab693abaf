"""What the example company's Statement of Applicability says, and its objectives, as data. Everything is invented."""

from __future__ import annotations

from dataclasses import dataclass

PRIVACY = "GDPR Art. 32, security of processing"
BREACH = "GDPR Art. 33, notice of a breach"
SCHOOLS = "The schools' group contracts, annex on security"
LABS = "The agreement with the partner photo labs"

#: Who keeps a program's controls, by their id in people.yaml.
KEEPERS = {
    "governance-risk": "p002",
    "cloud-infrastructure": "p005",
    "product-security": "p003",
    "identity-workplace": "p020",
    "detection-response": "p003",
    "people-culture": "p019",
    "privacy": "p004",
}

#: What asks for controls beside risks: obligations and contracts, by the controls' ids.
OBLIGATIONS = {
    PRIVACY: ("A.5.12", "A.5.14", "A.5.15", "A.5.34", "A.8.3", "A.8.10", "A.8.11", "A.8.12", "A.8.13", "A.8.24"),
    BREACH: ("A.5.24", "A.5.25", "A.5.26", "A.5.28", "A.6.8", "A.8.15", "A.8.16"),
    "Copyright and licences of what we use": ("A.5.32",),
    "Tax and trade law, keeping of records": ("A.5.33",),
}
CONTRACTS = {
    SCHOOLS: ("A.5.1", "A.5.24", "A.5.35", "A.5.36", "A.6.3", "A.6.6", "A.8.8", "A.8.24", "A.8.29"),
    LABS: ("A.5.19", "A.5.20", "A.5.22", "A.8.10"),
}

#: Why a control is in where neither a risk nor an obligation asks for it, by theme.
REASONS = {
    "organizational": "How Papermoon is led rests on it, and the risk review found nothing to set against it.",
    "people": "Everybody at Papermoon can reach something that matters, so what people know and agree to counts.",
    "physical": "The office in Lanternford holds laptops and visitors, and nothing of production.",
    "technological": "Production is software on AWS; without it a single mistake there would reach families' albums.",
}

#: How controls are done, where it is more than what the checks behind them show.
HOW = {
    "A.5.1": "Six policies, reviewed each autumn, signed by everybody when they join and when they change.",
    "A.5.2": "The seven programs name a lead each; what a team owns stands in the service catalogue.",
    "A.5.7": "Two feeds and one mailing list, read on Mondays; what concerns us becomes a risk.",
    "A.5.9": "The catalogue names services, rules find what is theirs, and what has no owner is a finding.",
    "A.5.15": "By group, from the identity provider; nobody has standing access to production data.",
    "A.5.19": "Suppliers are asked ten questions before a contract, and again each year where they hold pictures.",
    "A.5.23": "AWS alone; its reports are read when they come out, and our half of each control has an owner.",
    "A.5.24": "One page on who decides, two people on call, and an exercise each quarter.",
    "A.5.30": "A second region that takes over within four hours, tried twice a year.",
    "A.5.34": "A record of processing, deletion within 30 days, and an export that people make themselves.",
    "A.6.3": "Four short lessons a year from our own mistakes, and a sheet for attacking one's own service.",
    "A.6.7": "Laptops that we manage, full disks encrypted, and no production access but through the gateway.",
    "A.7.1": "A door that opens by card, a log of who came, and nothing in the office that production needs.",
    "A.8.2": "Roles that are taken for a time, with a reason, and that somebody reads afterwards.",
    "A.8.3": "Buckets and databases take what a service's own role may, and block the public as an account.",
    "A.8.8": "Deadlines by severity; the owner mends, security verifies, and the class is looked for elsewhere.",
    "A.8.9": "Everything is made from text that somebody else has read; drift is found at each run.",
    "A.8.13": "Daily, in a vault that nobody can empty, restored in part each month.",
    "A.8.15": "Every account writes to the security account, where logs are kept for a year and cannot be changed.",
    "A.8.24": "Keys of our own where families' pictures lie; TLS everywhere else.",
    "A.8.25": "A paved road from the first commit on; leaving it takes a reason and an end.",
    "A.8.28": "Reviews by a second engineer, and rules for the mistakes that we have made ourselves.",
    "A.8.32": "A change is a reviewed commit, deployed by a pipeline, undone by the same.",
}

#: By when what is not in place is to be, in days from today, and how.
PLANS = {
    "A.8.11": (120, "Insights gets a copy of its data in which names and faces are replaced."),
    "A.8.12": (200, "Comes with the new laptops: what leaves for unknown places is held back and asked about."),
    "A.8.23": (90, "The resolver of the laptops refuses known bad names first; categories come later, if at all."),
}


@dataclass(frozen=True, slots=True)
class Own:
    """A control of the company's own, and the checks that show it."""

    control: str
    title: str
    reason: str
    how: str
    owner: str
    checks: tuple[str, ...]


OWN = Own(
    control="PM-1",
    title="Albums are never public by default",
    reason="Most albums show children. A leak could not be undone, and no apology would do.",
    how="No bucket can be opened to everybody, in any account, and each share link is made by a person and ends.",
    owner="p009",
    checks=(
        "aws.s3.bucket_blocks_public_access",
        "aws.s3.account_blocks_public_access",
        "aws.s3.bucket_policy_not_public",
    ),
)


@dataclass(frozen=True, slots=True)
class Wish:
    """An objective; ``starts`` and ``due`` are in days from today."""

    title: str
    why: str
    how: str
    owner: str
    figure: str
    target: int
    starts: int
    due: int
    checks: tuple[str, ...] = ()
    about: str = ""


WISHES = (
    Wish(
        title="No bucket lets a stranger in",
        why="Every album lies in one. It is the first thing that a parent would ask.",
        how="Five teams take the paved road for buckets; platform helps each for two days.",
        owner="p005",
        figure="passing",
        target=100,
        starts=-30,
        due=60,
        checks=(
            "aws.s3.bucket_blocks_public_access",
            "aws.s3.bucket_policy_not_public",
            "aws.s3.bucket_acl_not_public",
        ),
    ),
    Wish(
        title="Seven of ten requirements are effective before the auditor comes",
        why="The schools' contracts ask for the certificate, and its stage two begins in spring.",
        how="Each program lead takes what is not evidenced in theirs, one a week; security reads what they attest.",
        owner="p001",
        figure="effective",
        target=70,
        starts=-30,
        due=130,
        about="iso27001",
    ),
    Wish(
        title="Cloud and infrastructure had no finding past its deadline",
        why="A deadline that is not kept teaches everybody that none is.",
        how="A quarter of the platform team's time until it was reached.",
        owner="p005",
        figure="late",
        target=0,
        starts=-34,
        due=-4,
        about="cloud-infrastructure",
    ),
)
