-- A small shop, for changes.sql.

insert into spree_tax_categories (id, name) values (1, 'Full');
insert into spree_tax_rates (id, name, amount) values (1, 'VAT', 0.19);
insert into spree_tax_rate_tax_categories values (1, 1, 1);
insert into spree_shipping_categories (id, name) values (1, 'Parcel');

-- 1 with the children 2 and 3; 4 by itself.
insert into spree_taxonomies (id, name) values (1, 'Categories'), (2, 'Brands');
insert into spree_taxons (id, taxonomy_id, parent_id, name, permalink)
values (1, 1, null, 'Clothes', 'clothes'), (2, 1, 1, 'Shirts', 'clothes/shirts'), (3, 1, 1, 'Hats', 'clothes/hats'),
       (4, 2, null, 'Acme', 'acme');

-- Product n has the variants n0, its master, and n1.
insert into spree_products (id, name, slug, shipping_category_id, primary_taxon_id)
values (1, 'Shirt', 'shirt', 1, null), (2, 'Hat', 'hat', 1, 4), (3, 'Mug', 'mug', 1, null), (4, 'Bag', 'bag', 1, null);
insert into friendly_id_slugs (id, slug, sluggable_id, sluggable_type)
values (1, 'shirt', 1, 'Spree::Product'), (2, 'cap', 2, 'Spree::Product'), (3, 'mug', 9, 'Spree::Page');
insert into spree_products_taxons (id, product_id, taxon_id) values (1, 1, 2), (2, 2, 3), (3, 1, 4);
insert into spree_variants (id, product_id, sku, is_master)
select 10 * product + n, product, 'S' || 10 * product + n, n = 0
from generate_series(1, 4) product, generate_series(0, 1) n;
insert into spree_prices (id, variant_id, amount, currency)
select 10 * id + 1, id, 9.5, 'USD' from spree_variants union all select 10 * id + 2, id, 8.5, 'EUR' from spree_variants;

insert into spree_stock_locations (id, name) values (1, 'North');
insert into spree_stock_items (id, stock_location_id, variant_id, count_on_hand) select id, 1, id, 5 from spree_variants;

-- Asset 3 is of the taxon 11, which there is not: only the type tells that it is none of the variant 11.
insert into spree_assets (id, viewable_type, viewable_id, type)
values (1, 'Spree::Variant', 10, 'Spree::Image'), (2, 'Spree::Variant', 21, 'Spree::Image'),
       (3, 'Spree::Taxon', 11, 'Spree::Image');
insert into active_storage_blobs (id, key, filename)
values (1, 'a', 'a.png'), (2, 'b', 'b.png'), (3, 'c', 'c.png'), (4, 'd', 'd.png'), (5, 'e', 'e.pdf');
insert into active_storage_attachments
values (1, 'attachment', 'Spree::Asset', 1, 1), (2, 'attachment', 'Spree::Asset', 2, 2),
       (3, 'attachment', 'Spree::Asset', 3, 3), (4, 'icon', 'Spree::Taxon', 2, 4), (5, 'file', 'Spree::Invoice', 1, 5);

insert into spree_option_types (id, name, presentation) values (1, 'size', 'Size'), (2, 'color', 'Color');
insert into spree_option_values (id, option_type_id, name) values (1, 1, 'S'), (2, 1, 'L'), (3, 2, 'red');
insert into spree_option_values_variants values (1, 11, 1), (2, 21, 1), (3, 31, 3);
insert into spree_product_option_types (id, product_id, option_type_id) values (1, 1, 1), (2, 2, 1), (3, 3, 2);

insert into spree_properties (id, name, presentation) values (1, 'fit', 'Fit'), (2, 'care', 'Care');
insert into spree_product_properties (id, product_id, property_id, value) values (1, 1, 1, 'slim'), (2, 2, 2, 'none');
insert into spree_variant_property_rules (id, product_id) values (1, 3), (2, 4);
insert into spree_variant_property_rule_conditions values (1, 1, 3);
insert into spree_variant_property_rule_values values (1, 1, 2, 'by hand'), (2, 2, 1, 'wide');
