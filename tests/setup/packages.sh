# Sourced. `need NAME...`: system packages that are missing -> installed by apt when root, else named, and 1.

need() {
    local log
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "==> apt-get install $*"
        log=$(mktemp)
        # A package list that is out of date asks for files that the mirror has dropped.
        if { apt-get -q update && apt-get -q install -y --no-install-recommends "$@"; } \
            </dev/null >"$log" 2>&1; then
            rm -f "$log"
            return 0
        fi
        tail -n 20 "$log" >&2
        rm -f "$log"
        echo "apt-get could not install: $*" >&2
        return 1
    fi
    echo "Missing on this machine. Run: sudo apt-get install $*" >&2
    return 1
}

export DEBIAN_FRONTEND=noninteractive
