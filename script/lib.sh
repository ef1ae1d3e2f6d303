# Common parts of script/bootstrap, script/server and script/test; sourced, never run.
#
# Order of work: look at everything first (python, system packages), then change things. A machine on which something is
# missing and may not be installed gets one message and stays as it was.

say() { printf '==> %s\n' "$*"; }

fail() {
    printf '\n%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

# Sets PYTHON to a Python of at least 3.11 or stops.
choose_python() {
    PYTHON=${PYTHON:-python3}
    command -v "$PYTHON" >/dev/null 2>&1 ||
        fail "no '$PYTHON' was found. Install Python 3.11 or newer (Debian and Ubuntu: apt-get install python3)," \
            "or name one: PYTHON=/path/to/python3 $0"
    local version
    version=$("$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) ||
        fail "'$PYTHON' does not run. Name another one: PYTHON=/path/to/python3 $0"
    "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "'$PYTHON' is Python $version; 3.11 or newer is needed. Name another one: PYTHON=/path/to/python3.12 $0"
}

# True when the loader finds every named shared library: the same question WeasyPrint asks when it is imported.
has_libraries() {
    "$PYTHON" - "$@" >/dev/null 2>&1 <<'PY'
import ctypes, sys
for name in sys.argv[1:]:
    ctypes.CDLL(name)
PY
}

# The folder of PostgreSQL's server programs, newest version first; empty when there is none.
postgresql_programs() {
    local folder
    for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -Vr) "$(dirname "$(command -v initdb || echo /-/-)")"; do
        if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then
            printf '%s\n' "$folder"
            return
        fi
    done
}

# A Chromium that runs; empty when there is none. Ubuntu's package is a stub that asks for a snap, so each one is tried.
chromium_program() {
    local candidate
    for candidate in "${IBM_CHROMIUM:-}" chromium google-chrome chromium-browser; do
        if [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 &&
            timeout 20 "$candidate" --version >/dev/null 2>&1; then
            command -v "$candidate"
            return
        fi
    done
}

is_ubuntu() { grep -q '^ID=ubuntu' /etc/os-release 2>/dev/null; }

# Prints the Debian packages that are missing. $1: base or dev.
missing_packages() {
    local wanted=$1
    if ! "$PYTHON" -c 'import venv, ensurepip' >/dev/null 2>&1; then
        if [ "$(readlink -f "$(command -v "$PYTHON")")" = "$(readlink -f /usr/bin/python3)" ]; then
            echo python3-venv
        else
            "$PYTHON" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
        fi
    fi
    has_libraries libpango-1.0.so.0 || echo libpango-1.0-0
    has_libraries libpangoft2-1.0.so.0 || echo libpangoft2-1.0-0
    has_libraries libharfbuzz-subset.so.0 || echo libharfbuzz-subset0
    command -v fc-list >/dev/null 2>&1 || echo fontconfig
    if [ "$wanted" = dev ]; then
        [ -n "$(chromium_program)" ] || is_ubuntu || echo chromium
        command -v pdftotext >/dev/null 2>&1 || echo poppler-utils
        [ -n "$(postgresql_programs)" ] || echo postgresql
        command -v redis-server >/dev/null 2>&1 || echo redis-server
        # Debian keeps it where only root looks.
        [ -x /usr/sbin/clamd ] || command -v clamd >/dev/null 2>&1 || echo clamav-daemon
    fi
}

# Installs the system packages that are missing, or names them all and stops. $1: base or dev.
ensure_system_packages() {
    local wanted=$1 missing as_root=""
    if [ -n "${IBM_CHROMIUM:-}" ] && [ "$wanted" = dev ]; then
        timeout 20 "$IBM_CHROMIUM" --version >/dev/null 2>&1 ||
            fail "IBM_CHROMIUM names '$IBM_CHROMIUM', which does not run. Give the full path of a Chromium or Chrome."
    fi
    if [ "$wanted" = dev ] && is_ubuntu && [ -z "$(chromium_program)" ]; then
        fail "the browser tests need a Chromium, and Ubuntu's package is only a stub for a snap." \
            "Install Chromium or Google Chrome in another way and name it: IBM_CHROMIUM=/path/to/chromium $0"
    fi
    missing=$(missing_packages "$wanted" | tr '\n' ' ')
    missing=${missing% }
    [ -n "$missing" ] || return 0

    if ! command -v apt-get >/dev/null 2>&1; then
        fail "these system packages are missing (Debian's names): $missing. Install them and start again."
    elif [ "$(id -u)" != 0 ]; then
        # Only a person at a terminal can be asked for a password.
        if command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }; }; then
            as_root="sudo"
        else
            fail "these system packages are missing, and this account may not install them: $missing." \
                "Ask an administrator for: apt-get install $missing"
        fi
    fi
    say "Installing system packages: $missing"
    # Words are split on purpose: each package is an argument of its own.
    # shellcheck disable=SC2086
    { $as_root apt-get update -qq &&
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } >/dev/null ||
        fail "apt-get could not install: $missing. Its messages stand above."
    missing=$(missing_packages "$wanted" | tr '\n' ' ')
    [ -z "$missing" ] || fail "still missing after the installation: $missing. Look at the messages of apt-get."
}

# sha256 of a file and of the Python that would install it: a new lock or another Python asks for a new installation.
lock_stamp() {
    "$1" - "$2" <<'PY'
import hashlib, pathlib, sys
print("%d.%d %s" % (*sys.version_info[:2], hashlib.sha256(pathlib.Path(sys.argv[1]).read_bytes()).hexdigest()))
PY
}

# Makes .venv and installs one lock into it. $1: base or dev. dev contains base.
ensure_environment() {
    local wanted=$1 lock
    if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 ||
        ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        say "Making the virtual environment .venv"
        "$PYTHON" -m venv --clear .venv || fail "'$PYTHON -m venv .venv' failed; its message stands above."
    fi
    for lock in base dev; do
        { [ "$lock" = base ] && [ "$wanted" = dev ]; } && continue
        [ "$(lock_stamp .venv/bin/python "requirements/$lock.txt")" = "$(cat ".venv/installed-$lock" 2>/dev/null)" ] && return 0
    done
    say "Installing Python packages (requirements/$wanted.txt)"
    rm -f .venv/installed-*
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes \
        -r "requirements/$wanted.txt" ||
        fail "pip could not install requirements/$wanted.txt; its message stands above. Start again when it is mended."
    lock_stamp .venv/bin/python "requirements/$wanted.txt" >".venv/installed-$wanted"
}

# Everything that must be there before the program or its tests can start. $1: base or dev.
bootstrap() {
    choose_python
    ensure_system_packages "$1"
    ensure_environment "$1"
}

# Compiles the translations that are newer than their compiled file. Babel does it: gettext need not be installed.
compile_messages() {
    local source
    for source in locale/*/LC_MESSAGES/*.po; do
        [ -e "$source" ] || continue
        [ "${source%.po}.mo" -nt "$source" ] && continue
        .venv/bin/pybabel --quiet compile --input-file "$source" --output-file "${source%.po}.mo" ||
            fail "the translation $source could not be compiled; the message of pybabel stands above."
    done
}
