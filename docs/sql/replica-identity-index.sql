-- Instead of full replica identity, after publication.sql: an index over what listings and category
-- pages show of a product, or order it by. The write-ahead log then has a row's old values only if
-- one of these changes. Run it as the owner of products, outside a transaction. All of the columns
-- must be not null, and sku and name of a product together no longer than about 2,500 bytes. To undo
-- it, run publication.sql, then drop the index.
create unique index concurrently if not exists products_replica_identity
    on products (id, sku, name, category_id, price, currency, stock, created_at);

alter table products replica identity using index products_replica_identity;
