#!/bin/sh
# Measures Mozilla Readability with linkedom over pages: for bench/extract --peer.
#
#   readability.sh FOLDER ROUNDS FIELD FILE...
#
# Both packages are installed into FOLDER, once, and never into the tree. Prints what readability.mjs prints. Exit
# status 77: node, npm or its registry cannot be reached.
folder=$1
here=$(dirname "$0")
command -v node > /dev/null && command -v npm > /dev/null || exit 77
if ! [ -d "$folder/node_modules/@mozilla/readability" ] || ! [ -d "$folder/node_modules/linkedom" ]; then
    mkdir -p "$folder" || exit 77
    npm install --prefix "$folder" --no-audit --no-fund --no-save --silent --fetch-retries 0 --fetch-timeout 20000 \
        @mozilla/readability linkedom < /dev/null >&2 || exit 77
fi
exec node "$here/readability.mjs" "$@"
