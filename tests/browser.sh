#!/bin/sh
# The browser tests use Debian's chromium, and documents in PDF its Pango; install them where they may be.
set -eu
if command -v chromium >/dev/null 2>&1; then exit 0; fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "The browser tests need chromium on the PATH; install it with your system's package manager." >&2
    exit 2
fi
run=""
[ "$(id -u)" -eq 0 ] || run=sudo
echo "Installing chromium for the browser tests ..."
$run apt-get update -qq
DEBIAN_FRONTEND=noninteractive $run apt-get install -y -qq --no-install-recommends chromium libpangoft2-1.0-0 >/dev/null
