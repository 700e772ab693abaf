#!/bin/sh
# Spark, on which the checks are asked too, needs Java; install Debian's where it is missing and may be installed.
set -eu
if command -v java >/dev/null 2>&1; then exit 0; fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "The Spark tests need Java 17 or 21 on the PATH; install it with your system's package manager." >&2
    exit 2
fi
run=""
[ "$(id -u)" -eq 0 ] || run=sudo
echo "Installing Java for the Spark tests ..."
$run apt-get update -qq
DEBIAN_FRONTEND=noninteractive $run apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless >/dev/null
