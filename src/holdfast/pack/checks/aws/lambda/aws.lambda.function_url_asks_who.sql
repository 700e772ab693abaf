/*
id: aws.lambda.function_url_asks_who
title: A function's URL asks who calls
severity: high
subject: aws_lambda_function
program: product-security
controls: [A.8.3, A.8.5]
why: >-
  This function has an address on the internet that anybody may call, without a sign-in, a firewall or a limit before
  it.
attack:
  text: >-
    A scanner finds the address in a web page's source and tries inputs until the function answers with what it should
    not, or until the bill hurts.
  technique: T1190
fix: >-
  Set the URL's auth type to AWS_IAM, or delete the URL and put an API Gateway or CloudFront with WAF before the
  function. If it is public on purpose (a webhook that checks signatures), record an exception.
equivalent: ["prowler:awslambda_function_url_public"]
exposure: internet
*/
SELECT
  f.arn AS subject,
  f.has_url AS applies,
  f.url_auth_type = 'AWS_IAM' AS passed,
  'The URL of the function ' || f.name || ' has the auth type ' || f.url_auth_type || '.' AS reason
FROM aws_lambda_function f
