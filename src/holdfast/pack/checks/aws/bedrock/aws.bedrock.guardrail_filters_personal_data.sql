/*
id: aws.bedrock.guardrail_filters_personal_data
title: Guardrails filter personal data
severity: medium
subject: aws_bedrock_guardrail
program: privacy
controls: [A.5.34, A.8.11, A.8.12]
why: >-
  Models repeat what they were given. A filter masks names, addresses and card numbers before they reach somebody
  else.
attack:
  text: The attacker asks in many ways for other people's data that stands in the context, until the model repeats it.
  technique: T1213
fix: >-
  aws bedrock update-guardrail with a sensitive information policy (Terraform: sensitive_information_policy_config).
equivalent: ["prowler:bedrock_guardrail_sensitive_information_filter_enabled"]
*/
SELECT
  g.arn AS subject,
  TRUE AS applies,
  g.filters_personal_data AS passed,
  'The guardrail ' || COALESCE(g.name, g.arn) || ' lets personal data through.' AS reason
FROM aws_bedrock_guardrail g
