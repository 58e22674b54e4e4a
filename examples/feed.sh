#!/bin/sh
# Gives the sample pages to a daemon, as a crawler would, and prints what it made of each:
#
#   examples/feed.sh [OPTION...]     options of every shinglectl command, such as -s 127.0.0.1:7625
#
# SHINGLECTL names the program where it is not on the PATH.
set -eu
folder=$(dirname "$0")
tab=$(printf '\t')

# field NAME: a field's value out of the JSON object in $answer; nothing for null.
field() { printf '%s\n' "$answer" | sed -n "s/.*\"$1\": *\"\{0,1\}\([^\",}]*\).*/\1/p" | sed 's/^null$//'; }

printf '%-32s %-9s %7s %7s  %s\n' PAGE STATUS CLUSTER MATCHED AGENCY
grep -v '^#' "$folder/manifest.tsv" | while IFS=$tab read -r file url source _; do
    answer=$("${SHINGLECTL:-shinglectl}" "$@" submit --json --id "$file" --url "$url" --source "$source" "$folder/$file")
    printf '%-32s %-9s %7s %7s  %s\n' "$file" "$(field status)" "$(field cluster)" "$(field matched)" "$(field agency)"
done
