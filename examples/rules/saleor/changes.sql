-- Changes one after the other, each a transaction, with the keys that it makes wrong, without "saleor:" in front.
-- {1..3} and {a,b} stand for several; product:* is every product. A test applies them, and finds these keys gone and
-- all others still there.
--
-- keys: product:{1..5}:{eu,us} category:{1..4} collection:{1,2}:{eu,us} price:{1..5}{1,2}:{1,2} stock:{1..5}{1,2}

-- Lists show the name.
-- deletes: product:1:{eu,us} category:2 collection:1:{eu,us}
update product_product set name = 'Simple shirt' where id = 1;

-- They do not show the description.
-- deletes: product:1:{eu,us}
update product_product set description = '{"text": "Plain"}' where id = 1;

-- What only the search reads
-- deletes: nothing
update product_product set search_document = 'shirt', search_index_dirty = true, updated_at = now();

-- From the shirts to the hats
-- deletes: product:1:{eu,us} category:{2,3}
update product_product set category_id = 3 where id = 1;

-- deletes: product:3:{eu,us}
update product_product set product_type_id = 2 where id = 3;

-- deletes: product:1:{eu,us}
update product_producttranslation set name = 'Schlichtes Hemd' where id = 1;

-- A row that names another product is of the old and of the new one.
-- deletes: product:{1,5}:{eu,us}
update product_producttranslation set product_id = 5 where id = 1;

-- deletes: product:1:{eu,us}
update product_productchannellisting set is_published = false where id = 11;

-- deletes: nothing
update product_productchannellisting set discounted_price_dirty = true where id = 11;

-- deletes: product:2:{eu,us}
update product_productvariant set name = 'Small' where id = 21;

-- deletes: product:2:{eu,us} stock:22
update product_productvariant set track_inventory = false where id = 22;

-- deletes: nothing
update product_productvariant set updated_at = now();

-- deletes: product:{1,2}:{eu,us}
update product_productvariant set product_id = 2 where id = 12;

-- deletes: product:2:{eu,us}
update product_productvarianttranslation set name = 'Winzig' where id = 1;

-- deletes: product:{2,4}:{eu,us}
update product_productvarianttranslation set product_variant_id = 41 where id = 1;

-- deletes: product:1:{eu,us}
update product_productmedia set alt = 'From the front' where id = 1;

-- deletes: product:{1,2}:{eu,us}
update product_productmedia set product_id = 2 where id = 2;

-- deletes: product:1:{eu,us}
update product_variantmedia set media_id = 2 where id = 1;

-- deletes: product:4:{eu,us}
insert into product_variantmedia values (3, 41, 3);

-- Thumbnails of a media, a category and a collection
-- deletes: product:1:{eu,us} category:3 collection:2:{eu,us}
update thumbnail_thumbnail set size = 128 where id in (1, 2, 3);

-- One of a user
-- deletes: nothing
update thumbnail_thumbnail set size = 128 where id = 4;

-- One that is of another kind from then on
-- deletes: category:3 collection:1:{eu,us}
update thumbnail_thumbnail set category_id = null, collection_id = 1 where id = 2;

-- The parent and the products show the name. There is only product 2 left.
-- deletes: category:{1,2} product:2:{eu,us}
update product_category set name = 'All shirts' where id = 2;

-- So do the children.
-- deletes: category:{1..3}
update product_category set slug = 'clothing' where id = 1;

-- deletes: category:2
update product_category set description = '{}' where id = 2;

-- deletes: nothing
update product_category set lft = lft + 2, rght = rght + 2, updated_at = now();

-- deletes: category:{1,3,4}
update product_category set parent_id = 4 where id = 3;

-- deletes: category:{1,2} product:2:{eu,us}
update product_categorytranslation set name = 'Alle Hemden' where id = 1;

-- A moved category, and in the same transaction a translation of it
-- deletes: category:{1..4} product:2:{eu,us}
update product_categorytranslation set name = 'Hemden' where id = 1;
update product_category set parent_id = 3 where id = 2;
update product_category set parent_id = 1 where id = 3;

-- deletes: collection:1:{eu,us} product:{1,3}:{eu,us}
update product_collection set name = 'Late summer' where id = 1;

-- deletes: collection:1:{eu,us}
update product_collection set description = '{}' where id = 1;

-- deletes: collection:2:{eu,us} product:4:{eu,us}
update product_collectiontranslation set name = 'Reste' where id = 1;

-- deletes: collection:1:{eu,us} product:{1,3}:{eu,us}
update product_collectionchannellisting set is_published = false where id = 1;

-- deletes: collection:1:{eu,us} product:1:{eu,us}
update product_collectionproduct set sort_order = 2 where id = 1;

-- deletes: collection:{1,2}:{eu,us} product:4:{eu,us}
update product_collectionproduct set collection_id = 1 where id = 3;

-- deletes: collection:1:{eu,us} product:3:{eu,us}
delete from product_collectionproduct where id = 2;

-- Product 3 is of this type by now.
-- deletes: product:{3..5}:{eu,us}
update product_producttype set name = 'Food' where id = 2;

-- deletes: nothing
update product_producttype set metadata = '{"a": "b"}';

-- deletes: product:{3..5}:{eu,us}
update attribute_attributeproduct set sort_order = 1 where id = 2;

