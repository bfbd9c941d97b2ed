#!/bin/sh
# Makes a working environment in .venv on a machine that has little more than git, make and Python.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    say "Python 3.11 or newer is needed as python3."
    exit 1
fi

missing_packages() {
    # Without the venv module there is no way to get the installer.
    python3 -c 'import ensurepip' 2>/dev/null || echo python3-venv
    sed -e 's/#.*//' -e '/^[[:space:]]*$/d' packaging/debian-packages.txt | while read -r package; do
        # Newer systems carry some of them under a name that ends in t64.
        dpkg-query -W -f '${db:Status-Status}\n' "$package" "${package}t64" 2>/dev/null |
            grep -qx installed || echo "$package"
    done
}

if command -v apt-get >/dev/null 2>&1; then
    missing=$(missing_packages)
    if [ -n "$missing" ]; then
        as_root=""
        if [ "$(id -u)" -ne 0 ]; then
            if ! command -v sudo >/dev/null 2>&1; then
                say "Please install, as root:" $missing
                exit 1
            fi
            as_root=sudo
        fi
        say "Installing:" $missing
        $as_root apt-get update -qq
        DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
    fi
fi

UV_VERSION=0.13.9
if [ ! -x .uv/bin/uv ]; then
    python3 -m venv .uv
    .uv/bin/pip install --quiet --disable-pip-version-check "uv==$UV_VERSION"
fi
export UV_PYTHON_DOWNLOADS=never
[ -x .venv/bin/python ] || .uv/bin/uv venv --quiet --python "$(command -v python3)" --clear .venv
.uv/bin/uv sync --quiet --locked --all-extras

# A tus server nobody here wrote, for the tests of delivery; it wants node 20, and without it those
# tests are skipped.
if command -v npm >/dev/null 2>&1 && node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)'; then
    npm ci --prefix tests/tus_server --no-audit --no-fund --loglevel=error
else
    say "No node 20 here: the tests against a foreign tus server will be skipped."
fi
