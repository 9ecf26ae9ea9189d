-- What the invalidator follows: exactly these three tables, with their partitions and the tables that
-- inherit from them. Run it as their owner, as often as you like, and again when there is a new one.
-- It is done as a whole, or not at all if the server would then refuse to update or delete their rows;
-- adopting.md says what to do about that.
--
-- Each change of a product must come with the row as it was: by an index as its replica identity that
-- has what summaries show (replica-identity-index.sql), or else by full replica identity. That is also
-- what tables get that have no usable primary key, as without an identity they could not be updated.
do $$
declare
    part     record;
    tables   regclass[];
    relation regclass;
    col      name;
    command  text;
    reason   text;
begin
    -- Who waits for a lock holds up all who come later.
    perform set_config('lock_timeout', '5s', true);

    if not exists (select from pg_publication where pubname = 'freshet') then
        create publication freshet;
    end if;
    alter publication freshet set (publish = 'insert, update, delete, truncate');
    -- Full replica identity has generated columns too, and since 18 the server wants them published.
    if current_setting('server_version_num')::int >= 180000 then
        alter publication freshet set (publish_generated_columns = stored);
    end if;
    alter publication freshet set table products, product_images, categories;

    for part in
        with recursive tree (root, relation) as (
            select t, t from unnest('{products, product_images, categories}'::regclass[]) t
            union
            select t.root, i.inhrelid::regclass
            from tree t join pg_inherits i on i.inhparent = t.relation)
        select t.relation, c.relkind, c.relreplident = 'f' or exists (
            select from pg_index i
            where i.indrelid = c.oid and i.indisvalid and i.indimmediate and i.indpred is null
              and (c.relreplident = 'i' and i.indisreplident
                   or c.relreplident = 'd' and i.indisprimary)
              and (t.root <> 'products'::regclass
                   or array(select a.attname::text
                            from unnest(i.indkey) with ordinality k (number, position)
                            join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number
                            where k.position <= i.indnkeyatts)
                      @> '{id, sku, name, category_id, price, currency, stock, created_at}')
            ) as identified
        from tree t join pg_class c on c.oid = t.relation
        where c.relkind in ('r', 'p')
    loop
        if not part.identified then
            execute format('alter table %s replica identity full', part.relation);
        end if;
        if part.relkind = 'r' then
            tables := tables || part.relation;
        end if;
    end loop;

    -- The server checks a table's identity against all publications also where it only explains.
    foreach relation in array tables loop
        select attname into col from pg_attribute
        where attrelid = relation and attnum > 0 and not attisdropped
          and attgenerated = '' and attidentity <> 'a'
        limit 1;
        foreach command in array array[
            format('update only %s set %2$I = %2$I', relation, col),
            format('delete from only %s', relation)]
        loop
            begin
                execute 'explain ' || command;
            exception when object_not_in_prerequisite_state or invalid_column_reference then
                get stacked diagnostics reason = pg_exception_detail;
                raise exception 'every % of % would fail: %',
                    upper(split_part(command, ' ', 1)), relation,
                    coalesce(nullif(reason, ''), sqlerrm)
                    using hint = 'Nothing was changed. See "When writes would fail" in adopting.md.';
            end;
        end loop;
    end loop;
end
$$;
