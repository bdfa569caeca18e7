# Sets up .venv beside this file. Read by ./everystate and ./check, which have set $root, the clone:
#
#   prepare program    install what running everystate needs
#   prepare dev        that, and what checking it needs
#
# Done once, and again when the clone was moved, its Python was removed or changed, or pyproject.toml changed.

venv=$root/.venv
lock=$root/.venv.lock
stamp=$venv/ready # written last: an interrupted installation leaves none

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "$@"
    exit 69
}

# A Python finds an editable installation by a file with one path in each line.
case $root in
*"
"*) fail "the name of the clone, or of a folder around it, has a newline, which no Python installation can have: rename it" ;;
esac

# --- Is the existing environment reusable? -----------------------------------

# The clone and the Python that .venv was made for.
home() { printf '%s\n' "$root" "$("$venv/bin/python" -V 2>&1)"; }

sum() { cksum <"$root/pyproject.toml"; }

ready() { # LEVEL
    stamped=$(cat "$stamp" 2>/dev/null) || return 1
    wanted=$(home && sum)
    [ "$stamped" = "$wanted
$1" ] || [ "$stamped" = "$wanted
dev" ]
}

reusable() {
    case $(cat "$stamp" 2>/dev/null) in
    "$(home)
"*) return 0 ;;
    *) return 1 ;;
    esac
}

# --- The lock ----------------------------------------------------------------

# The lock is a symbolic link to the id of the process that has it: created atomically, and readable.
take_lock() {
    waited=0
    until ln -s "$$" "$lock" 2>/dev/null; do
        [ -w "$root" ] || fail "cannot write in $root: everystate keeps its installation there, in .venv"
        holder=$(readlink "$lock") || continue
        if ! kill -0 "$holder" 2>/dev/null; then
            rm -f "$lock"
        elif [ "$waited" -ge 900 ]; then
            fail "process $holder has been setting up .venv for too long; if it is not, remove $lock"
        else
            [ "$waited" -gt 0 ] || say "waiting for process $holder, which is setting up .venv"
            waited=$((waited + 1))
            sleep 1
        fi
    done
    trap 'rm -f "$lock"' EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

free_lock() {
    rm -f "$lock"
    trap - EXIT HUP INT TERM
}

# --- Installation ------------------------------------------------------------

find_python() {
    found=
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        version=$("$name" -V 2>/dev/null) || continue
        if ! "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            found="$found
  $name is $version"
        elif ! "$name" -c 'import ensurepip, venv' 2>/dev/null; then
            found="$found
  $name is $version, without its module venv (on Debian and Ubuntu: apt install ${name}-venv)"
        else
            printf '%s\n' "$name"
            return
        fi
    done
    fail "everystate needs Python 3.11 or newer, with its module venv. On PATH:${found:-
  no python3 at all}"
}

install() { # LEVEL
    case $1 in
    program) what=$root ;;
    dev) what="${root}[dev]" ;;
    esac
    if ! reusable; then
        name=$(find_python) || exit
        say "setting up .venv with $("$name" -V), once"
        "$name" -m venv --clear "$venv" >&2
    fi
    rm -f "$stamp"
    say "installing everystate and what it needs into .venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --editable "$what" >&2 ||
        fail "the installation into .venv failed, for the reason given above"
    { home && sum && printf '%s\n' "$1"; } >"$stamp.new"
    mv "$stamp.new" "$stamp"
}

prepare() { # LEVEL
    ready "$1" && return
    take_lock
    ready "$1" || install "$1"
    free_lock
}
