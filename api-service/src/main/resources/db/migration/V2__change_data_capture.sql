-- What the invalidator needs of the database. Nothing happens where it has been set up before, so
-- that the API's role need not own the tables of an adopted database.
do $$
begin
    -- Which category and which listings a row leaves can only be told from its old values. An index
    -- as the identity was chosen by somebody. With full identity and generated columns PostgreSQL 18
    -- refuses every update and delete, whoever makes it.
    if (select relreplident from pg_class where oid = 'products'::regclass) in ('d', 'n') then
        if exists (select from pg_attribute
                   where attrelid = 'products'::regclass and attgenerated <> '') then
            raise warning 'products keeps its replica identity, as it has generated columns: every '
                'update of a product purges all listings until docs/sql/replica-identity-index.sql '
                'is run';
        else
            alter table products replica identity full;
        end if;
    end if;
    if not exists (select from pg_publication where pubname = 'freshet') then
        create publication freshet for table categories, products, product_images;
    end if;
end
$$;
