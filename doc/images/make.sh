#!/usr/bin/env bash
# Makes the pictures of the web page in this folder, from the sample pages and made-up stories (tests/web/stories.py):
#
#   doc/images/make.sh [FOLDER]     FOLDER: where the npm package playwright-core is installed (node_modules);
#                                   unless given, it is installed into build/npm
#
# Needs a release build (./demo makes one), Chromium (CHROMIUM names another than /usr/bin/chromium), node, python3.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${SHINGLED_BUILD:-$PWD/build/release}
npm=${1-$PWD/build/npm}
[ -d "$npm/node_modules/playwright-core" ] || npm install --prefix "$npm" --no-audit --no-fund playwright-core@1.64

folder=$(mktemp -d "${TMPDIR:-/tmp}/shingled-images.XXXXXX")
"$build/daemon/shingled" --data "$folder/store" --listen "unix:$folder/socket" --http 127.0.0.1:0 2> "$folder/log" &
daemon=$!
trap 'kill "$daemon" 2> /dev/null; wait "$daemon" || true; rm -rf "$folder"' EXIT
export SHINGLECTL=$build/client/shinglectl
until "$SHINGLECTL" -s "unix:$folder/socket" ping > /dev/null 2>&1; do
    kill -0 "$daemon"
    sleep .05
done
address=$(sed -n 's/.* serves at .*http:\/\/\([^ ,]*\).*/\1/p' "$folder/log")
examples/feed.sh -s "unix:$folder/socket" > "$folder/answers"
python3 tests/web/stories.py "$address"
images=$PWD/doc/images
(cd "$npm" && node "$images/shots.mjs" "http://$address" "$images")
du -cb "$images"/*.webp
