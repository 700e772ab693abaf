/*
id: aws.ec2.image_not_public
title: No machine image is public
severity: critical
subject: aws_ec2_image
program: cloud-infrastructure
controls: [A.8.3, A.8.12, A.5.15]
why: >-
  Every AWS account in the world can start this image and read what is on its disks: your software, its configuration,
  and whatever credentials were baked in.
attack:
  text: >-
    Attackers start newly published images and search them for keys, certificates and source code, then use what they
    find against the account that published them.
  technique: T1552.001
fix: >-
  aws ec2 modify-image-attribute --image-id ID --launch-permission 'Remove=[{Group=all}]', and change every secret
  that the image held. Share with single accounts instead, and turn on the region's block of public images.
equivalent: ["prowler:ec2_ami_public"]
exposure: internet
*/
SELECT
  m.arn AS subject,
  TRUE AS applies,
  NOT m.is_public AS passed,
  'The image ' || COALESCE(m.name, m.image_id, m.arn) || ' can be started and read by every AWS account.' AS reason
FROM aws_ec2_image m
