"""The front: load balancers, certificates, distributions, APIs and firewalls, guarded and bare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from compare.inventory.certificates import certificate

if TYPE_CHECKING:
    from compare.inventory.place import Place


def seed(place: Place) -> None:
    """Make the variants."""
    _certificates(place)
    _classic(place)
    _balancers(place)
    _distributions(place)
    _interfaces(place)
    _firewalls(place)
    _files(place)
    _domains(place)


def _domains(place: Place) -> None:
    person = {
        "FirstName": "Mara",
        "LastName": "Compare",
        "ContactType": "PERSON",
        "AddressLine1": "1 Example Street",
        "City": "Hamburg",
        "CountryCode": "DE",
        "ZipCode": "20095",
        "PhoneNumber": "+49.4000000",
        "Email": "mara@compare.example",
    }
    place.client("route53domains", "us-east-1").register_domain(
        DomainName="compare-example.com",
        DurationInYears=2,
        **{f"{who}Contact": person for who in ("Admin", "Registrant", "Tech")},
        **{f"PrivacyProtect{who}Contact": True for who in ("Admin", "Registrant", "Tech")},
    )


def _certificates(place: Place) -> None:
    acm = place.client("acm")
    for days, bits in ((300, 2048), (3, 2048), (300, 1024)):
        body, key = certificate(days, bits)
        acm.import_certificate(Certificate=body.encode(), PrivateKey=key.encode())
    acm.request_certificate(
        DomainName="quiet.compare.example", Options={"CertificateTransparencyLoggingPreference": "DISABLED"}
    )


def _classic(place: Place) -> None:
    elb = place.client("elb")
    listener = {"Protocol": "HTTPS", "LoadBalancerPort": 443, "InstanceProtocol": "HTTP", "InstancePort": 80}
    listener["SSLCertificateId"] = place.client("acm").list_certificates()["CertificateSummaryList"][0][
        "CertificateArn"
    ]
    for name, zones, protocol in (
        ("cmp-tidy", ["eu-west-1a", "eu-west-1b"], listener),
        (
            "cmp-untidy",
            ["eu-west-1a"],
            {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstanceProtocol": "HTTP", "InstancePort": 80},
        ),
    ):
        elb.create_load_balancer(LoadBalancerName=name, Listeners=[protocol], AvailabilityZones=zones)
    elb.modify_load_balancer_attributes(
        LoadBalancerName="cmp-tidy",
        LoadBalancerAttributes={
            "AccessLog": {"Enabled": True, "S3BucketName": "cmp-123-logs", "EmitInterval": 5},
            "CrossZoneLoadBalancing": {"Enabled": True},
            "ConnectionDraining": {"Enabled": True, "Timeout": 60},
            "AdditionalAttributes": [{"Key": "elb.http.desyncmitigationmode", "Value": "strictest"}],
        },
    )


def _balancers(place: Place) -> None:
    elb, ec2 = place.client("elbv2"), place.client("ec2")
    vpc = ec2.describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["compare"]}])["Vpcs"][0]["VpcId"]
    subnets = [
        one["SubnetId"] for one in ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"]
    ]
    own = place.client("acm").list_certificates()["CertificateSummaryList"][0]["CertificateArn"]
    target = elb.create_target_group(Name="cmp", Protocol="HTTP", Port=80, VpcId=vpc)["TargetGroups"][0][
        "TargetGroupArn"
    ]
    for name, tidy in (("cmp-tidy", True), ("cmp-untidy", False)):
        arn = elb.create_load_balancer(Name=name, Subnets=subnets, Scheme="internal", Type="application")[
            "LoadBalancers"
        ][0]["LoadBalancerArn"]
        flag = "true" if tidy else "false"
        attributes = {
            "access_logs.s3.enabled": flag,
            "access_logs.s3.bucket": "cmp-123-logs",
            "deletion_protection.enabled": flag,
            "routing.http.drop_invalid_header_fields.enabled": flag,
            "routing.http.desync_mitigation_mode": "strictest" if tidy else "monitor",
        }
        elb.modify_load_balancer_attributes(
            LoadBalancerArn=arn, Attributes=[{"Key": key, "Value": value} for key, value in attributes.items()]
        )
        forward = [{"Type": "forward", "TargetGroupArn": target}]
        if tidy:
            elb.create_listener(
                LoadBalancerArn=arn,
                Protocol="HTTPS",
                Port=443,
                SslPolicy="ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
                Certificates=[{"CertificateArn": own}],
                DefaultActions=forward,
            )
        else:
            elb.create_listener(LoadBalancerArn=arn, Protocol="HTTP", Port=80, DefaultActions=forward)


def _distributions(place: Place) -> None:
    cloudfront = place.client("cloudfront")
    for name, tidy in (("cmp-tidy", True), ("cmp-untidy", False)):
        origin: dict[str, Any] = {
            "Id": "app",
            "DomainName": "app.compare.example",
            "CustomOriginConfig": {
                "HTTPPort": 80,
                "HTTPSPort": 443,
                "OriginProtocolPolicy": "https-only" if tidy else "http-only",
                "OriginSslProtocols": {"Quantity": 1, "Items": ["TLSv1.2" if tidy else "TLSv1"]},
            },
        }
        cloudfront.create_distribution(
            DistributionConfig={
                "CallerReference": name,
                "Comment": name,
                "Enabled": True,
                "DefaultRootObject": "index.html" if tidy else "",
                "Origins": {"Quantity": 1, "Items": [origin]},
                "DefaultCacheBehavior": {
                    "TargetOriginId": "app",
                    "ViewerProtocolPolicy": "redirect-to-https" if tidy else "allow-all",
                    "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}},
                    "MinTTL": 0,
                },
                "Logging": {
                    "Enabled": tidy,
                    "IncludeCookies": False,
                    "Bucket": "cmp-123-logs.s3.amazonaws.com" if tidy else "",
                    "Prefix": "",
                },
            }
        )


def _interfaces(place: Place) -> None:
    interfaces = place.client("apigatewayv2")
    for name, tidy in (("cmp-tidy", True), ("cmp-untidy", False)):
        api = interfaces.create_api(Name=name, ProtocolType="HTTP")["ApiId"]
        if tidy:
            authorizer = interfaces.create_authorizer(
                ApiId=api,
                Name="tokens",
                AuthorizerType="JWT",
                IdentitySource=["$request.header.Authorization"],
                JwtConfiguration={"Audience": ["compare"], "Issuer": "https://issuer.example"},
            )["AuthorizerId"]
            interfaces.create_route(ApiId=api, RouteKey="GET /albums", AuthorizationType="JWT", AuthorizerId=authorizer)
        else:
            interfaces.create_route(ApiId=api, RouteKey="GET /albums")
        logs = {"AccessLogSettings": {"DestinationArn": place.arn("logs", "log-group:/compare"), "Format": "$context"}}
        interfaces.create_stage(ApiId=api, StageName="live", **(logs if tidy else {}))


def _firewalls(place: Place) -> None:
    waf = place.client("wafv2")
    seen = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "cmp"}
    unseen = {**seen, "CloudWatchMetricsEnabled": False}
    rule = {
        "Name": "address",
        "Priority": 0,
        "Action": {"Block": {}},
        "Statement": {"GeoMatchStatement": {"CountryCodes": ["AQ"]}},
    }
    for name, rules in (
        ("cmp-tidy", [{**rule, "VisibilityConfig": seen}]),
        ("cmp-uncounted", [{**rule, "VisibilityConfig": unseen}]),
        ("cmp-untidy", []),
    ):
        acl = waf.create_web_acl(
            Name=name, Scope="REGIONAL", DefaultAction={"Allow": {}}, Rules=rules, VisibilityConfig=seen
        )["Summary"]["ARN"]
        if name == "cmp-tidy":
            waf.put_logging_configuration(
                LoggingConfiguration={
                    "ResourceArn": acl,
                    "LogDestinationConfigs": [place.arn("firehose", "deliverystream/aws-waf-logs-cmp")],
                }
            )

    place.client("network-firewall").create_firewall(
        FirewallName="cmp-bare",
        FirewallPolicyArn=place.arn("network-firewall", "firewall-policy/p"),
        VpcId="vpc-1",
        SubnetMappings=[{"SubnetId": "subnet-1"}],
        DeleteProtection=False,
    )


def _files(place: Place) -> None:
    transfer = place.client("transfer")
    for protocols in (["SFTP"], ["FTP"]):
        transfer.create_server(
            Protocols=protocols, EndpointType="VPC", IdentityProviderType="SERVICE_MANAGED", Domain="S3"
        )
