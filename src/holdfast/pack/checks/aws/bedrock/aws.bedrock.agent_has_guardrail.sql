/*
id: aws.bedrock.agent_has_guardrail
title: A guardrail stands before every agent
severity: high
subject: aws_bedrock_agent
program: product-security
controls: [A.8.26, A.8.12]
why: >-
  An agent acts with the rights of its role on what a stranger writes. A guardrail filters instructions that are
  hidden in input, and personal data in answers.
attack:
  text: >-
    In a document that the agent reads, the attacker writes instructions, and the agent follows them with your rights.
  technique: T1190
fix: >-
  Make a guardrail with a prompt-attack filter, and attach it (aws bedrock-agent update-agent
  --guardrail-configuration; Terraform: guardrail_configuration).
equivalent: ["prowler:bedrock_agent_guardrail_enabled"]
*/
SELECT
  a.arn AS subject,
  TRUE AS applies,
  a.has_guardrail AS passed,
  'No guardrail filters what ' || COALESCE(a.name, a.arn) || ' is asked and answers.' AS reason
FROM aws_bedrock_agent a
