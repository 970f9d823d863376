#!/bin/sh
# Installs the system packages that the tests want beside the Python ones. PostgreSQL and Node come as Python packages,
# so they are few. Elsewhere than on Debian, or without root, it only says what is missing.
set -eu
# curl plays the printed main job; docker-compose reads docker-compose.yml, no daemon is started; poppler draws PDF labels; Chromium opens pages (the font: Chinese in its
# pictures); PostgreSQL 15 is the oldest that
# the desk works with.
packages="chromium curl docker-compose fonts-droid-fallback poppler-utils postgresql-15"

missing=""
for package in $packages; do
    dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
done
if [ -z "$missing" ]; then
    echo "All system packages that the tests want are here."
elif [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    # Programs of PostgreSQL are wanted, no server of Debian's own.
    common=/etc/postgresql-common
    [ -e "$common" ] || { mkdir "$common" && echo "create_main_cluster = false" >"$common/createcluster.conf"; }
    # shellcheck disable=SC2086  # a list of names on purpose
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold $missing
else
    echo "Tests that need these packages are left out until you install them:$missing"
fi
