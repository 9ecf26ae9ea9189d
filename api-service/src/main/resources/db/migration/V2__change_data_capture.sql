-- What the invalidator needs of the database. Nothing happens where it has been set up before, so
-- that the API's role need not own the tables of an adopted database.
do $$
begin
    -- Which category and which listings a row leaves can only be told from its old values.
    if (select relreplident from pg_class where oid = 'products'::regclass) <> 'f' then
        alter table products replica identity full;
    end if;
    if not exists (select from pg_publication where pubname = 'freshet') then
        create publication freshet for table categories, products, product_images;
    end if;
end
$$;
