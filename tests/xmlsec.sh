#!/bin/sh
# The tests of SAML use Debian's xmlsec1; install it where it is missing and may be installed.
set -eu
if command -v xmlsec1 >/dev/null 2>&1; then exit 0; fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "The tests of SAML need xmlsec1 on the PATH; install it with your system's package manager." >&2
    exit 2
fi
run=""
[ "$(id -u)" -eq 0 ] || run=sudo
echo "Installing xmlsec1 for the tests of SAML ..."
$run apt-get update -qq
DEBIAN_FRONTEND=noninteractive $run apt-get install -y -qq --no-install-recommends xmlsec1 >/dev/null
