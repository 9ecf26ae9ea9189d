-- What the invalidator needs of the database. Nothing happens where it has been set up before, so
-- that the API's role need not own the tables of an adopted database.
do $$
declare
    part     record;
    reason   text;
begin
    if exists (select from pg_publication where pubname = 'freshet')
       and (select relreplident from pg_class where oid = 'products'::regclass) in ('f', 'i') then
        return;
    end if;

    -- Who waits for a lock holds up all who come later.
    perform set_config('lock_timeout', '5s', true);
    if not exists (select from pg_publication where pubname = 'freshet') then
        create publication freshet for table categories, products, product_images;
        -- Full identity has generated columns too, and since 18 the server wants them published.
        if current_setting('server_version_num')::int >= 180000 then
            alter publication freshet set (publish_generated_columns = stored);
        end if;
    end if;

    -- Which category and which listings a row leaves can only be told from its old values. An index
    -- as the identity was chosen by somebody. A published table must have some identity. The server
    -- checks it against all publications also where it only explains.
    for part in
        with recursive tree (root, relation) as (
            select t, t from unnest('{products, product_images, categories}'::regclass[]) t
            union
            select t.root, i.inhrelid::regclass
            from tree t join pg_inherits i on i.inhparent = t.relation)
        select t.relation, c.relkind = 'r' as has_rows,
               c.relreplident <> 'f'
               and (t.root = 'products'::regclass and c.relreplident <> 'i'
                    or not exists (
                        select from pg_index i
                        where i.indrelid = c.oid and i.indisvalid and i.indimmediate
                          and (c.relreplident = 'i' and i.indisreplident
                               or c.relreplident = 'd' and i.indisprimary))) as wants_full,
               format('explain update only %s set %2$I = %2$I', t.relation,
                      (select a.attname from pg_attribute a
                       where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                         and a.attgenerated = '' and a.attidentity <> 'a' limit 1)) as an_update,
               format('explain delete from only %s', t.relation) as a_delete
        from tree t join pg_class c on c.oid = t.relation
        where c.relkind in ('r', 'p')
    loop
        if part.wants_full then
            begin
                execute format('alter table %s replica identity full', part.relation);
                if part.has_rows then
                    execute part.an_update;
                    execute part.a_delete;
                end if;
            exception when object_not_in_prerequisite_state or invalid_column_reference then
                get stacked diagnostics reason = pg_exception_detail;
                raise warning '% keeps its replica identity, as every UPDATE or DELETE would fail '
                    'with the full one: %. Until docs/sql/replica-identity-index.sql is run, every '
                    'update of a product purges all listings', part.relation, reason;
            end;
        end if;
        if part.has_rows then
            execute part.an_update;
            execute part.a_delete;
        end if;
    end loop;
end
$$;
