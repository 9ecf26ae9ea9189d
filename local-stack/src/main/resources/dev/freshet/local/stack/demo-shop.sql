insert into channel (code, currency) values ('eu', 'EUR'), ('us', 'USD');
insert into warehouse (name) values ('North'), ('South');
insert into category (name) select 'Category ' || n from generate_series(1, 40) n;
insert into product (name) select 'Product ' || n from generate_series(1, %1$d) n;
insert into product_category select id, 1 + (id - 1) %% 40 from product;
insert into product_translation (product_id, language, name) select id, 'DE', 'Produkt ' || id from product;
insert into variant (product_id, sku, title) select id, 'SKU-' || id, 'Standard' from product;
insert into price (variant_id, channel_id, amount)
    select v.id, c.id, 10 + v.id %% 90 from variant v cross join channel c order by v.id, c.id;
insert into stock (variant_id, warehouse_id, quantity)
    select v.id, 1 + v.id %% 2, v.id %% 50 from variant v;
insert into image (owner_type, owner_id, url) select 'product', id, '/images/' || id || '.jpg' from product;