-- deletes: product:{1..5}:{eu,us}
update attribute_attributeproduct set product_type_id = 1, attribute_id = 2 where id = 2;

-- deletes: product:{1,2}:{eu,us}
update attribute_attributevariant set sort_order = 1 where id = 1;

-- An attribute of products, and one of variants
-- deletes: product:{1,4}:{eu,us}
update attribute_attribute set name = 'Maker' where id = 1;

-- deletes: product:{2,3}:{eu,us}
update attribute_attribute set name = 'Fit' where id = 2;

-- deletes: nothing
update attribute_attribute set filterable_in_dashboard = true;

-- deletes: product:{1,4}:{eu,us}
update attribute_attributetranslation set name = 'Hersteller' where id = 1;

-- deletes: product:{1..4}:{eu,us}
update attribute_attributetranslation set attribute_id = 1, language_code = 'fr' where id = 2;

-- deletes: product:1:{eu,us}
update attribute_attributevalue set name = 'ACME' where id = 1;

-- deletes: product:3:{eu,us}
update attribute_attributevalue set name = 'XL' where id = 4;

-- deletes: product:4:{eu,us}
update attribute_attributevaluetranslation set name = 'Sonstige' where id = 1;

-- deletes: product:{2,3}:{eu,us}
update attribute_attributevaluetranslation set name = 'Kleiner' where id = 2;

-- deletes: product:5:{eu,us}
insert into attribute_assignedproductattributevalue values (3, 1, 5, 0);

-- deletes: product:{1,2}:{eu,us}
update attribute_assignedproductattributevalue set product_id = 2 where id = 1;

-- deletes: product:4:{eu,us}
delete from attribute_assignedproductattributevalue where id = 2;

-- deletes: product:{3,4}:{eu,us}
update attribute_assignedvariantattribute set variant_id = 41 where id = 3;

-- deletes: product:3:{eu,us}
update attribute_assignedvariantattributevalue set sort_order = 1 where id = 2;

-- deletes: product:{2,4}:{eu,us}
update attribute_assignedvariantattributevalue set assignment_id = 3 where id = 1;

-- A value gets another name, and in the same transaction the variant that has it another product.
-- deletes: product:{1,4}:{eu,us}
update attribute_attributevalue set name = 'XXL' where id = 4;
update product_productvariant set product_id = 1 where id = 41;

-- A price, of the variant and of its product: 41 is product 1's by now.
-- deletes: price:41:1 product:1:{eu,us}
update product_productvariantchannellisting set price_amount = 12 where id = 411;

-- deletes: nothing
update product_productvariantchannellisting set cost_price_amount = 3 where id = 411;

-- deletes: price:51:2 product:5:{eu,us}
delete from product_productvariantchannellisting where id = 512;

-- deletes: price:41:2 price:51:2 product:{1,5}:{eu,us}
update product_productvariantchannellisting set variant_id = 51 where id = 412;

-- deletes: price:31:1 product:3:{eu,us}
update product_variantchannellistingpromotionrule set discount_amount = 2 where id = 1;

-- deletes: price:{31,32}:1 product:3:{eu,us}
update product_variantchannellistingpromotionrule set variant_channel_listing_id = 321 where id = 1;

-- deletes: price:* product:*
truncate product_variantchannellistingpromotionrule;

-- deletes: price:* product:*
update tax_taxclass set name = 'Reduced' where id = 1;

-- deletes: nothing
update tax_taxclass set metadata = '{"a": "b"}' where id = 1;

-- deletes: price:* product:*
update tax_taxclasscountryrate set rate = 21 where id = 2;

-- deletes: price:* product:*
update tax_taxconfiguration set display_gross_prices = false where id = 1;

-- deletes: price:* product:*
delete from tax_taxconfigurationpercountry;

-- deletes: stock:11
update warehouse_stock set quantity = 4 where id = 11;

-- The last ones
-- deletes: stock:11 product:1:{eu,us}
update warehouse_stock set quantity = 0 where id = 11;

-- deletes: stock:21
update warehouse_stock set quantity_allocated = 1 where id = 21;

-- deletes: stock:*
update warehouse_warehouse set is_private = false where slug = 'north';

-- deletes: nothing
update warehouse_warehouse set email = 'north@example.com' where slug = 'north';

-- deletes: stock:*
insert into warehouse_channelwarehouse values (2, 2, '00000000-0000-0000-0000-00000000000b', 0);

-- deletes: nothing
update warehouse_channelwarehouse set sort_order = 3;

-- deletes: nothing
update channel_channel set name = 'All Europe', allocation_strategy = 'prioritize-high-stock' where id = 1;

-- deletes: product:* collection:* price:*
update channel_channel set is_active = false where id = 2;

-- deletes: product:* collection:* price:*
insert into channel_channel (id, name, slug) values (3, 'Asia', 'asia');

-- A product goes with all that is of it. Variant 51 has a price that was of variant 41.
-- deletes: product:5:{eu,us} category:4 price:5{1,2}:{1,2} stock:5{1,2}
delete from attribute_assignedproductattributevalue where product_id = 5;
delete from warehouse_stock where product_variant_id in (51, 52);
delete from product_productvariantchannellisting where variant_id in (51, 52);
delete from product_productvariant where product_id = 5;
delete from product_productchannellisting where product_id = 5;
delete from product_producttranslation where product_id = 5;
delete from product_product where id = 5;
