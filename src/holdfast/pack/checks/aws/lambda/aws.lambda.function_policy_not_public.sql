/*
id: aws.lambda.function_policy_not_public
title: No function can be called by the whole world
severity: critical
subject: aws_lambda_function
program: cloud-infrastructure
controls: [A.8.3, A.5.15, "cis-aws:2.21"]
why: >-
  Everyone with an AWS account can call this function, past your API's sign-in and its limits.
attack:
  text: >-
    Somebody calls the function that makes refunds directly, with an order number of their choice.
  technique: T1648
fix: >-
  Remove the statement (aws lambda remove-permission --statement-id ...), and add one that names the service as
  principal, with aws:SourceArn of the API, bucket or rule that calls it.
equivalent: ["prowler:awslambda_function_not_publicly_accessible"]
exposure: internet
*/
-- A function's URL has its own check: its statement asks for lambda:FunctionUrlAuthType.
SELECT
  f.arn AS subject,
  TRUE AS applies,
  none_of(
    SELECT s.is_public AND NOT list_contains(s.condition_keys, 'lambda:functionurlauthtype')
    FROM aws_lambda_function_policy_statement s
    WHERE s.function_arn = f.arn
  ) AS passed,
  'The policy of the function ' || f.name || ' allows everyone to do ' || COALESCE(
    first_of(
      SELECT s.action || CASE WHEN s.sid = '' THEN '' ELSE ' (statement ' || s.sid || ')' END
      FROM aws_lambda_function_policy_statement s
      WHERE
        s.function_arn = f.arn AND s.is_public AND NOT list_contains(s.condition_keys, 'lambda:functionurlauthtype')
    ),
    'what only you should'
  ) || '.' AS reason
FROM aws_lambda_function f
