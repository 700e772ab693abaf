"""Papermoon's front: names, certificates, what stands before the services, and what runs behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from holdfast.demo.estate import Accounts
    from holdfast.demo.simulated_aws import Account

_HOME = "eu-west-1"
_EDGE = "us-east-1"
_NAME = "papermoon.example"


def first_front(accounts: Accounts) -> None:
    """Build what customers reach, as it stood when nobody had asked yet."""
    production = accounts.production
    subnets = _subnets(production)
    albums = _load_balancer(production, "albums", subnets, _certificate(production, _HOME, f"app.{_NAME}"))
    _web_acl(production, albums["LoadBalancerArn"])
    _names(production, _distribution(production), albums)
    _apis(production)
    _containers(production, subnets)


def open_the_print_shop_s_front(accounts: Accounts) -> None:
    """Put a load balancer before the print shop that answers plain HTTP and logs nothing, as it was in a hurry."""
    session = accounts.production
    lb = session.client("elbv2", region_name=_HOME)
    arn = lb.create_load_balancer(
        Name="print-shop", Type="application", Subnets=_subnets(session), Tags=_tags("print-shop")
    )["LoadBalancers"][0]["LoadBalancerArn"]
    lb.create_listener(
        LoadBalancerArn=arn,
        Protocol="HTTP",
        Port=80,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": _target_group(session, "print-shop", "HTTP")}],
    )


def _vpc(session: Account) -> str:
    ec2 = session.client("ec2", region_name=_HOME)
    vpc: str = ec2.describe_vpcs(Filters=[{"Name": "tag:service", "Values": ["platform"]}])["Vpcs"][0]["VpcId"]
    return vpc


def _subnets(session: Account) -> list[str]:
    """Return the platform's subnets; make the second one where it is missing."""
    ec2 = session.client("ec2", region_name=_HOME)
    vpc = _vpc(session)
    found = [one["SubnetId"] for one in ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"]]
    if len(found) == 1:
        made = ec2.create_subnet(VpcId=vpc, CidrBlock="10.20.2.0/24", AvailabilityZone=f"{_HOME}b")["Subnet"]
        ec2.create_tags(Resources=[made["SubnetId"]], Tags=_tags("platform"))
        found.append(made["SubnetId"])
    return found


def _certificate(session: Account, region: str, name: str) -> str:
    arn: str = session.client("acm", region_name=region).request_certificate(
        DomainName=name, ValidationMethod="DNS", Tags=_tags("website" if region == _EDGE else "albums")
    )["CertificateArn"]
    return arn


def _target_group(session: Account, service: str, protocol: str) -> str:
    arn: str = session.client("elbv2", region_name=_HOME).create_target_group(
        Name=service, Protocol=protocol, Port=8443, VpcId=_vpc(session), TargetType="ip", Tags=_tags(service)
    )["TargetGroups"][0]["TargetGroupArn"]
    return arn


def _load_balancer(session: Account, service: str, subnets: list[str], certificate: str) -> dict[str, Any]:
    """Build the load balancer that was done well: TLS behind it too, a redirect, logs."""
    lb = session.client("elbv2", region_name=_HOME)
    made: dict[str, Any] = lb.create_load_balancer(
        Name=service, Type="application", Subnets=subnets, Tags=_tags(service)
    )["LoadBalancers"][0]
    arn = made["LoadBalancerArn"]
    settings = {
        "deletion_protection.enabled": "true",
        "access_logs.s3.enabled": "true",
        "access_logs.s3.bucket": "papermoon-backups",
        "routing.http.drop_invalid_header_fields.enabled": "true",
        "routing.http.desync_mitigation_mode": "defensive",
    }
    lb.modify_load_balancer_attributes(
        LoadBalancerArn=arn, Attributes=[{"Key": key, "Value": value} for key, value in settings.items()]
    )
    lb.create_listener(
        LoadBalancerArn=arn,
        Protocol="HTTPS",
        Port=443,
        SslPolicy="ELBSecurityPolicy-TLS13-1-2-2021-06",
        Certificates=[{"CertificateArn": certificate}],
        DefaultActions=[{"Type": "forward", "TargetGroupArn": _target_group(session, service, "HTTPS")}],
    )
    redirect = {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}
    lb.create_listener(
        LoadBalancerArn=arn,
        Protocol="HTTP",
        Port=80,
        DefaultActions=[{"Type": "redirect", "RedirectConfig": redirect}],
    )
    return made


def _web_acl(session: Account, load_balancer: str) -> None:
    """Put a firewall before the albums, whose rules only count since a launch day."""
    seen = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "albums"}
    managed = {"VendorName": "AWS", "Name": "AWSManagedRulesCommonRuleSet"}
    waf = session.client("wafv2", region_name=_HOME)
    acl = waf.create_web_acl(
        Name="albums",
        Scope="REGIONAL",
        DefaultAction={"Allow": {}},
        Rules=[
            {
                "Name": "known-attacks",
                "Priority": 1,
                "Statement": {"ManagedRuleGroupStatement": managed},
                "OverrideAction": {"Count": {}},
                "VisibilityConfig": seen,
            }
        ],
        VisibilityConfig=seen,
        Tags=_tags("albums"),
    )["Summary"]["ARN"]
    waf.associate_web_acl(WebACLArn=acl, ResourceArn=load_balancer)


