/*
id: aws.ssm.node_is_patched
title: Managed machines have their patches
severity: high
subject: aws_ssm_managed_node
program: cloud-infrastructure
controls: [A.8.8]
why: >-
  Patch Manager has looked at this machine and found what its baseline asks for missing, or has never looked.
attack:
  text: >-
    The attacker reads the notes of last month's updates, and tries what they mended on every machine that answers.
  technique: T1190
fix: >-
  Run AWS-RunPatchBaseline with Install on it, restart it where the reason says so, and put it into a maintenance
  window or a patch policy so that it stays so.
equivalent: ["prowler:ssm_managed_compliant_patching"]
*/
SELECT
  n.arn AS subject,
  TRUE AS applies,
  n.patches_known AND n.patches_missing = 0 AND n.patches_failed = 0 AND n.patches_pending_reboot = 0 AS passed,
  'The machine ' || n.name || CASE
    WHEN NOT n.patches_known THEN ' was never looked at for patches.'
    WHEN n.patches_missing > 0 THEN ' lacks ' || CAST(n.patches_missing AS VARCHAR) || ' patches of its baseline.'
    WHEN n.patches_failed > 0 THEN ' could not install ' || CAST(n.patches_failed AS VARCHAR) || ' patches.'
    ELSE ' has patches that wait for a restart.'
  END AS reason
FROM aws_ssm_managed_node n
