-- The shop's part of the journal. A table's row is named by one column or two; its version stands at
-- the end of a text, or instead of a number. What no client sees as a whole row (a product in a
-- category) has no version to be seen, and is noted all the same.
create function checker.id_of(state jsonb, of text) returns bigint
    language sql
    immutable
return case of when '' then 0 when 'language' then ascii(state ->> 'language') else (state ->> of)::bigint end;

create function checker.lock_of(tab text, state jsonb, id text, part text) returns bigint
    language sql
    immutable
return hashtextextended(tab || ' ' || checker.id_of(state, id) || '/' || checker.id_of(state, part), 0);

-- Arguments of this and the following triggers: the columns that name a row, the column with the
-- version, and how that stands there.
create function checker.number() returns trigger
    language plpgsql
as $$
declare
    state jsonb  := to_jsonb(new);
    v     bigint := checker.next_version(checker.lock_of(tg_table_name, state, tg_argv[0], tg_argv[1]));
begin
    return jsonb_populate_record(new, jsonb_build_object(tg_argv[2], case tg_argv[3]
        when 'text' then to_jsonb(regexp_replace(state ->> tg_argv[2], ' v\d+$', '') || ' v' || v)
        when 'url' then to_jsonb('/images/' || new.id || '?v=' || v)
        when 'cents' then to_jsonb(v / 100.0)
        else to_jsonb(v)
    end));
end
$$;

-- After the change, as one that comes to nothing ("on conflict do nothing") is none.
create function checker.note() returns trigger
    language plpgsql
as $$
declare
    id    text  := tg_argv[0];
    part  text  := tg_argv[1];
    was   jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
    state jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
    shown text  := state ->> tg_argv[2];
begin
    if was is not null and (state is null
        or checker.id_of(was, id) <> checker.id_of(state, id)
        or checker.id_of(was, part) <> checker.id_of(state, part))
    then
        insert into checker.journal (tab, id, part, version)
        values (tg_table_name, checker.id_of(was, id), checker.id_of(was, part),
                checker.next_version(checker.lock_of(tg_table_name, was, id, part)));
    end if;
    if state is not null then
        insert into checker.journal (tab, id, part, version, state)
        values (tg_table_name, checker.id_of(state, id), checker.id_of(state, part),
                case tg_argv[3]
                    when 'text' then substring(shown from ' v(\d+)$')::bigint
                    when 'url' then substring(shown from '\?v=(\d+)$')::bigint
                    when 'cents' then (shown::numeric * 100)::bigint
                    when 'number' then shown::bigint
                    else checker.next_version(checker.lock_of(tg_table_name, state, id, part))
                end,
                state);
    end if;
    return null;
end
$$;

-- Nobody else writes to the table while it is truncated.
create function checker.truncated() returns trigger
    language plpgsql
as $$
begin
    execute format(
        'insert into checker.journal (tab, id, part, version)
         select %L, checker.id_of(to_jsonb(t), %L), checker.id_of(to_jsonb(t), %L), nextval(''checker.version'')
         from %I t',
        tg_table_name, tg_argv[0], tg_argv[1], tg_table_name);
    return null;
end
$$;

do $$
declare
    t         record;
    arguments text;
begin
    for t in
        select * from (values
            ('channel', 'id', '', 'currency', 'text'),
            ('product', 'id', '', 'name', 'text'),
            ('product_translation', 'product_id', 'language', 'name', 'text'),
            ('variant', 'id', '', 'title', 'text'),
            ('price', 'variant_id', 'channel_id', 'amount', 'cents'),
            ('warehouse', 'id', '', 'name', 'text'),
            ('stock', 'variant_id', 'warehouse_id', 'quantity', 'number'),
            ('image', 'id', '', 'url', 'url'),
            ('category', 'id', '', 'name', 'text'),
            ('product_category', 'product_id', 'category_id', '', '')) as t (tab, id, part, version, form)
    loop
        arguments := format('%L, %L, %L, %L', t.id, t.part, t.version, t.form);
        if t.form <> '' then
            execute format('create trigger checker_number before insert or update on %I
                            for each row execute function checker.number(%s)', t.tab, arguments);
        end if;
        execute format('create trigger checker_note after insert or update or delete on %I
                        for each row execute function checker.note(%s)', t.tab, arguments);
        execute format('create trigger checker_truncated before truncate on %I
                        for each statement execute function checker.truncated(%s)', t.tab, arguments);
    end loop;
end
$$;
