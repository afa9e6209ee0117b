#!/bin/sh
# The browser in which the study's page is tested; without it those tests are skipped.
set -eu
command -v chromium >/dev/null && command -v chromedriver >/dev/null && exit 0
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "Installing chromium and its driver"
  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium chromium-driver >/dev/null
else
  echo "Chromium is missing. On Debian: sudo apt-get install chromium chromium-driver" >&2
  exit 2
fi
