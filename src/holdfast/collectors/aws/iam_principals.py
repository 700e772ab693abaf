"""Which of the known ways up (``iam_ways``) are open to each user and role, by all that they hold together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from holdfast.collectors.aws.iam_effective import NO, Answer, Statement, about, decide, statements
from holdfast.collectors.aws.iam_ways import ACTIONS, EVERYTHING, WAYS, Of, Right, Way
from holdfast.collectors.aws.policies import statement_rows
from holdfast.collectors.aws.reader import UnreadError

if TYPE_CHECKING:
    from holdfast.collectors.aws.iam_policies import Document

#: Stands in an action or an ARN for what only a wildcard matches.
_ANY = "\0"
_ALL_ACTIONS = (_ANY, f"iam:{_ANY}")
#: What the rights are over, by what they must be over; of a holder's own kind the action's name says it.
_KINDS = {
    Of.HELD: "policy",
    Of.GROUP: "group",
    Of.STRONGER_USER: "user",
    Of.STRONGER_ROLE: "role",
    Of.PASSED: "role",
}
#: Rights over every one of their kind that make their holder as strong as who may do everything.
_AS_GOOD = tuple(way for way in WAYS if way.family == "itself" and not way.if_bounded)

Spoken = Mapping[str, tuple[Statement, ...]]


class Place(Protocol):
    """Whose account it is; a reader knows."""

    partition: str
    account_id: str


@dataclass(frozen=True)
class Holder:
    """A user, a role or a group: what its policies and its boundary say of each action that matters."""

    arn: str
    name: str
    kind: str
    groups: tuple[str, ...]
    policy_arns: tuple[str, ...]
    held: Spoken
    bounds: Spoken | None
    #: What a role's trust policy says; None where that could not be understood.
    trust: tuple[Mapping[str, Any], ...] | None = ()

    def may(self, action: str, thing: str, service: str = "") -> Answer:
        """Return whether it may do an action on a thing."""
        bounds = None if self.bounds is None else self.bounds.get(action, ())
        own = self.name if self.kind == "user" else ""
        return decide(self.held.get(action, ()), bounds, thing, name=own, service=service)

    def samples(self, action: str) -> list[str]:
        """Return one thing for each resource that its policies or its boundary allow the action on."""
        said = (*self.held.get(action, ()), *((self.bounds or {}).get(action, ())))
        patterns = {
            _ANY if one.but_resources else resource
            for one in said
            if one.allows
            for resource in one.resources or ("*",)
        }
        return sorted(pattern.replace("*", _ANY).replace("?", _ANY) for pattern in patterns)

    @cached_property
    def everything(self) -> Answer:
        """Whether it may do everything."""
        return _all(self.may(action, _ANY) for action in _ALL_ACTIONS)


class Principals:
    """All users and roles of an account."""

    def __init__(self, place: Place, document: Document, details: Mapping[str, Sequence[Any]]) -> None:
        """Take GetAccountAuthorizationDetails' lists by their kind; ``place`` says whose account it is."""
        self._partition, self._account = place.partition, place.account_id
        self._document = document
        self._spoken: dict[str, Spoken] = {}
        self._holders: dict[str, Holder | UnreadError] = {}
        self._by_service: dict[str, list[tuple[str, bool | None]]] = {}
        by_name = {group["GroupName"]: group for group in details["Group"]}
        for group in details["Group"]:
            self._add("group", group, "GroupPolicyList", ())
        for role in details["Role"]:
            self._add("role", role, "RolePolicyList", ())
        for user in details["User"]:
            groups = [by_name[name] for name in user.get("GroupList") or () if name in by_name]
            self._add("user", user, "UserPolicyList", groups)
        self._strong = {arn: self._strength(holder) for arn, holder in self._holders.items()}

    def ways(self, arn: str) -> Iterator[dict[str, object]]:
        """Yield a row for each way that is open to a principal, or may be. Raises UnreadError."""
        holder = self._holders[arn]
        if isinstance(holder, UnreadError):
            raise holder
        if holder.everything.allowed:
            yield _row(EVERYTHING, EVERYTHING, holder.everything, ["*"])
            return
        if holder.everything.allowed is None:
            yield _row(EVERYTHING, EVERYTHING, holder.everything, ["*"])
        for way in WAYS:
            if way.if_bounded and holder.bounds is None:
                continue
            best = [self._best(holder, way, right) for right in way.rights]
            answer = _all(said for said, _ in best)
            if answer.allowed is not False:
                yield _row(way.family, way.name, answer, [written for _, written in best])

    def _add(self, kind: str, detail: Mapping[str, Any], inline: str, groups: Sequence[Mapping[str, Any]]) -> None:
        try:
            spoken = list(self._all_held(detail, inline))
            for group in groups:
                spoken += self._all_held(group, "GroupPolicyList")
            boundary = (detail.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn")
            attached = [*detail.get("AttachedManagedPolicies", ())]
            attached += [policy for group in groups for policy in group.get("AttachedManagedPolicies", ())]
            self._holders[detail["Arn"]] = Holder(
                arn=detail["Arn"],
                name=detail.get("UserName") or detail["Arn"].rpartition("/")[2],
                kind=kind,
                groups=tuple(group["Arn"] for group in groups),
                policy_arns=tuple(policy["PolicyArn"] for policy in attached),
                held=_merged(spoken),
                bounds=self._of(boundary) if boundary else None,
                trust=_trust(detail),
            )
        except UnreadError as unread:
            self._holders[detail["Arn"]] = unread

    def _all_held(self, detail: Mapping[str, Any], inline: str) -> Iterator[Spoken]:
        for policy in detail.get(inline) or ():
            rows = statement_rows("arn", detail["Arn"], policy["PolicyDocument"])
            yield _by_action(statements(policy["PolicyName"], rows))
        for policy in detail.get("AttachedManagedPolicies") or ():
            yield self._of(policy["PolicyArn"])

    def _of(self, arn: str) -> Spoken:
        if arn not in self._spoken:
            self._spoken[arn] = _by_action(statements(arn.rpartition("/")[2], self._document(arn)))
        return self._spoken[arn]

    def _strength(self, holder: Holder | UnreadError) -> bool | None:
        """Return whether it may do everything, or give itself or others any right; None if that is not known."""
        if isinstance(holder, UnreadError):
            return None
        said = [holder.everything]
        if holder.bounds is None:
            for right in (way.rights[0] for way in _AS_GOOD):
                action = right.actions[0]
                said.append(holder.may(action, self._each(_kind(action, right.of))))
        return _any(said).allowed

    def _each(self, kind: str) -> str:
        """Return an ARN that only a pattern for all of a kind matches."""
        return f"arn:{self._partition}:iam::{self._account}:{kind}/{_ANY}"

    def _best(self, holder: Holder, way: Way, right: Right) -> tuple[Answer, str]:
        """Return the best answer among a right's actions, and how that action is written."""
        answers = [(self._over(holder, action, right.of, way.service), action) for action in right.actions]
        rank = {True: 0, None: 1, False: 2}
        answer, action = min(answers, key=lambda one: rank[one[0].allowed])
        return answer, f"{action} to {way.service}" if right.of is Of.PASSED else action

    def _over(self, holder: Holder, action: str, of: Of, service: str) -> Answer:
        if of is Of.TRUSTING_ROLE:
            return self._taking_on(holder, action)
        if action not in holder.held:
            return NO
        samples = [holder.may(action, thing, service) for thing in holder.samples(action)]
        if of is Of.ANYTHING:
            return _any(samples)
        if of is Of.RUNNING:
            strong = _any(Answer(said) for _, said in self._trusting(service))
            broad = [holder.may(action, thing) for thing in holder.samples(action) if _is_all(thing)]
            return _all([strong, _any([*broad, *map(_doubted, samples)])])
        kind = _kind(action, of)
        each = holder.may(action, self._each(kind), service)
        if of in {Of.ITSELF, Of.HELD}:
            own = holder.policy_arns if of is Of.HELD else (holder.arn, *holder.groups)
            said = [holder.may(action, thing) for thing in own if _is_a(kind, thing)]
            return _any([each, *said, *map(_doubted, samples)])
        stronger = self._trusting(service) if of is Of.PASSED else self._stronger(holder, of)
        named = (_all([Answer(said), holder.may(action, arn, service)]) for arn, said in stronger)
        return _any([each, *named])

    def _stronger(self, holder: Holder, of: Of) -> list[tuple[str, bool | None]]:
        """Return those of a kind who may do everything, or of whom that is not known."""
        return [
            (arn, strong)
            for arn, strong in self._strong.items()
            if strong is not False and arn != holder.arn and _is_a(_KINDS[of], arn)
        ]

    def _trusting(self, service: str) -> list[tuple[str, bool | None]]:
        """Return the strong roles that a service may take on."""
        if service not in self._by_service:
            found: list[tuple[str, bool | None]] = []
            for arn, strong in self._stronger(_NOBODY, Of.STRONGER_ROLE):
                role = self._holders[arn]
                if isinstance(role, UnreadError) or role.trust is None:
                    found.append((arn, None))
                elif any(row["principal"].lower() in {service, "*"} for row in role.trust if row["effect"] == "Allow"):
                    found.append((arn, strong))
            self._by_service[service] = found
        return self._by_service[service]

    def _taking_on(self, holder: Holder, action: str) -> Answer:
        """Return whether it may take on a strong role: by its policies and the role's trust, or by the trust alone."""
        said = []
        account = {self._account, f"arn:{self._partition}:iam::{self._account}:root", "*"}
        for arn, strong in self._stronger(holder, Of.STRONGER_ROLE):
            role = self._holders[arn]
            if isinstance(role, UnreadError) or role.trust is None:
                said.append(_doubted(holder.may(action, arn)))
                continue
            for row in role.trust:
                if row["effect"] != "Allow" or row["principal_type"] not in {"AWS", "*"}:
                    continue
                lets_in = Answer(
                    strong if not row["has_condition"] else None,
                    frozenset({f"the trust policy of {role.name}"}),
                    frozenset(row["condition_keys"]),
                )
                if row["principal"] == holder.arn:
                    said.append(lets_in)
                elif row["principal"] in account:
                    said.append(_all([lets_in, holder.may(action, arn)]))
        return _any(said)


_NOBODY = Holder("", "", "", (), (), {}, None)


def _trust(detail: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...] | None:
    document = detail.get("AssumeRolePolicyDocument")
    if document is None:
        return ()
    try:
        return tuple(statement_rows("role_arn", detail["Arn"], document))
    except UnreadError:
        return None  # the table of trust policies says so


def _by_action(of: tuple[Statement, ...]) -> Spoken:
    spoken = {action: about(of, action) for action in (*ACTIONS, *_ALL_ACTIONS)}
    return {action: found for action, found in spoken.items() if found}


def _merged(of: Iterable[Spoken]) -> Spoken:
    merged: dict[str, tuple[Statement, ...]] = {}
    for spoken in of:
        for action, found in spoken.items():
            merged[action] = (*merged.get(action, ()), *found)
    return merged


def _kind(action: str, of: Of) -> str:
    """Return what an action of IAM is over: `user`, `role`, `group` or `policy`."""
    return _KINDS.get(of) or next(kind for kind in ("user", "role", "group") if kind in action.lower())


def _is_a(kind: str, arn: str) -> bool:
    return arn.split(":")[5].startswith(f"{kind}/")


def _is_all(thing: str) -> bool:
    """Return whether a sample came from a pattern for all things of a kind."""
    return thing == _ANY or thing.endswith((f"/{_ANY}", f":{_ANY}"))


def _doubted(answer: Answer) -> Answer:
    """Return an answer that is not known where it was yes: whether the right is over what matters is not seen here."""
    return answer if answer.allowed is False else Answer(None, answer.policies, answer.conditions)


def _any(answers: Iterable[Answer]) -> Answer:
    """Return yes by the first that is; else what is open of all."""
    undecided = NO
    for answer in answers:
        if answer.allowed:
            return answer
        if answer.allowed is None and undecided is NO:
            undecided = answer
    return undecided


def _all(answers: Iterable[Answer]) -> Answer:
    """Return yes only by all of them together."""
    said = list(answers)
    if any(one.allowed is False for one in said):
        return NO
    policies = frozenset(policy for one in said for policy in one.policies)
    conditions = frozenset(key for one in said for key in one.conditions)
    return Answer(None if any(one.allowed is None for one in said) else True, policies, conditions)


def _row(family: str, way: str, answer: Answer, rights: list[str]) -> dict[str, object]:
    return {
        "family": family,
        "way": way,
        "open": answer.allowed,
        "rights": rights,
        "policies": sorted(answer.policies),
        "conditions": sorted(answer.conditions),
    }
