/*
id: aws.ec2.region_blocks_public_images
title: Regions forbid public images
severity: medium
subject: aws_ec2_region_settings
program: cloud-infrastructure
controls: [A.8.3, A.8.12, A.8.9]
why: >-
  Anybody who may change an image can give it to the whole world with one click, with every key and file that was left
  in it.
attack:
  text: Somebody lists new public images every hour and starts them, looking for keys.
  technique: T1530
fix: >-
  aws ec2 enable-image-block-public-access --image-block-public-access-state block-new-sharing (Terraform:
  aws_ec2_image_block_public_access).
equivalent: ["prowler:ec2_ami_account_block_public_access"]
*/
SELECT
  s.arn AS subject,
  s.offers_image_block AS applies,
  s.image_block = 'block-new-sharing' AS passed,
  'Images in ' || s.region || ' can be made public.' AS reason
FROM aws_ec2_region_settings s
