-- What 'rules sql' of the invalidator says that its rules need: the tables in the log, with the rows as
-- they were, and what it looks up. The role has been there before (docs/sql/role.sql).
create publication freshet for table public.category, public.channel, public.image, public.price, public.product, public.product_category, public.product_translation, public.stock, public.variant, public.warehouse;
alter publication freshet set (publish = 'insert, update, delete, truncate');
alter table public.image replica identity full;
alter table public.price replica identity full;
alter table public.product_translation replica identity full;
alter table public.stock replica identity full;
alter table public.variant replica identity full;
grant usage on schema public to freshet_invalidator;
grant select on public.channel to freshet_invalidator;
grant select (category_id, product_id) on public.product_category to freshet_invalidator;
grant select (variant_id, warehouse_id) on public.stock to freshet_invalidator;
grant select (id, product_id) on public.variant to freshet_invalidator;
