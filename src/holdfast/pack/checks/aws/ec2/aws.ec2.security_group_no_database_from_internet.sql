/*
id: aws.ec2.security_group_no_database_from_internet
title: Security groups keep databases, caches and queues from the internet
severity: high
subject: aws_ec2_security_group
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.22, A.8.12]
why: >-
  A database is for its service alone. Behind this group, its port answers anyone in the world, and one weak password
  or one missing patch stands between a stranger and all the data.
attack:
  text: >-
    Search engines for open ports list every database that answers. Attackers sign in with default or leaked
    passwords, copy everything, delete it and leave a note that asks for money. Redis, Elasticsearch and memcached
    often ask for no password at all.
  technique: T1190
fix: >-
  Replace the source by the security group of the service that uses the database (referenced_security_group_id in
  Terraform's aws_vpc_security_group_ingress_rule). People who must look inside come through Session Manager's port
  forwarding.
equivalent:
  - "prowler:ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_cassandra_7199_9160_8888"
  - "prowler:ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_elasticsearch_kibana_9200_9300_5601"
  - "prowler:ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_kafka_9092"
  - "prowler:ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_memcached_11211"
  - "prowler:ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_mongodb_27017_27018"
  - "prowler:ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_mysql_3306"
  - "prowler:ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_oracle_1521_2483"
  - "prowler:ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_postgres_5432"
  - "prowler:ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_redis_6379"
  - "prowler:ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_sql_server_1433_1434"
*/
SELECT
  g.arn AS subject,
  TRUE AS applies,
  none_of(
    SELECT r.direction = 'ingress' AND r.is_any_source AND r.protocol IN ('tcp', 'udp', '-1')
      AND (
        (r.from_port <= 1434 AND r.to_port >= 1433) OR (r.from_port <= 1521 AND r.to_port >= 1521)
        OR (r.from_port <= 2484 AND r.to_port >= 2483) OR (r.from_port <= 3306 AND r.to_port >= 3306)
        OR (r.from_port <= 5432 AND r.to_port >= 5432) OR (r.from_port <= 5439 AND r.to_port >= 5439)
        OR (r.from_port <= 5601 AND r.to_port >= 5601) OR (r.from_port <= 6379 AND r.to_port >= 6379)
        OR (r.from_port <= 7199 AND r.to_port >= 7199) OR (r.from_port <= 8888 AND r.to_port >= 8888)
        OR (r.from_port <= 9042 AND r.to_port >= 9042) OR (r.from_port <= 9092 AND r.to_port >= 9092)
        OR (r.from_port <= 9160 AND r.to_port >= 9160) OR (r.from_port <= 9200 AND r.to_port >= 9200)
        OR (r.from_port <= 9300 AND r.to_port >= 9300) OR (r.from_port <= 11211 AND r.to_port >= 11211)
        OR (r.from_port <= 27019 AND r.to_port >= 27017)
      )
    FROM aws_ec2_security_group_rule r
    WHERE r.security_group_arn = g.arn
  ) AS passed,
  'The rule "' || first_of(
    SELECT r.rule
    FROM aws_ec2_security_group_rule r
    WHERE r.security_group_arn = g.arn
      AND r.direction = 'ingress' AND r.is_any_source AND r.protocol IN ('tcp', 'udp', '-1')
      AND (
        (r.from_port <= 1434 AND r.to_port >= 1433) OR (r.from_port <= 1521 AND r.to_port >= 1521)
        OR (r.from_port <= 2484 AND r.to_port >= 2483) OR (r.from_port <= 3306 AND r.to_port >= 3306)
        OR (r.from_port <= 5432 AND r.to_port >= 5432) OR (r.from_port <= 5439 AND r.to_port >= 5439)
        OR (r.from_port <= 5601 AND r.to_port >= 5601) OR (r.from_port <= 6379 AND r.to_port >= 6379)
        OR (r.from_port <= 7199 AND r.to_port >= 7199) OR (r.from_port <= 8888 AND r.to_port >= 8888)
        OR (r.from_port <= 9042 AND r.to_port >= 9042) OR (r.from_port <= 9092 AND r.to_port >= 9092)
        OR (r.from_port <= 9160 AND r.to_port >= 9160) OR (r.from_port <= 9200 AND r.to_port >= 9200)
        OR (r.from_port <= 9300 AND r.to_port >= 9300) OR (r.from_port <= 11211 AND r.to_port >= 11211)
        OR (r.from_port <= 27019 AND r.to_port >= 27017)
      )
  ) || '" lets the whole internet reach the port of a database, a cache or a queue.' AS reason
FROM aws_ec2_security_group g
