#!/bin/sh
# skia, the drawing library, is linked against libEGL and libGL, which desktop systems have and bare servers lack.
set -eu
missing=""
for library in libEGL.so.1 libGL.so.1; do
  /sbin/ldconfig -p 2>/dev/null | grep -q "$library" || missing="$missing $library"
done
[ -z "$missing" ] && exit 0
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "Installing the system libraries$missing"
  apt-get update -qq && apt-get install -y -qq --no-install-recommends libegl1 libgl1
else
  echo "These system libraries are missing:$missing. On Debian or Ubuntu: sudo apt-get install libegl1 libgl1" >&2
  exit 2
fi
