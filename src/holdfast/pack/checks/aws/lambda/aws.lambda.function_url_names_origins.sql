/*
id: aws.lambda.function_url_names_origins
title: A function's URL says which web sites may call it
severity: medium
subject: aws_lambda_function
program: product-security
controls: [A.8.3]
why: >-
  Scripts on every web site may call this URL and read the answer, in the name of a visitor who is signed in to you.
attack:
  text: >-
    A customer of yours visits the attacker's page; its script asks your function for their orders and sends them on.
  technique: T1189
fix: >-
  In the URL's CORS settings, replace * in AllowOrigins by your own sites (cors { allow_origins = [...] } in
  aws_lambda_function_url).
equivalent: ["prowler:awslambda_function_url_cors_policy"]
*/
SELECT
  f.arn AS subject,
  f.has_url AS applies,
  NOT list_contains(f.url_allowed_origins, '*') AS passed,
  'The URL of the function ' || f.name || ' may be called by scripts of every web site.' AS reason
FROM aws_lambda_function f
