-- The catalog's part of the journal. The version stands in columns that clients see:
--   products    attributes.v: of any change; price in cents: of the last change that summaries show
--   images      url, behind "?v="
--   categories  name, behind " v"
-- A product and its images have one lock, categories have the negative numbers.
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
        insert into checker.journal (tab, id, version)
        values (tg_table_name, old.id, checker.next_version(old.id));
    else
        insert into checker.journal (tab, id, version, state)
        values (tg_table_name, new.id, (new.attributes ->> 'v')::bigint,
                jsonb_build_object('version', (new.price * 100)::bigint, 'category', new.category_id,
                                   'in_stock', new.stock > 0, 'name', new.name));
    end if;
    return null;
end
$$;

create function checker.note_image() returns trigger
    language plpgsql
as $$
begin
    if tg_op = 'DELETE' then
        insert into checker.journal (tab, id, part, version)
        values (tg_table_name, old.product_id, old.position, checker.next_version(old.product_id));
    else
        insert into checker.journal (tab, id, part, version, state)
        values (tg_table_name, new.product_id, new.position,
                substring(new.url from '\?v=(\d+)$')::bigint, '{}');
    end if;
    return null;
end
$$;

create function checker.note_category() returns trigger
    language plpgsql
as $$
begin
    if tg_op = 'DELETE' then
        insert into checker.journal (tab, id, version)
        values (tg_table_name, old.id, checker.next_version(-old.id));
    else
        insert into checker.journal (tab, id, version, state)
        values (tg_table_name, new.id, substring(new.name from ' v(\d+)$')::bigint, '{}');
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
        insert into checker.journal (tab, id, version)
        select tg_table_name, id, nextval('checker.version') from products;
    elsif tg_table_name = 'product_images' then
        insert into checker.journal (tab, id, part, version)
        select tg_table_name, product_id, position, nextval('checker.version') from product_images;
    else
        insert into checker.journal (tab, id, version)
        select tg_table_name, id, nextval('checker.version') from categories;
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
