# Sourced by the scripts of the root: packages_ensure STAGE... installs what is missing of cmake/packages.
# Nothing is asked of the network, nor of sudo, when all of them are there.

packages_missing() {
    local stage package tool wanted=" $* "
    while read -r stage package tool; do
        case "$stage" in '' | \#*) continue ;; esac
        [ "${wanted#* "$stage" }" != "$wanted" ] || continue
        [ -z "$tool" ] || ! command -v "$tool" > /dev/null || continue
        dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || echo "$package"
    done < cmake/packages
}

packages_ensure() {
    if ! command -v dpkg-query > /dev/null; then
        echo "This is not a Debian system: make sure that the counterparts of these are installed (cmake/packages)." >&2
        return 0
    fi
    local missing as_root=()
    mapfile -t missing < <(packages_missing "$@")
    [ "${#missing[@]}" -gt 0 ] || return 0
    echo "Installing ${#missing[@]} Debian packages, which may take some minutes: ${missing[*]}"
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo > /dev/null || ! sudo -v; then # which may ask for a password
            echo "This needs root or sudo. Please have these packages installed, and come again: ${missing[*]}" >&2
            return 1
        fi
        as_root=(sudo)
    fi
    packages_quietly "${as_root[@]}" apt-get update -qq || echo "Trying with the lists of packages at hand." >&2
    packages_quietly "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -qq -y --no-install-recommends "${missing[@]}"
}

# packages_quietly COMMAND...: shows what it printed only when it fails.
packages_quietly() {
    local printed status=0
    printed=$("$@" < /dev/null 2>&1) || status=$?
    [ "$status" -eq 0 ] || printf '%s\n' "$printed" | tail -n 20 >&2
    return "$status"
}
