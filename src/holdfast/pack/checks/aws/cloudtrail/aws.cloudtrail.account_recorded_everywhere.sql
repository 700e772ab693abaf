/*
id: aws.cloudtrail.account_recorded_everywhere
title: Every account is recorded in all regions
severity: high
subject: aws_account
program: detection-response
controls: [A.8.15/recorded, A.5.28, "cis-aws:4.1"]
why: >-
  CloudTrail says who did what, in every region. Without a trail for all regions, what happens in the one that nobody
  looks at is remembered nowhere beyond ninety days.
attack:
  text: >-
    The attacker works in a region that you do not use: starts machines, makes keys. With no trail there, you learn of
    it from the bill.
  technique: T1535
fix: >-
  Make one organization trail in the management account (aws cloudtrail create-trail --is-organization-trail
  --is-multi-region-trail, then start-logging; Terraform: aws_cloudtrail). It then records every account and region,
  those of tomorrow too.
equivalent: ["prowler:cloudtrail_multi_region_enabled"]
reads: {aws_cloudtrail_account_trail: account}
*/
SELECT
  a.arn AS subject,
  TRUE AS applies,
  any_of(
    SELECT w.is_multi_region AND w.is_logging
    FROM aws_cloudtrail_account_trail w
    WHERE w.account_arn = a.arn
  ) AS passed,
  COALESCE(
    first_of(
      SELECT 'The trail ' || w.trail_arn
        || CASE WHEN w.is_multi_region THEN ' is not logging.' ELSE ' records one region only.' END
      FROM aws_cloudtrail_account_trail w
      WHERE w.account_arn = a.arn
    ),
    'No trail records the account ' || a.account_id || '.'
  ) AS reason
FROM aws_account a
