/*
id: aws.apigatewayv2.api_routes_ask_who
title: HTTP and WebSocket APIs ask who calls each route
severity: high
subject: aws_apigatewayv2_api
program: product-security
controls: [A.8.3, A.8.5, A.8.26]
why: >-
  A route of this API answers anybody on the internet.
attack:
  text: Somebody reads the paths from your web app's script and calls the one that asks nothing.
  technique: T1190
fix: >-
  Attach a JWT, Lambda or IAM authorizer to the route (Terraform: aws_apigatewayv2_route, authorization_type and
  authorizer_id). If it is public on purpose, record an exception that names the route.
equivalent: ["prowler:apigatewayv2_api_authorizers_enabled"]
exposure: internet
*/
-- A WebSocket asks at $connect alone; OPTIONS carries nothing.
SELECT
  a.arn AS subject,
  TRUE AS applies,
  none_of(
    SELECT
      r.authorization_type = 'NONE'
      AND r.route_key NOT LIKE 'OPTIONS %'
      AND (a.protocol = 'HTTP' OR r.route_key = '$connect')
    FROM aws_apigatewayv2_route r
    WHERE r.api_arn = a.arn
  ) AS passed,
  'Nobody is asked who they are at ' || COALESCE(
    first_of(
      SELECT r.route_key
      FROM aws_apigatewayv2_route r
      WHERE r.api_arn = a.arn AND r.authorization_type = 'NONE' AND r.route_key NOT LIKE 'OPTIONS %'
    ),
    'some route'
  ) || '.' AS reason
FROM aws_apigatewayv2_api a
