#!/bin/bash
# The Debian packages: built twice with the same bytes, clean under lintian, and in a booted container installed, used,
# upgraded with data and settings kept, removed, installed again and purged.
#
#   package_test.sh SOURCE     SOURCE: the project's root; exit status 0 good, 1 not, 77 skipped
#
# Skipped unless SHINGLED_LONG=1: it needs root, Debian's packaging tools and archive, and takes some minutes.
set -u
[ $# -eq 1 ] || { sed -n 's/^#   //p' "$0"; exit 2; }
. "$(dirname "$0")/container.sh"
container_allowed dpkg-buildpackage dh lintian mmdebstrap systemd-nspawn git

source=$1
work=$(mktemp -d "${TMPDIR:-/tmp}/shingled-package.XXXXXX")
trap 'rm -rf --one-file-system "$work"' EXIT

# built PLACE: packages of the tree as it stands, in $work/PLACE. The folders' names differ in length on purpose.
built() {
    mkdir -p "$work/$1/shingled"
    (cd "$source" && git ls-files -z --cached --others --exclude-standard | tar --null -T - -c) |
        tar -x -C "$work/$1/shingled"
    (cd "$work/$1/shingled" && DEB_BUILD_OPTIONS="nocheck parallel=$(nproc)" dpkg-buildpackage -us -uc -b) \
        > "$work/$1.log" 2>&1 || { tail -n 20 "$work/$1.log"; exit 1; }
}
built one
built another-place
sums() { (cd "$work/$1" && sha256sum -- *.deb); }
if [ "$(sums one)" != "$(sums another-place)" ]; then
    echo 'two builds differ:'
    diff <(sums one) <(sums another-place)
    exit 1
fi
echo "two builds, the same bytes: $(sums one | wc -l) packages"

(cd "$work/one" && lintian --allow-root --fail-on error,warning shingled_*.changes) || exit 1

root=$work/root
container_make "$root"
mkdir "$root/root/old" "$root/root/new"
cp "$work"/one/{shingled,shinglectl}_*.deb "$root/root/old"
# The next version, the same in all but its number.
for deb in "$root"/root/old/*.deb; do
    dpkg-deb -R "$deb" "$work/unpacked"
    sed -i -E 's/^(Version: .*)$/\1+next/' "$work/unpacked/DEBIAN/control"
    sed -i -E 's/(shinglectl \(= [^)]*)\)/\1+next)/' "$work/unpacked/DEBIAN/control"
    dpkg-deb --root-owner-group -b "$work/unpacked" "$root/root/new/$(basename "$deb")" > "$work/repack.log" || exit 1
    rm -r "$work/unpacked"
done

container_try "$root" 240 <<'END'
export DEBIAN_FRONTEND=noninteractive
store=/var/lib/private/shingled
settings=/etc/shingled/shingled.conf

echo '-- install'
good dpkg -i /root/old/*.deb
good systemctl is-active shingled.socket shingled-http.socket shingled.service
good systemctl is-enabled shingled.socket shingled.service
good shinglectl ping
seq -f 'The port was closed on day %g after a storm, officials said, and ships were sent to other harbours.' 9 > /root/page
good shinglectl submit --id a /root/page
echo '# mine' >> "$settings"

echo '-- upgrade'
good dpkg --force-confdef --force-confold -i /root/new/*.deb
good grep -q 'next$' <(dpkg-query -W -f '${Version}\n' shingled)
good systemctl is-active shingled.socket shingled.service
good shinglectl --timeout 10 doc key:a
good grep -qx '# mine' "$settings"

echo '-- remove'
good dpkg -r shingled
good not systemctl is-active shingled.service shingled.socket
good test -d "$store"
good test -e "$settings"

echo '-- install again'
good dpkg --force-confdef --force-confold -i /root/new/shingled_*.deb
good shinglectl --timeout 10 doc key:a

echo '-- purge'
good dpkg --purge shingled shinglectl
good test ! -e "$store"
good test ! -e /var/lib/shingled
good test ! -e "$settings"
good test -z "$(find / -xdev -path '*/systemd/*' -name 'shingled*' -not -path '/proc/*' -not -path '/root/*' -not -path '/run/*')"
END
echo 'installed, used, upgraded with data and settings kept, removed, installed again, purged'
