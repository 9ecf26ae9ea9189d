-- Changes one after the other, each a transaction, with the keys that it makes wrong, without "solidus:" in front.
-- {1..3} and {a,b} stand for several; product:* is every product. A test applies them, and finds these keys gone and
-- all others still there.
--
-- keys: product:{1..4} slug:{shirt,tee,hat,cap,mug,bag} taxon:{1..4} price:{1..4}{0,1}:{USD,EUR} stock:{1..4}{0,1}

-- deletes: product:1 taxon:{2,4}
update spree_products set name = 'T-shirt' where id = 1;

-- deletes: product:1
update spree_products set description = 'Of cotton' where id = 1;

-- Both slugs, and what lists the product
-- deletes: product:1 taxon:{2,4} slug:{shirt,tee}
update spree_products set slug = 'tee' where id = 1;

-- What a touch leaves
-- deletes: nothing
update spree_products set updated_at = now();

-- deletes: product:3
update spree_products set primary_taxon_id = 1 where id = 3;

-- Deleted but not gone
-- deletes: product:4 slug:bag
update spree_products set deleted_at = now() where id = 4;

-- deletes: slug:cap
delete from friendly_id_slugs where id = 2;

-- The slug of a page, until it is one of a product
-- deletes: nothing
update friendly_id_slugs set sluggable_id = 8 where id = 3;

-- deletes: slug:mug
update friendly_id_slugs set sluggable_type = 'Spree::Product', sluggable_id = 3 where id = 3;

-- deletes: product:1
update spree_variants set sku = 'T11' where id = 11;

-- deletes: nothing
update spree_variants set cost_price = 4, updated_at = now();

-- deletes: product:1 stock:11
update spree_variants set track_inventory = false where id = 11;

-- deletes: product:2 price:21:{USD,EUR}
update spree_variants set tax_category_id = 1 where id = 21;

-- deletes: product:{3,4}
update spree_variants set product_id = 3 where id = 41;

-- deletes: product:1
update spree_assets set alt = 'From the front' where id = 1;

-- deletes: product:{1,3}
update spree_assets set viewable_id = 41 where id = 1;

-- An image of a taxon of that id
-- deletes: nothing
update spree_assets set alt = 'A sign' where id = 3;

-- It is of another type from then on.
-- deletes: product:1
update spree_assets set viewable_type = 'Spree::Variant' where id = 3;

-- And is of a taxon again.
-- deletes: product:1
update spree_assets set viewable_type = 'Spree::Taxon' where id = 3;

-- deletes: product:2
update active_storage_attachments set blob_id = 1 where id = 2;

-- deletes: taxon:2
update active_storage_attachments set name = 'banner' where id = 4;

-- What was an image's is a taxon's: asset 2 is of product 2.
-- deletes: product:2 taxon:3
update active_storage_attachments set record_type = 'Spree::Taxon', record_id = 3 where id = 2;

-- deletes: nothing
update active_storage_attachments set name = 'copy' where id in (3, 5);

-- One file of an image and of a taxon
-- deletes: product:3 taxon:3
update active_storage_blobs set filename = 'a.jpg' where id = 1;

-- deletes: taxon:2
update active_storage_blobs set metadata = '{"analyzed": true}' where id = 4;

-- deletes: nothing
update active_storage_blobs set filename = 'x' where id in (3, 5);

-- A file gets another name, and in the same transaction its image is another variant's.
-- deletes: product:{1,3} taxon:3
update active_storage_blobs set filename = 'b.jpg' where id = 1;
update spree_assets set viewable_id = 11 where id = 1;

-- deletes: taxon:{1,2} product:1
update spree_taxons set name = 'All shirts' where id = 2;

-- A taxon that is the first one of product 2
-- deletes: taxon:4 product:{1,2}
update spree_taxons set permalink = 'acme-inc' where id = 4;

-- deletes: taxon:{1..3} product:3
update spree_taxons set name = 'Clothing' where id = 1;

-- deletes: taxon:3
update spree_taxons set description = 'Hats' where id = 3;

-- deletes: nothing
update spree_taxons set lft = 1, rgt = 2, depth = 1, updated_at = now();

