#!/bin/sh
# Prints a Python of 3.11 or newer: $PYTHON if it is set, else the first on the PATH that will do.
for candidate in ${PYTHON:-python3.11 python3 python3.12 python3.13 python3.14}; do
    if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        echo "$candidate"
        exit 0
    fi
done
if [ -n "${PYTHON:-}" ]; then
    echo "$PYTHON is no Python 3.11 or newer with venv and pip. Set PYTHON to one that is." >&2
else
    echo "Python 3.11 or newer with venv is needed (Debian: apt-get install python3 python3-venv), or set PYTHON to one." >&2
fi
exit 1
