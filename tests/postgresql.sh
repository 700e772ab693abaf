#!/bin/sh
# The records' tests run on PostgreSQL too; install Debian's where it is missing and may be installed.
set -eu
if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1; then exit 0; fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "The tests on PostgreSQL need initdb and postgres on the PATH; install them with your system's package manager." >&2
    exit 2
fi
run=""
[ "$(id -u)" -eq 0 ] || run=sudo
echo "Installing PostgreSQL for the records' tests ..."
$run apt-get update -qq
# Debian would start a server of its own; the tests start theirs.
DEBIAN_FRONTEND=noninteractive $run apt-get install -y -qq --no-install-recommends postgresql-common >/dev/null
$run sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
DEBIAN_FRONTEND=noninteractive $run apt-get install -y -qq --no-install-recommends postgresql >/dev/null