-- deletes: taxon:{1,3,4}
update spree_taxons set parent_id = 4 where id = 3;

-- deletes: taxon:{1..3}
update spree_taxonomies set name = 'Departments' where id = 1;

-- deletes: nothing
update spree_taxonomies set position = 3;

-- deletes: product:1 taxon:2
update spree_products_taxons set position = 1 where id = 1;

-- deletes: product:{1,4} taxon:4
update spree_products_taxons set product_id = 4 where id = 3;

-- deletes: product:2 taxon:3
delete from spree_products_taxons where id = 2;

-- deletes: product:{1,2}
update spree_option_types set presentation = 'Sizes' where id = 1;

-- deletes: nothing
update spree_option_types set updated_at = now();

-- deletes: product:{1,2}
update spree_option_values set presentation = 'Small' where id = 1;

-- deletes: nothing
update spree_option_values set presentation = 'Large' where id = 2;

-- deletes: product:{1,3}
update spree_option_values_variants set variant_id = 41 where id = 1;

-- deletes: product:2
delete from spree_option_values_variants where id = 2;

-- deletes: product:{1,4}
update spree_product_option_types set product_id = 4 where id = 1;

-- deletes: product:{1,4}
update spree_properties set presentation = 'Cut' where id = 1;

-- deletes: product:{2,3}
update spree_properties set name = 'washing' where id = 2;

-- deletes: product:1
update spree_product_properties set value = 'wide' where id = 1;

-- deletes: product:1
insert into spree_product_properties (id, product_id, property_id, value) values (3, 1, 2, 'no');

-- deletes: product:4
update spree_variant_property_rules set apply_to_all = false where id = 2;

-- deletes: product:{1,4}
update spree_variant_property_rules set product_id = 1 where id = 2;

-- deletes: product:{1,3}
update spree_variant_property_rule_conditions set variant_property_rule_id = 2 where id = 1;

-- deletes: product:1
update spree_variant_property_rule_values set value = 'narrow' where id = 2;

-- The rule and one of its values go together.
-- deletes: product:1
delete from spree_variant_property_rule_values where id = 2;
delete from spree_variant_property_rules where id = 2;

-- deletes: price:21:USD product:2
update spree_prices set amount = 12 where id = 211;

-- deletes: nothing
update spree_prices set updated_at = now();

-- deletes: price:21:{USD,EUR} product:2
update spree_prices set currency = 'EUR' where id = 211;

-- deletes: price:{20,30}:USD product:{2,3}
update spree_prices set variant_id = 30 where id = 201;

-- A price, and in the same transaction its variant goes to another product.
-- deletes: price:11:USD product:{1,2}
update spree_prices set amount = 7 where id = 111;
update spree_variants set product_id = 2 where id = 11;

-- deletes: price:* product:*
update spree_tax_categories set name = 'Standard' where id = 1;

-- deletes: nothing
update spree_tax_categories set description = 'What is not reduced' where id = 1;

-- deletes: price:* product:*
update spree_tax_rates set amount = 0.2 where id = 1;

-- deletes: price:* product:*
truncate spree_tax_rate_tax_categories;

-- deletes: stock:31
update spree_stock_items set count_on_hand = 4 where id = 31;

-- The last ones
-- deletes: stock:31 product:3
update spree_stock_items set count_on_hand = 0 where id = 31;

-- deletes: stock:31
update spree_stock_items set count_on_hand = -2 where id = 31;

-- deletes: stock:31 product:3
update spree_stock_items set backorderable = true where id = 31;

-- deletes: nothing
update spree_stock_items set updated_at = now();

-- deletes: product:* stock:*
update spree_stock_locations set active = false where id = 1;

-- deletes: nothing
update spree_stock_locations set admin_name = 'North 1' where id = 1;

-- deletes: product:*
update spree_shipping_categories set name = 'Letter' where id = 1;

-- deletes: product:*
truncate spree_option_values_variants;

-- deletes: product:4 stock:40 price:40:{USD,EUR}
delete from spree_stock_items where variant_id = 40;
delete from spree_prices where variant_id = 40;
delete from spree_variants where id = 40;
