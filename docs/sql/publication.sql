-- What the invalidator follows: exactly these three tables, with their partitions and the tables that
-- inherit from them. Run it as their owner, as often as you like, and again when there is a new one.
-- Full replica identity gives each change of a product the row as it was; another way is
-- replica-identity-index.sql. Tables without a primary key get it too: published without an identity,
-- they could not be updated any more.
do $$
declare
    relation regclass;
begin
    for relation in
        with recursive tree (root, oid) as (
            select c.oid, c.oid from pg_class c
            where c.oid in ('products'::regclass, 'product_images'::regclass, 'categories'::regclass)
            union
            select t.root, i.inhrelid from tree t join pg_inherits i on i.inhparent = t.oid)
        select c.oid
        from tree t join pg_class c on c.oid = t.oid
        where c.relkind in ('r', 'p') and c.relreplident <> 'f'
          and (t.root = 'products'::regclass
               or c.relreplident = 'n'
               or c.relreplident = 'd'
                  and not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary))
    loop
        execute format('alter table %s replica identity full', relation);
    end loop;

    if not exists (select from pg_publication where pubname = 'freshet') then
        create publication freshet;
    end if;
end
$$;

alter publication freshet set table products, product_images, categories;
alter publication freshet set (publish = 'insert, update, delete, truncate');
