# Sourced by the scripts in bin/: finds a Python and runs one of bin/_tools with it.
# The project's own Python is tried first: it starts fastest and is there after the first run.
bin=$(dirname -- "$(readlink -f -- "$0")")

for python in "$bin/../.venv/bin/python" python3 python3.13 python3.12 python3.11 /usr/bin/python3 ""; do
    [ -n "$python" ] || { echo "lanyard: no Python 3.11 or later here; install python3 and try again" >&2; exit 2; }
    "$python" -ISc 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break
done

run() {
    tool=$1
    shift
    exec "$python" -IS "$bin/_tools/$tool.py" "$@"
}
