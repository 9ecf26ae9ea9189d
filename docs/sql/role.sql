-- The role of the invalidator, with the least rights that work. Run it once, as a superuser, in the
-- catalog's database, with a password of your own. It can read no table: the write-ahead log brings
-- the rows of the published tables.
create role freshet_invalidator with login replication password 'change-me';

do $$
begin
    execute format('grant connect on database %I to freshet_invalidator', current_database());
end
$$;
