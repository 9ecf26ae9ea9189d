#!/bin/bash
# Run once by the PostgreSQL image, as the superuser: the catalog's owner, and the invalidator's role.
set -euo pipefail

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --set catalog_password="$CATALOG_PASSWORD" \
  --set invalidator_password="$INVALIDATOR_PASSWORD" \
  --set role_script="${ROLE_SCRIPT:-/freshet/role.sql}" <<'SQL'
create role catalog with login password :'catalog_password';
select format('alter database %I owner to catalog', current_database()) \gexec
\i :role_script
alter role freshet_invalidator with password :'invalidator_password';
SQL
