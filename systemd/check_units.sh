#!/bin/sh
# The units of a folder say nothing that systemd does not know, and leave the service no more than it needs.
#
#   check_units.sh FOLDER     exit status: 0 good, 1 not, 77 systemd-analyze is not there, or cannot run: it makes a
#                             folder in /run/systemd, which is there wherever systemd is or was installed since the start
#
# Exposure is systemd's own measure, 0 (sealed) to 10; --threshold takes ten times that.
set -u
command -v systemd-analyze > /dev/null || exit 77
if [ ! -d /run/systemd ] && [ ! -w /run ]; then
    echo "skipped: systemd-analyze needs /run/systemd, and there is none"
    exit 77
fi
folder=$1
threshold=2

said=$(systemd-analyze verify "$folder"/shingled.service "$folder"/shingled.socket "$folder"/shingled-http.socket 2>&1)
status=$?
# An unknown key only prints a line and leaves the status 0.
if [ "$status" -ne 0 ] || [ -n "$said" ]; then
    printf 'verify: status %s\n%s\n' "$status" "$said"
    exit 1
fi
systemd-analyze security --no-pager --offline=true --threshold=$threshold "$folder"/shingled.service | tail -n 1
systemd-analyze security --no-pager --offline=true --threshold=$threshold "$folder"/shingled.service > /dev/null 2>&1
