/*
id: aws.bedrock.guardrail_filters_attacks
title: Guardrails filter attacks by prompt
severity: high
subject: aws_bedrock_guardrail
program: product-security
controls: [A.8.26]
why: Without this filter the guardrail lets through what makes a model forget its instructions.
attack:
  text: The attacker writes that all earlier instructions are void, and the model answers as they like.
  technique: T1190
fix: >-
  aws bedrock update-guardrail with a PROMPT_ATTACK filter, inputStrength HIGH (Terraform: aws_bedrock_guardrail,
  content_policy_config).
equivalent: ["prowler:bedrock_guardrail_prompt_attack_filter_enabled"]
*/
SELECT
  g.arn AS subject,
  TRUE AS applies,
  g.prompt_attack_strength = 'HIGH' AS passed,
  'The guardrail ' || COALESCE(g.name, g.arn) || ' filters attacks by prompt at the strength '
  || g.prompt_attack_strength || '.' AS reason
FROM aws_bedrock_guardrail g
