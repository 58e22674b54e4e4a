# A small Debian under a real systemd, for tests that are root. To be sourced.
#
#     . container.sh
#     container_allowed mmdebstrap systemd-nspawn     # or skips, with exit status 77
#     container_make "$root"                          # Debian with the libraries that our programs link with
#     container_try "$root" 240 <<'END'               # boots it and runs these lines inside; exits with 1 when one fails
#     good shinglectl ping
#     END
#     grep ^asked "$root/root/log"                    # what they printed
#
# In the lines inside, `good COMMAND...` says that a command must succeed, `not COMMAND...` turns one round.

skip() { echo "skipped: $1"; exit 77; }

container_allowed() {
    local tool
    [ "${SHINGLED_LONG-}" = 1 ] || skip 'SHINGLED_LONG is not 1'
    [ "$(id -u)" = 0 ] || skip 'not root'
    for tool; do
        command -v "$tool" > /dev/null || skip "no $tool"
    done
}

container_make() {
    local root=$1 packages=systemd,systemd-sysv,dbus,procps,iproute2,init-system-helpers
    packages=$packages,libevent-core-2.1-7,libevent-extra-2.1-7,libevent-openssl-2.1-7,liblmdb0,libhiredis0.14,libjansson4
    packages=$packages,libutf8proc2,libxxhash0,libinih1,libzstd1,libssl3
    mmdebstrap --quiet --variant=minbase --include="$packages" bookworm "$root" > "$root.log" 2>&1 || {
        tail -n 5 "$root.log"; rm -f "$root.log"; skip 'no Debian to boot'; }
    rm -f "$root.log"
}

# Every line of /root/problems is a failure; /root/done says that it came to its end.
container_try() {
    local root=$1 seconds=$2
    {
        cat <<'END'
#!/bin/bash
exec > /root/log 2>&1
good() { "$@" || echo "failed: $*" >> /root/problems; }
not() { ! "$@"; }
touch /root/problems
END
        cat
        printf 'touch /root/done\nsystemctl poweroff\n'
    } > "$root/root/try"
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
    timeout "$seconds" systemd-nspawn -q -D "$root" --boot --register=no --keep-unit --private-network --console=pipe \
        < /dev/null > "$root/root/console" 2>&1
    if [ ! -e "$root/root/log" ]; then
        tail -n 5 "$root/root/console"
        skip 'the container did not boot'
    fi
    if [ ! -e "$root/root/done" ] || [ -s "$root/root/problems" ]; then
        cat "$root/root/problems" "$root/root/log"
        exit 1
    fi
}
