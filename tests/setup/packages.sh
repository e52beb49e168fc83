# Sourced. `need NAME...`: system packages that are missing -> installed by apt when root, else named, and 1.

need() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "==> apt-get install $*"
        # A package list that is out of date asks for files that the mirror has dropped.
        if DEBIAN_FRONTEND=noninteractive apt-get -qq update &&
            DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" >/dev/null; then
            return 0
        fi
        echo "apt-get could not install: $*" >&2
        return 1
    fi
    echo "Missing on this machine. Run: sudo apt-get install $*" >&2
    return 1
}
