#!/bin/bash
# The installed units under a real systemd: boots a small Debian in a container and looks whether the service starts by
# its socket, is sealed, keeps what it acknowledged through a kill, refuses nobody meanwhile, and stops in good order.
#
#   boot_test.sh BUILD     BUILD: a build directory; exit status 0 good, 1 not, 77 skipped
#
# Skipped unless SHINGLED_LONG=1: it needs root, mmdebstrap, systemd-nspawn and Debian's archive, and takes some minutes.
set -u
[ $# -eq 1 ] || { sed -n 's/^#   //p' "$0"; exit 2; }
. "$(dirname "$0")/../tests/package/container.sh"
container_allowed mmdebstrap systemd-nspawn

build=$1
root=$(mktemp -d "${TMPDIR:-/tmp}/shingled-boot.XXXXXX")
trap 'rm -rf --one-file-system "$root"' EXIT
container_make "$root"
DESTDIR=$root cmake --install "$build" > /dev/null || exit 1

# A shorter watchdog than the installed one, so that the test need not wait for it; it holds from the stuck daemon on.
mkdir -p "$root/root/quick"
printf '[Service]\nWatchdogSec=3s\n' > "$root/root/quick/watchdog.conf"

container_try "$root" 400 <<'END'
export PATH=$PATH:/usr/local/bin
is() { [ "$(systemctl show -P "$2" "$1")" = "$3" ]; }
main_pid() { systemctl show -P MainPID shingled.service; }
# Until the daemon is another process than $1 and ready.
await_other() {
    for _ in $(seq 600); do
        [ "$(main_pid)" != "$1" ] && is shingled.service ActiveState active && return 0
        sleep 0.1
    done
    return 1
}

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

# Fifty kills, while a client asks all the time: it may wait, and is never refused.
(while [ ! -e /root/enough ]; do
    shinglectl --timeout 30 ping >> /root/asked 2>> /root/refused || true
done) &
asker=$!
for _ in $(seq 50); do
    pid=$(main_pid)
    kill -9 "$pid"
    good await_other "$pid"
done
touch /root/enough
wait "$asker"
echo "asked $(wc -l < /root/asked) times through 50 kills, refused: $(grep -c 'cannot connect' /root/refused)"
good test "$(grep -c 'cannot connect' /root/refused)" = 0
good test "$(wc -l < /root/asked)" -ge 50
good shinglectl doc key:a

# A daemon that is stuck is killed by the watchdog and started again.
mkdir -p /etc/systemd/system/shingled.service.d
cp /root/quick/watchdog.conf /etc/systemd/system/shingled.service.d/
systemctl daemon-reload
good systemctl restart shingled.service
pid=$(main_pid)
kill -STOP "$pid"
good await_other "$pid"
good grep -q "code=\(killed\|dumped\), status=6/ABRT" <(journalctl -u shingled.service --no-pager)
good shinglectl doc key:a

# What the sandbox refuses, and how the state is kept.
good test "$(stat -c %a /var/lib/private/shingled/data.mdb)" = 600
good grep -q '^PRIORITY=5$' <(journalctl -u shingled.service -o export --no-pager)
good test -z "$(ss -Hlun 2> /dev/null)"

# A stop drains: what is on its way is answered, and kept.
seq 20000 | sed 's/.*/{"id": "d&", "text": "On day & the port was closed after a storm, officials said, and ships went elsewhere."}/' > /root/rows
shinglectl import --json --quiet /root/rows > /root/answers 2> /dev/null &
importer=$!
for _ in $(seq 100); do [ -s /root/answers ] && break; sleep 0.05; done
good systemctl stop shingled.service
wait "$importer"
good systemctl start shingled.service
acknowledged=$(grep -c '"status"' /root/answers)
echo "acknowledged before and while it stopped: $acknowledged of 20000"
good test "$acknowledged" -gt 0
for id in $(grep -o '"key": *"d[0-9]*"' /root/answers | tr -d '" ' | cut -d: -f2 | tail -n 20); do
    good shinglectl doc "key:$id" > /dev/null
done
good systemctl stop shingled.service
good is shingled.service Result success
good is shingled.service ExecMainStatus 0
journalctl -u shingled.service --no-pager
END
grep -E '^(asked|acknowledged)' "$root/root/log"
echo 'booted, started by its socket, sealed, killed without a refusal, found stuck and restarted, drained, stopped in good order'
