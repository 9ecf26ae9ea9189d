-- The checker's oracle, beside the catalog and published to nobody: every change of a row, whoever
-- makes it, gives the row a new version, which grows in the order of the row's commits, and notes
-- it in the same transaction. The version stands in columns that clients see:
--   products    attributes.v: of any change; price in cents: of the last change that summaries show
--   images      url, behind "?v="
--   categories  name, behind " v"
create schema checker;

create sequence checker.version;

create table checker.journal (
    kind            text    not null,
    id              bigint  not null,
    position        integer not null default 0,
    version         bigint  not null,
    deleted         boolean not null default false,
    xid             bigint  not null default pg_current_xact_id()::text::bigint,
    summary_version bigint,
    category        bigint,
    in_stock        boolean,
    name            text
);

create table checker.token (
    token text   not null,
    xid   bigint not null default pg_current_xact_id()::text::bigint
);

-- Last in a transaction: ends it with a fence, and notes whose it is.
create function checker.fence(token text) returns void
    language plpgsql
as $$
begin
    insert into checker.token (token) values (fence.token);
    perform pg_logical_emit_message(true, 'freshet', fence.token);
end
$$;

-- A row that is deleted and inserted again keeps its order: versions of one product, with its
-- images, are given to one transaction at a time.
create function checker.next_version(row_id bigint) returns bigint
    language plpgsql
as $$
begin
    perform pg_advisory_xact_lock(row_id);
    return nextval('checker.version');
end
$$;

create function checker.number_product() returns trigger
    language plpgsql
as $$
declare
    v bigint := checker.next_version(new.id);
begin
    new.attributes := new.attributes || jsonb_build_object('v', v);
    if tg_op = 'INSERT' then
        new.price := v / 100.0;
    elsif (new.sku, new.name, new.category_id, new.price, new.currency, new.stock > 0)
          is distinct from (old.sku, old.name, old.category_id, old.price, old.currency, old.stock > 0)
    then
        new.price := v / 100.0;
    end if;
    return new;
end
$$;

create function checker.number_image() returns trigger
    language plpgsql
as $$
begin
    new.url := regexp_replace(new.url, '\?.*', '') || '?v=' || checker.next_version(new.product_id);
    return new;
end
$$;

create function checker.number_category() returns trigger
    language plpgsql
as $$
begin
    new.name := 'Shelf ' || new.id || ' v' || checker.next_version(-new.id);
    return new;
end
$$;

-- After the change, as one that comes to nothing ("on conflict do nothing") is none.
create function checker.note_product() returns trigger
    language plpgsql
as $$
begin
    if tg_op = 'DELETE' then
        insert into checker.journal (kind, id, version, deleted)
        values ('PRODUCT', old.id, checker.next_version(old.id), true);
    else
        insert into checker.journal (kind, id, version, summary_version, category, in_stock, name)
        values ('PRODUCT', new.id, (new.attributes ->> 'v')::bigint, (new.price * 100)::bigint,
                new.category_id, new.stock > 0, new.name);
    end if;
    return null;
end
$$;

create function checker.note_image() returns trigger
    language plpgsql
as $$
begin
    if tg_op = 'DELETE' then
        insert into checker.journal (kind, id, position, version, deleted)
        values ('IMAGE', old.product_id, old.position, checker.next_version(old.product_id), true);
    else
        insert into checker.journal (kind, id, position, version)
        values ('IMAGE', new.product_id, new.position, substring(new.url from '\?v=(\d+)$')::bigint);
    end if;
    return null;
end
$$;

create function checker.note_category() returns trigger
    language plpgsql
as $$
begin
    if tg_op = 'DELETE' then
        insert into checker.journal (kind, id, version, deleted)
        values ('CATEGORY', old.id, checker.next_version(-old.id), true);
    else
        insert into checker.journal (kind, id, version)
        values ('CATEGORY', new.id, substring(new.name from ' v(\d+)$')::bigint);
    end if;
    return null;
end
$$;

-- Nobody else writes to the table while it is truncated.
create function checker.truncations() returns trigger
    language plpgsql
as $$
begin
    if tg_table_name = 'products' then
        insert into checker.journal (kind, id, version, deleted)
        select 'PRODUCT', id, nextval('checker.version'), true from products;
    elsif tg_table_name = 'product_images' then
        insert into checker.journal (kind, id, position, version, deleted)
        select 'IMAGE', product_id, position, nextval('checker.version'), true from product_images;
    else
        insert into checker.journal (kind, id, version, deleted)
        select 'CATEGORY', id, nextval('checker.version'), true from categories;
    end if;
    return null;
end
$$;

create trigger checker_number before insert or update on products
    for each row execute function checker.number_product();
create trigger checker_note after insert or update or delete on products
    for each row execute function checker.note_product();
create trigger checker_number before insert or update on product_images
    for each row execute function checker.number_image();
create trigger checker_note after insert or update or delete on product_images
    for each row execute function checker.note_image();
create trigger checker_number before insert or update on categories
    for each row execute function checker.number_category();
create trigger checker_note after insert or update or delete on categories
    for each row execute function checker.note_category();
create trigger checker_truncations before truncate on products
    for each statement execute function checker.truncations();
create trigger checker_truncations before truncate on product_images
    for each statement execute function checker.truncations();
create trigger checker_truncations before truncate on categories
    for each statement execute function checker.truncations();

-- A table of another program, whose trigger changes products.
create table checker.deliveries (product_id bigint not null, stock integer not null);

create function checker.deliver() returns trigger
    language plpgsql
as $$
begin
    update products set stock = new.stock, updated_at = now() where id = new.product_id;
    return null;
end
$$;

create trigger deliver after insert on checker.deliveries
    for each row execute function checker.deliver();
