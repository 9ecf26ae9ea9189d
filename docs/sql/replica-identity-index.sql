-- Instead of full replica identity: an index over what listings and category pages show of a product,
-- or order it by. The write-ahead log then has a row's old values only if one of these changes. Run it
-- as the owner of products, outside a transaction, before publication.sql or after it. All of the
-- columns must be not null, and sku and name of a product together no longer than about 2,500 bytes.
-- To undo it, give products full replica identity, then drop the index.
create unique index concurrently if not exists products_replica_identity
    on products (id, sku, name, category_id, price, currency, stock, created_at);

-- Fails, and leaves all as it was, if a publication would then make the server refuse changes.
begin;
set local lock_timeout = '5s';
alter table products replica identity using index products_replica_identity;
explain update products set price = price;
explain delete from products;
commit;
