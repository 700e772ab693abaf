/*
id: aws.lambda.function_layers_are_known
title: Functions load layers of accounts that we know
severity: medium
subject: aws_lambda_function
program: product-security
controls: [A.5.21, A.8.19]
why: >-
  This function runs code from an account that is none of yours. It runs with the function's role, and was reviewed by
  nobody here.
attack:
  text: >-
    The owner of a popular layer, or whoever took over their account, publishes a version that reads your variables.
  technique: T1195
fix: >-
  Copy the layer into an account of your own after a look inside (aws lambda get-layer-version, publish-layer-version),
  or record an exception for a vendor whom you trust, AWS's own layers included.
equivalent: ["prowler:awslambda_function_using_cross_account_layers"]
*/
SELECT
  f.arn AS subject,
  any_of(SELECT l.layer_account <> '' FROM aws_lambda_function_layer l WHERE l.function_arn = f.arn) AS applies,
  every_of(
    SELECT any_of(SELECT a.account_id = l.layer_account FROM aws_account a)
    FROM aws_lambda_function_layer l
    WHERE l.function_arn = f.arn
  ) AS passed,
  'The function ' || f.name || ' loads the layer ' || COALESCE(
    first_of(
      SELECT l.layer_arn
      FROM aws_lambda_function_layer l
      WHERE l.function_arn = f.arn AND NOT any_of(SELECT a.account_id = l.layer_account FROM aws_account a)
    ),
    ''
  ) || ' of an account that is none of ours.' AS reason
FROM aws_lambda_function f
