/*
id: aws.s3.bucket_requires_tls
title: S3 buckets refuse requests over plain HTTP
severity: medium
subject: aws_s3_bucket
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.5.14, "cis-aws:3.1.1"]
why: >-
  S3 answers over plain HTTP too, unless the bucket's policy refuses. One client with an old address or a wrong setting
  is enough to send files, and the signature that fetches them, in the clear.
attack:
  text: Somebody on the same network as one careless client reads the files as they pass.
  technique: T1040
fix: >-
  Add a statement to the bucket's policy: Effect Deny, Principal "*", Action "s3:*", Resource the bucket's ARN and the
  same with /*, Condition Bool aws:SecureTransport "false". It must carry no further condition, because all conditions
  of a statement must hold before it refuses anything.
equivalent: ["prowler:s3_bucket_secure_transport_policy"]
*/
SELECT
  b.arn AS subject,
  TRUE AS applies,
  any_of(
    SELECT
      s.effect = 'Deny'
      AND s.principal = '*'
      AND NOT s.not_principal
      AND LOWER(s.action) IN ('*', 's3:*')
      AND NOT s.not_action
      AND NOT s.not_resource
      AND (
        list_contains(s.resource, '*')
        OR list_contains(s.resource, 'arn:aws:s3:::*')
        OR list_contains(s.resource, b.arn || '*')
        OR list_contains(s.resource, b.arn || '/*')
      )
      AND LOWER(s.condition) IN (
        '{"bool": {"aws:securetransport": "false"}}',
        '{"bool": {"aws:securetransport": ["false"]}}',
        '{"bool": {"aws:securetransport": false}}',
        '{"boolifexists": {"aws:securetransport": "false"}}',
        '{"boolifexists": {"aws:securetransport": ["false"]}}',
        '{"stringequals": {"aws:securetransport": "false"}}'
      )
    FROM aws_s3_bucket_policy_statement s
    WHERE s.bucket_arn = b.arn
  ) AS passed,
  CASE
    WHEN b.has_policy THEN 'The bucket''s policy has no statement that refuses everyone, on all objects, when the request is not over TLS.'
    ELSE 'The bucket has no policy, so nothing refuses a request over plain HTTP.'
  END AS reason
FROM aws_s3_bucket b
