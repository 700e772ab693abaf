/*
id: aws.ec2.instance_service_ports_closed_to_internet
title: No instance offers databases, directories or file shares to the internet
severity: critical
subject: aws_ec2_instance
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.22, A.8.12]
why: >-
  This instance has a public address, and its security groups let the whole world reach a port on which a database, a
  cache, a queue, a directory or a file share answers. Such services are for their neighbours; many ask for no
  password at all.
attack:
  text: >-
    Search engines for open ports list every one that answers. The attacker signs in with a default password or none,
    copies all of it, deletes it and leaves a note that asks for money.
  technique: T1190
fix: >-
  Remove the rule from the security group named below, or name the security group of the service that uses it as
  source. People who must look inside come through Session Manager's port forwarding. Then take the public address
  away too.
equivalent:
  - prowler:ec2_instance_port_cassandra_exposed_to_internet
  - prowler:ec2_instance_port_cifs_exposed_to_internet
  - prowler:ec2_instance_port_elasticsearch_kibana_exposed_to_internet
  - prowler:ec2_instance_port_ftp_exposed_to_internet
  - prowler:ec2_instance_port_kafka_exposed_to_internet
  - prowler:ec2_instance_port_kerberos_exposed_to_internet
  - prowler:ec2_instance_port_ldap_exposed_to_internet
  - prowler:ec2_instance_port_memcached_exposed_to_internet
  - prowler:ec2_instance_port_mongodb_exposed_to_internet
  - prowler:ec2_instance_port_mysql_exposed_to_internet
  - prowler:ec2_instance_port_oracle_exposed_to_internet
  - prowler:ec2_instance_port_postgresql_exposed_to_internet
  - prowler:ec2_instance_port_redis_exposed_to_internet
  - prowler:ec2_instance_port_sqlserver_exposed_to_internet
  - prowler:ec2_instance_port_telnet_exposed_to_internet
exposure: internet
reads: {aws_ec2_security_group: region, aws_ec2_security_group_rule: region}
*/
SELECT
  i.arn AS subject,
  i.state NOT IN ('terminated', 'shutting-down') AS applies,
  NOT i.has_public_ip
  OR (
    none_of(
      SELECT r.direction = 'ingress' AND r.is_any_source AND r.protocol IN ('tcp', 'udp', '-1')
        AND (
          (r.from_port <= 21 AND r.to_port >= 20) OR (r.from_port <= 23 AND r.to_port >= 23)
          OR (r.from_port <= 88 AND r.to_port >= 88) OR (r.from_port <= 139 AND r.to_port >= 139)
          OR (r.from_port <= 389 AND r.to_port >= 389) OR (r.from_port <= 445 AND r.to_port >= 445)
          OR (r.from_port <= 464 AND r.to_port >= 464) OR (r.from_port <= 636 AND r.to_port >= 636)
          OR (r.from_port <= 749 AND r.to_port >= 749) OR (r.from_port <= 750 AND r.to_port >= 750)
          OR (r.from_port <= 1434 AND r.to_port >= 1433) OR (r.from_port <= 1521 AND r.to_port >= 1521)
          OR (r.from_port <= 2484 AND r.to_port >= 2483) OR (r.from_port <= 3306 AND r.to_port >= 3306)
          OR (r.from_port <= 5432 AND r.to_port >= 5432) OR (r.from_port <= 5601 AND r.to_port >= 5601)
          OR (r.from_port <= 6379 AND r.to_port >= 6379) OR (r.from_port <= 7001 AND r.to_port >= 7000)
          OR (r.from_port <= 7199 AND r.to_port >= 7199) OR (r.from_port <= 8888 AND r.to_port >= 8888)
          OR (r.from_port <= 9042 AND r.to_port >= 9042) OR (r.from_port <= 9092 AND r.to_port >= 9092)
          OR (r.from_port <= 9094 AND r.to_port >= 9094) OR (r.from_port <= 9160 AND r.to_port >= 9160)
          OR (r.from_port <= 9200 AND r.to_port >= 9200) OR (r.from_port <= 9300 AND r.to_port >= 9300)
          OR (r.from_port <= 11211 AND r.to_port >= 11211) OR (r.from_port <= 27018 AND r.to_port >= 27017)
        )
      FROM aws_ec2_instance_security_group m
      JOIN aws_ec2_security_group_rule r ON r.security_group_id = m.security_group_id
      WHERE m.instance_arn = i.arn
    )
    AND every_of(
      -- A group of another account, in a shared VPC, has rules that were not read.
      SELECT s.arn <> ''
      FROM aws_ec2_instance_security_group n
      LEFT JOIN aws_ec2_security_group s ON s.security_group_id = n.security_group_id
      WHERE n.instance_arn = i.arn
    )
  ) AS passed,
  COALESCE(i.name, i.instance_id, i.arn) || ' has the public address ' || COALESCE(i.public_ip, '') || ', and '
  || COALESCE(
    first_of(
      SELECT m.security_group_id || ' has the rule "' || r.rule || '", which opens the port of ' || CASE
        WHEN r.from_port <= 21 AND r.to_port >= 20 THEN 'FTP'
        WHEN r.from_port <= 23 AND r.to_port >= 23 THEN 'Telnet'
        WHEN r.from_port <= 88 AND r.to_port >= 88 THEN 'Kerberos'
        WHEN r.from_port <= 139 AND r.to_port >= 139 THEN 'file sharing'
        WHEN r.from_port <= 389 AND r.to_port >= 389 THEN 'LDAP'
        WHEN r.from_port <= 445 AND r.to_port >= 445 THEN 'file sharing'
        WHEN r.from_port <= 464 AND r.to_port >= 464 THEN 'Kerberos'
        WHEN r.from_port <= 636 AND r.to_port >= 636 THEN 'LDAP'
        WHEN r.from_port <= 749 AND r.to_port >= 749 THEN 'Kerberos'
        WHEN r.from_port <= 750 AND r.to_port >= 750 THEN 'Kerberos'
        WHEN r.from_port <= 1434 AND r.to_port >= 1433 THEN 'SQL Server'
        WHEN r.from_port <= 1521 AND r.to_port >= 1521 THEN 'Oracle'
        WHEN r.from_port <= 2484 AND r.to_port >= 2483 THEN 'Oracle'
        WHEN r.from_port <= 3306 AND r.to_port >= 3306 THEN 'MySQL'
        WHEN r.from_port <= 5432 AND r.to_port >= 5432 THEN 'PostgreSQL'
        WHEN r.from_port <= 5601 AND r.to_port >= 5601 THEN 'Kibana'
        WHEN r.from_port <= 6379 AND r.to_port >= 6379 THEN 'Redis'
        WHEN r.from_port <= 7001 AND r.to_port >= 7000 THEN 'Cassandra'
        WHEN r.from_port <= 7199 AND r.to_port >= 7199 THEN 'Cassandra'
        WHEN r.from_port <= 8888 AND r.to_port >= 8888 THEN 'Cassandra'
        WHEN r.from_port <= 9042 AND r.to_port >= 9042 THEN 'Cassandra'
        WHEN r.from_port <= 9092 AND r.to_port >= 9092 THEN 'Kafka'
        WHEN r.from_port <= 9094 AND r.to_port >= 9094 THEN 'Kafka'
        WHEN r.from_port <= 9160 AND r.to_port >= 9160 THEN 'Cassandra'
        WHEN r.from_port <= 9200 AND r.to_port >= 9200 THEN 'Elasticsearch'
        WHEN r.from_port <= 9300 AND r.to_port >= 9300 THEN 'Elasticsearch'
        WHEN r.from_port <= 11211 AND r.to_port >= 11211 THEN 'memcached'
        WHEN r.from_port <= 27018 AND r.to_port >= 27017 THEN 'MongoDB'
      END || '.'
      FROM aws_ec2_instance_security_group m
      JOIN aws_ec2_security_group_rule r ON r.security_group_id = m.security_group_id
      WHERE m.instance_arn = i.arn
        AND r.direction = 'ingress' AND r.is_any_source AND r.protocol IN ('tcp', 'udp', '-1')
        AND (
          (r.from_port <= 21 AND r.to_port >= 20) OR (r.from_port <= 23 AND r.to_port >= 23)
          OR (r.from_port <= 88 AND r.to_port >= 88) OR (r.from_port <= 139 AND r.to_port >= 139)
          OR (r.from_port <= 389 AND r.to_port >= 389) OR (r.from_port <= 445 AND r.to_port >= 445)
          OR (r.from_port <= 464 AND r.to_port >= 464) OR (r.from_port <= 636 AND r.to_port >= 636)
          OR (r.from_port <= 749 AND r.to_port >= 749) OR (r.from_port <= 750 AND r.to_port >= 750)
          OR (r.from_port <= 1434 AND r.to_port >= 1433) OR (r.from_port <= 1521 AND r.to_port >= 1521)
          OR (r.from_port <= 2484 AND r.to_port >= 2483) OR (r.from_port <= 3306 AND r.to_port >= 3306)
          OR (r.from_port <= 5432 AND r.to_port >= 5432) OR (r.from_port <= 5601 AND r.to_port >= 5601)
          OR (r.from_port <= 6379 AND r.to_port >= 6379) OR (r.from_port <= 7001 AND r.to_port >= 7000)
          OR (r.from_port <= 7199 AND r.to_port >= 7199) OR (r.from_port <= 8888 AND r.to_port >= 8888)
          OR (r.from_port <= 9042 AND r.to_port >= 9042) OR (r.from_port <= 9092 AND r.to_port >= 9092)
          OR (r.from_port <= 9094 AND r.to_port >= 9094) OR (r.from_port <= 9160 AND r.to_port >= 9160)
          OR (r.from_port <= 9200 AND r.to_port >= 9200) OR (r.from_port <= 9300 AND r.to_port >= 9300)
          OR (r.from_port <= 11211 AND r.to_port >= 11211) OR (r.from_port <= 27018 AND r.to_port >= 27017)
        )
    ),
    'its security groups open the port of a service.'
  ) AS reason
FROM aws_ec2_instance i
