"""Zones, records and domains are what boto3 lists, without the texts of TXT; refused calls cost their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from refusals import Refusals

from holdfast.collectors.aws.route53 import DOMAIN, RECORD, SERVICE, ZONE

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

CONTACT = {
    "FirstName": "A",
    "LastName": "B",
    "ContactType": "COMPANY",
    "OrganizationName": "Papermoon",
    "AddressLine1": "1 Street",
    "City": "Town",
    "CountryCode": "IE",
    "ZipCode": "1",
    "PhoneNumber": "+353.1",
    "Email": "domains@papermoon.example",
}
TAGS = "route53domains:ListTagsForDomain"


def seed(aws: SimulatedAws) -> Any:
    """Make a public zone with records of many kinds, a private one, and a domain; return the client."""
    client = aws.seed.client("route53")
    public = client.create_hosted_zone(Name="papermoon.example", CallerReference="a")["HostedZone"]["Id"]
    client.create_hosted_zone(
        Name="internal.papermoon.example",
        CallerReference="b",
        VPC={"VPCRegion": "eu-west-1", "VPCId": "vpc-1"},
        HostedZoneConfig={"PrivateZone": True},
    )
    records: list[dict[str, Any]] = [
        {
            "Name": "www.papermoon.example",
            "Type": "CNAME",
            "TTL": 60,
            "ResourceRecords": [{"Value": "D1.CloudFront.net."}],
        },
        {"Name": "ip.papermoon.example", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "198.51.100.7"}]},
        {"Name": "papermoon.example", "Type": "TXT", "TTL": 60, "ResourceRecords": [{"Value": '"a secret"'}]},
        {
            "Name": "app.papermoon.example",
            "Type": "A",
            "AliasTarget": {
                "HostedZoneId": "Z1",
                "DNSName": "dualstack.web-1.eu-west-1.elb.amazonaws.com.",
                "EvaluateTargetHealth": False,
            },
        },
    ]
    client.change_resource_record_sets(
        HostedZoneId=public,
        ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": one} for one in records]},
    )
    client.change_tags_for_resource(
        ResourceType="hostedzone",
        ResourceId=public.removeprefix("/hostedzone/"),
        AddTags=[{"Key": "service", "Value": "Zoë 🚀"}],
    )
    logs = aws.seed.client("logs", region_name="us-east-1")
    logs.create_log_group(logGroupName="/aws/route53/papermoon.example")
    client.create_query_logging_config(
        HostedZoneId=public,
        CloudWatchLogsLogGroupArn="arn:aws:logs:us-east-1:123456789012:log-group:/aws/route53/papermoon.example:*",
    )
    aws.seed.client("route53domains", region_name="us-east-1").register_domain(
        DomainName="papermoon.com",
        DurationInYears=2,
        AutoRenew=True,
        AdminContact=CONTACT,
        RegistrantContact=CONTACT,
        TechContact=CONTACT,
        PrivacyProtectAdminContact=True,
        PrivacyProtectRegistrantContact=True,
        PrivacyProtectTechContact=False,
    )
    aws.answers[TAGS] = {"TagList": [{"Key": "service", "Value": "website"}]}
    return client


def test_zones_and_records_are_what_boto3_lists(aws: SimulatedAws) -> None:
    client = seed(aws)
    got = aws.collect([SERVICE])
    assert got.unread() == []
    listed = {one["Name"].rstrip("."): one for one in client.list_hosted_zones()["HostedZones"]}
    assert {row["name"] for row in got.rows(ZONE)} == listed.keys()
    for name, one in listed.items():
        row = got.row(ZONE, name=name)
        told = client.list_resource_record_sets(HostedZoneId=one["Id"])["ResourceRecordSets"]
        assert row["is_private"] is one["Config"]["PrivateZone"]
        assert {(record["Name"].rstrip("."), record["Type"]) for record in told} == {
            (record["name"], record["type"]) for record in got.rows(RECORD) if record["zone_arn"] == row["arn"]
        }
    public, private = got.row(ZONE, name="papermoon.example"), got.row(ZONE, is_private=True)
    assert (public["logs_queries"], public["dnssec"], public["tags"]) == (True, "NOT_SIGNING", {"service": "Zoë 🚀"})
    assert (private["logs_queries"], private["dnssec"], private["tags"]) == (False, "", {})


def test_records_tell_what_they_point_to_and_no_texts(aws: SimulatedAws) -> None:
    seed(aws)
    got = aws.collect([SERVICE])
    columns = ("record_values", "is_alias", "points_to")
    told = {(row["name"], row["type"]): tuple(row[column] for column in columns) for row in got.rows(RECORD)}
    assert told["www.papermoon.example", "CNAME"] == (["D1.CloudFront.net."], False, "d1.cloudfront.net")
    assert told["ip.papermoon.example", "A"] == (["198.51.100.7"], False, "")
    assert told["papermoon.example", "TXT"] == ([], False, "")
    assert told["app.papermoon.example", "A"] == ([], True, "web-1.eu-west-1.elb.amazonaws.com")


def test_domains_tell_how_they_are_kept_and_not_who_has_them(aws: SimulatedAws) -> None:
    seed(aws)
    row = aws.collect([SERVICE]).row(DOMAIN)
    assert (row["name"], row["renews_by_itself"], row["hides_contacts"]) == ("papermoon.com", True, False)
    assert row["tags"] == {"service": "website"}
    assert not any("Street" in str(value) or "domains@" in str(value) for value in row.values())


def test_a_refused_call_costs_its_own_and_nothing_else(aws: SimulatedAws) -> None:
    seed(aws)
    Refusals(
        SERVICE,
        lists={"route53:ListHostedZones": (ZONE, RECORD), "route53domains:ListDomains": (DOMAIN,)},
        details={
            "route53:ListTagsForResources": {ZONE: frozenset({"tags"})},
            "route53:ListQueryLoggingConfigs": {ZONE: frozenset({"logs_queries"})},
            "route53:GetDNSSEC": {ZONE: frozenset({"dnssec"})},
            "route53:ListResourceRecordSets": {RECORD: None},
            "route53domains:GetDomainDetail": {
                DOMAIN: frozenset({"transfer_locked", "renews_by_itself", "expires_at", "hides_contacts"})
            },
            TAGS: {DOMAIN: frozenset({"tags"})},
        },
        of={"route53:GetDNSSEC": lambda whole: {row["arn"] for row in whole.rows(ZONE) if not row["is_private"]}},
        gone={
            "route53:ListTagsForResources": "NoSuchHostedZone",
            "route53:GetDNSSEC": "NoSuchHostedZone",
            "route53:ListResourceRecordSets": "NoSuchHostedZone",
            "route53domains:GetDomainDetail": "InvalidInput",
        },
    ).hold(aws)
