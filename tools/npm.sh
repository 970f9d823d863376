#!/bin/sh
# npm.sh BIN ...: npm of this machine, where its Node is 20 or newer; else one that comes as a Python package (200 MB).
set -eu
bin=$1
shift
if node -e 'process.exit(Number(parseInt(process.versions.node) < 20))' 2>/dev/null && command -v npm >/dev/null; then
    exec npm "$@"
fi
if [ ! -x "$bin/npm" ]; then
    echo "There is no Node of 20 or newer here; fetching one."
    "$bin/python" -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[node]'
fi
case $bin in /*) ;; *) bin=$PWD/$bin ;; esac
PATH="$bin:$PATH" exec "$bin/npm" "$@"