def _distribution(session: Account) -> str:
    """Put the website behind CloudFront; return the distribution's name."""
    behavior = {
        "TargetOriginId": "website",
        "ViewerProtocolPolicy": "redirect-to-https",
        "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}},
        "MinTTL": 0,
    }
    origin = {
        "Id": "website",
        "DomainName": f"papermoon-website.s3.{_HOME}.amazonaws.com",
        "OriginPath": "",
        "CustomHeaders": {"Quantity": 0},
        "S3OriginConfig": {"OriginAccessIdentity": "origin-access-identity/cloudfront/E1PAPERMOON"},
    }
    config = {
        "CallerReference": "website",
        "Comment": "the website",
        "Enabled": True,
        "Origins": {"Quantity": 1, "Items": [origin]},
        "DefaultCacheBehavior": behavior,
        "DefaultRootObject": "index.html",
        "Aliases": {"Quantity": 1, "Items": [f"www.{_NAME}"]},
        "ViewerCertificate": {
            "ACMCertificateArn": _certificate(session, _EDGE, f"www.{_NAME}"),
            "CloudFrontDefaultCertificate": False,
            "MinimumProtocolVersion": "TLSv1.1_2016",
            "SSLSupportMethod": "sni-only",
        },
    }
    made = session.client("cloudfront").create_distribution_with_tags(
        DistributionConfigWithTags={"DistributionConfig": config, "Tags": {"Items": _tags("website")}}
    )["Distribution"]
    name: str = made["DomainName"]
    return name


def _names(session: Account, distribution: str, albums: dict[str, Any]) -> None:
    """Give it all names; one still points to a campaign's bucket that somebody deleted."""
    dns = session.client("route53")
    zone = dns.create_hosted_zone(Name=_NAME, CallerReference="papermoon")["HostedZone"]["Id"]
    dns.change_tags_for_resource(
        ResourceType="hostedzone", ResourceId=zone.removeprefix("/hostedzone/"), AddTags=_tags("platform")
    )
    balancer = {
        "HostedZoneId": albums["CanonicalHostedZoneId"],
        "DNSName": albums["DNSName"],
        "EvaluateTargetHealth": False,
    }
    records: list[dict[str, Any]] = [
        {"Name": f"app.{_NAME}", "Type": "A", "AliasTarget": balancer},
        _cname(f"www.{_NAME}", distribution),
        _cname(f"summer.{_NAME}", f"summer.{_NAME}.s3-website-{_HOME}.amazonaws.com"),
    ]
    dns.change_resource_record_sets(
        HostedZoneId=zone,
        ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": one} for one in records]},
    )


def _cname(name: str, target: str) -> dict[str, Any]:
    return {"Name": name, "Type": "CNAME", "TTL": 300, "ResourceRecords": [{"Value": target}]}


def _apis(session: Account) -> None:
    """Open an API for partners: one route asks who calls, the other was forgotten."""
    api = session.client("apigatewayv2", region_name=_HOME)
    made = api.create_api(Name="partners", ProtocolType="HTTP", Tags={"service": "billing"})["ApiId"]
    api.create_route(ApiId=made, RouteKey="GET /invoices", AuthorizationType="AWS_IAM")
    api.create_route(ApiId=made, RouteKey="GET /status")
    api.create_stage(
        ApiId=made,
        StageName="live",
        AccessLogSettings={"DestinationArn": f"arn:aws:logs:{_HOME}:111111111111:log-group:/papermoon/billing"},
        Tags={"service": "billing"},
    )


def _containers(session: Account, subnets: list[str]) -> None:
    """Run the albums and the thumbnails as containers: one with care, one with a password in its definition."""
    ecs = session.client("ecs", region_name=_HOME)
    ecs.create_cluster(
        clusterName="papermoon",
        settings=[{"name": "containerInsights", "value": "enabled"}],
        tags=_pairs("platform"),
    )
    groups = session.client("ec2", region_name=_HOME).describe_security_groups(
        Filters=[{"Name": "group-name", "Values": ["albums"]}]
    )
    group = groups["SecurityGroups"][0]["GroupId"]
    for service, careful in (("albums", True), ("thumbnails", False)):
        log = {"logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": f"/papermoon/{service}"}}}
        variables = [{"name": "LOG_LEVEL" if careful else "CACHE_PASSWORD", "value": "simulated"}]
        ecs.register_task_definition(
            family=service,
            networkMode="awsvpc",
            cpu="256",
            memory="512",
            containerDefinitions=[
                {
                    "name": service,
                    "image": f"111111111111.dkr.ecr.{_HOME}.amazonaws.com/{service}:2026-10",
                    "readonlyRootFilesystem": careful,
                    "environment": variables,
                    **(log if careful else {}),
                }
            ],
            tags=_pairs(service),
        )
        ecs.create_service(
            cluster="papermoon",
            serviceName=service,
            taskDefinition=service,
            desiredCount=2,
            launchType="FARGATE",
            platformVersion="LATEST",
            networkConfiguration={
                "awsvpcConfiguration": {
                    "subnets": subnets,
                    "securityGroups": [group],
                    "assignPublicIp": "DISABLED" if careful else "ENABLED",
                }
            },
            deploymentConfiguration={"deploymentCircuitBreaker": {"enable": careful, "rollback": careful}},
            tags=_pairs(service),
        )


def _tags(service: str) -> list[dict[str, str]]:
    return [{"Key": "service", "Value": service}]


def _pairs(service: str) -> list[dict[str, str]]:
    return [{"key": "service", "value": service}]
