#!/bin/bash
# Makes the owner, both databases and the role of each process, once, when the database's folder is empty.
set -euo pipefail
role() {
    psql -v ON_ERROR_STOP=1 -v name="$1" -v password="$2" --username postgres <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
SQL
}
role aigis_owner "$AIGIS_OWNER_PASSWORD"
role aigis_web "$AIGIS_WEB_PASSWORD"
role aigis_worker "$AIGIS_WORKER_PASSWORD"
role aigis_sealer "$AIGIS_SEALER_PASSWORD"
role aigis_reader "$AIGIS_READER_PASSWORD"
psql -v ON_ERROR_STOP=1 --username postgres <<'SQL'
CREATE DATABASE aigis OWNER aigis_owner TEMPLATE template0 ENCODING 'UTF8';
CREATE DATABASE aigis_keys OWNER aigis_owner TEMPLATE template0 ENCODING 'UTF8';
SQL
