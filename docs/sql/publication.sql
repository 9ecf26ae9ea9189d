-- What the invalidator follows: exactly these three tables. Run it as their owner, as often as you
-- like. Full replica identity gives each change of a product the row as it was; another way is
-- replica-identity-index.sql.
alter table products replica identity full;

do $$
begin
    if not exists (select from pg_publication where pubname = 'freshet') then
        create publication freshet;
    end if;
end
$$;

alter publication freshet set table products, product_images, categories;
alter publication freshet set (publish = 'insert, update, delete, truncate');
