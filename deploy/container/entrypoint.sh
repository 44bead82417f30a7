#!/bin/sh
# Runs one command of aigis; the search that was compiled with the image is copied to where its process may write.
set -eu
if [ ! -d "$NUMBA_CACHE_DIR" ] && [ -d /opt/aigis/compiled ]; then
    cp -R /opt/aigis/compiled "$NUMBA_CACHE_DIR"
fi
exec python -m aigis.ops.cli "$@"
