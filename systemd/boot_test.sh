#!/bin/bash
# The installed units under a real systemd: boots a small Debian in a container and looks whether the service starts by
# its socket, is sealed, keeps what it acknowledged through a kill, refuses nobody meanwhile, and stops in good order.
#
#   boot_test.sh BUILD     BUILD: a build directory; exit status 0 good, 1 not, 77 skipped
#
# Skipped unless SHINGLED_LONG=1: it needs root, mmdebstrap, systemd-nspawn and Debian's archive, and takes a minute.
set -u
skip() { echo "skipped: $1"; exit 77; }
[ "${SHINGLED_LONG-}" = 1 ] || skip 'SHINGLED_LONG is not 1'
[ "$(id -u)" = 0 ] || skip 'not root'
command -v mmdebstrap > /dev/null && command -v systemd-nspawn > /dev/null || skip 'no mmdebstrap or no systemd-nspawn'

build=$1
root=$(mktemp -d "${TMPDIR:-/tmp}/shingled-boot.XXXXXX")
trap 'rm -rf --one-file-system "$root"' EXIT
packages=systemd,systemd-sysv,dbus,procps,libevent-core-2.1-7,libevent-extra-2.1-7,liblmdb0,libhiredis0.14,libjansson4
packages=$packages,libutf8proc2,libxxhash0,libinih1,libzstd1,libssl3
mmdebstrap --quiet --variant=minbase --include="$packages" bookworm "$root" > "$root.log" 2>&1 || {
    tail -n 5 "$root.log"; rm -f "$root.log"; skip 'no Debian to boot'; }
rm -f "$root.log"
DESTDIR=$root cmake --install "$build" > /dev/null || exit 1

cat > "$root/root/try" <<'END'
#!/bin/bash
# Runs inside. Every line of /root/problems is a failure; /root/done says that it came to its end.
exec > /root/log 2>&1
export PATH=$PATH:/usr/local/bin
good() { "$@" || echo "failed: $*" >> /root/problems; }
is() { [ "$(systemctl show -P "$2" "$1")" = "$3" ]; }
touch /root/problems

good systemctl start shingled.socket shingled-http.socket
good is shingled.service ActiveState inactive
good shinglectl ping
good is shingled.service ActiveState active

seq -f 'The port was closed on day %g after a storm, officials said, and ships were sent to other harbours.' 9 > /root/page
good shinglectl submit --id a /root/page
pid=$(systemctl show -P MainPID shingled.service)
good grep -q '^CapEff:.0000000000000000$' "/proc/$pid/status"
good grep -q '^NoNewPrivs:.1$' "/proc/$pid/status"
good grep -q '^Seccomp:.2$' "/proc/$pid/status"
good test "$(stat -c %U "/proc/$pid")" != root
good test "$(stat -c %a /var/lib/private/shingled)" = 700
good systemctl reload shingled.service

# A client that asks while the daemon is dead waits for the next one, and finds what was acknowledged.
kill -9 "$pid"
for _ in $(seq 40); do good shinglectl --timeout 10 ping; sleep 0.05; done
good is shingled.service NRestarts 1
good shinglectl doc key:a

good systemctl stop shingled.service
good is shingled.service Result success
good is shingled.service ExecMainStatus 0
journalctl -u shingled.service --no-pager
touch /root/done
systemctl poweroff
END
chmod +x "$root/root/try"
cat > "$root/etc/systemd/system/try.service" <<'END'
[Unit]
After=multi-user.target
[Service]
Type=oneshot
ExecStart=/root/try
[Install]
WantedBy=multi-user.target
END
systemctl --root="$root" --quiet enable try.service 2> /dev/null

timeout 120 systemd-nspawn -q -D "$root" --boot --register=no --keep-unit --private-network --console=pipe \
    < /dev/null > "$root/console" 2>&1
if [ ! -e "$root/root/log" ]; then
    tail -n 5 "$root/console"
    skip 'the container did not boot'
fi
if [ ! -e "$root/root/done" ] || [ -s "$root/root/problems" ]; then
    cat "$root/root/problems" "$root/root/log"
    exit 1
fi
echo 'booted, started by its socket, sealed, killed without a refusal, stopped in good order'
