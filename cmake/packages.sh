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
    echo "Installing ${#missing[@]} Debian packages: ${missing[*]}"
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo > /dev/null; then
            echo "Not root, and there is no sudo. Please have these installed: ${missing[*]}" >&2
            return 1
        fi
        as_root=(sudo)
    fi
    "${as_root[@]}" apt-get update -qq < /dev/null || echo "apt-get update failed; trying with the lists at hand" >&2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -qq -y --no-install-recommends "${missing[@]}" < /dev/null
}
