-- A small shop, for changes.sql.

insert into channel_channel (id, name, slug) values (1, 'Europe', 'eu'), (2, 'America', 'us');
insert into tax_taxclass (id, name) values (1, 'Full');
insert into tax_taxclasscountryrate values (1, 1, 'DE', 19), (2, 1, 'FR', 20);
insert into tax_taxconfiguration (id, channel_id) values (1, 1), (2, 2);
insert into tax_taxconfigurationpercountry (id, tax_configuration_id, country) values (1, 1, 'DE');

-- 1 with the children 2 and 3; 4 by itself.
insert into product_category (id, name, slug, parent_id)
values (1, 'Clothes', 'clothes', null), (2, 'Shirts', 'shirts', 1), (3, 'Hats', 'hats', 1), (4, 'Tea', 'tea', null);
insert into product_categorytranslation values (1, 2, 'de', 'Hemden');

-- Products 1 to 3 are of type 1, the others of type 2. Product n has the variants n1 and n2.
insert into product_producttype (id, name, slug) values (1, 'Textile', 'textile'), (2, 'Grocery', 'grocery');
insert into product_product (id, product_type_id, category_id, name, slug)
values
    (1, 1, 2, 'Plain shirt', 'plain-shirt'), (2, 1, 2, 'Striped shirt', 'striped-shirt'), (3, 1, 3, 'Hat', 'hat'),
    (4, 2, 4, 'Green tea', 'green-tea'), (5, 2, 4, 'Black tea', 'black-tea');
insert into product_producttranslation values (1, 1, 'de', 'Einfaches Hemd', null);
insert into product_productchannellisting (id, product_id, channel_id)
select 10 * product + channel, product, channel from generate_series(1, 5) product, generate_series(1, 2) channel;
insert into product_productvariant (id, product_id, sku)
select 10 * product + n, product, 'S' || 10 * product + n
from generate_series(1, 5) product, generate_series(1, 2) n;
insert into product_productvarianttranslation values (1, 21, 'de', 'Klein');
insert into product_productvariantchannellisting (id, variant_id, channel_id, price_amount)
select 10 * variant.id + channel, variant.id, channel, 9.5
from product_productvariant variant, generate_series(1, 2) channel;
insert into product_variantchannellistingpromotionrule
values (1, 311, '00000000-0000-0000-0000-000000000001', 1.5, 'USD');

insert into product_productmedia (id, product_id, image) values (1, 1, 'a.png'), (2, 1, 'b.png'), (3, 3, 'c.png');
insert into product_variantmedia values (1, 11, 1), (2, 31, 3);

insert into product_collection (id, name, slug) values (1, 'Summer', 'summer'), (2, 'Sale', 'sale');
insert into product_collectiontranslation values (1, 2, 'de', 'Angebote');
insert into product_collectionchannellisting (id, collection_id, channel_id) values (1, 1, 1), (2, 2, 1);
insert into product_collectionproduct values (1, 1, 1, 0), (2, 1, 3, 1), (3, 2, 4, 0);

insert into thumbnail_thumbnail (id, image, size, category_id, collection_id, product_media_id, user_id)
values (1, 't1', 64, null, null, 1, null), (2, 't2', 64, 3, null, null, null), (3, 't3', 64, null, 2, null, null),
       (4, 't4', 64, null, null, null, 7);

-- The brand (1) is an attribute of products, the size (2) one of variants.
insert into attribute_attribute (id, slug, name) values (1, 'brand', 'Brand'), (2, 'size', 'Size');
insert into attribute_attributetranslation values (1, 1, 'de', 'Marke'), (2, 2, 'de', 'Größe');
insert into attribute_attributevalue (id, attribute_id, name, slug)
values (1, 1, 'Acme', 'acme'), (2, 1, 'Other', 'other'), (3, 2, 'Small', 's'), (4, 2, 'Large', 'l');
insert into attribute_attributevaluetranslation values (1, 2, 'de', 'Andere'), (2, 3, 'de', 'Klein');
insert into attribute_attributeproduct values (1, 1, 1, 0), (2, 1, 2, 0);
insert into attribute_attributevariant values (1, 2, 1, true, 0);
insert into attribute_assignedproductattributevalue values (1, 1, 1, 0), (2, 2, 4, 0);
insert into attribute_assignedvariantattribute values (1, 21, 1), (2, 31, 1), (3, 32, 1);
insert into attribute_assignedvariantattributevalue values (1, 3, 1, 0), (2, 3, 2, 0), (3, 4, 3, 0);

insert into warehouse_warehouse (id, name, slug)
values ('00000000-0000-0000-0000-00000000000a', 'North', 'north'),
       ('00000000-0000-0000-0000-00000000000b', 'South', 'south');
insert into warehouse_channelwarehouse values (1, 1, '00000000-0000-0000-0000-00000000000a', 0);
insert into warehouse_stock (id, warehouse_id, product_variant_id, quantity)
select id, '00000000-0000-0000-0000-00000000000a', id, 5 from product_productvariant;
