-- The tables of Solidus that a product, a taxon, a price and the stock are made of. Columns that nothing of it needs are
-- left out. Many links have no foreign key there, and so none here.

create table spree_tax_categories (
    id integer primary key,
    name varchar,
    description varchar,
    tax_code varchar,
    is_default boolean default false,
    deleted_at timestamp,
    updated_at timestamp
);
create table spree_tax_rates (
    id integer primary key,
    name varchar,
    amount numeric(8, 5),
    zone_id integer,
    included_in_price boolean default false,
    deleted_at timestamp,
    updated_at timestamp
);
create table spree_tax_rate_tax_categories (
    id integer primary key,
    tax_rate_id integer not null references spree_tax_rates,
    tax_category_id integer not null references spree_tax_categories
);
create table spree_shipping_categories (
    id integer primary key,
    name varchar,
    updated_at timestamp
);

create table spree_taxonomies (
    id integer primary key,
    name varchar not null,
    position integer default 0,
    updated_at timestamp
);
create table spree_taxons (
    id integer primary key,
    taxonomy_id integer,
    parent_id integer,
    name varchar not null,
    permalink varchar,
    description text,
    meta_title varchar,
    lft integer,
    rgt integer,
    depth integer,
    updated_at timestamp
);
create index on spree_taxons (parent_id);
create index on spree_taxons (taxonomy_id);

create table spree_products (
    id integer primary key,
    name varchar not null default '',
    description text,
    slug varchar unique,
    meta_title varchar,
    available_on timestamp,
    discontinue_on timestamp,
    deleted_at timestamp,
    promotionable boolean default true,
    tax_category_id integer,
    shipping_category_id integer references spree_shipping_categories,
    primary_taxon_id integer references spree_taxons,
    updated_at timestamp
);
create index on spree_products (primary_taxon_id);
create table friendly_id_slugs (
    id integer primary key,
    slug varchar not null,
    sluggable_id integer not null,
    sluggable_type varchar(50),
    scope varchar
);
create table spree_variants (
    id integer primary key,
    product_id integer,
    sku varchar not null default '',
    is_master boolean default false,
    position integer,
    weight numeric(8, 2) default 0,
    cost_price numeric(10, 2),
    cost_currency varchar,
    track_inventory boolean default true,
    tax_category_id integer,
    gtin varchar,
    deleted_at timestamp,
    updated_at timestamp
);
create index on spree_variants (product_id);
create table spree_products_taxons (
    id integer primary key,
    product_id integer references spree_products,
    taxon_id integer references spree_taxons,
    position integer,
    updated_at timestamp
);
create index on spree_products_taxons (product_id);
create index on spree_products_taxons (taxon_id);

create table spree_prices (
    id integer primary key,
    variant_id integer not null,
    amount numeric(10, 2) not null,
    currency varchar,
    country_iso varchar(2),
    deleted_at timestamp,
    updated_at timestamp
);
create index on spree_prices (variant_id, currency);

create table spree_stock_locations (
    id integer primary key,
    name varchar,
    admin_name varchar,
    active boolean default true,
    fulfillable boolean not null default true,
    updated_at timestamp
);
create table spree_stock_items (
    id integer primary key,
    stock_location_id integer,
    variant_id integer,
    count_on_hand integer not null default 0,
    backorderable boolean default false,
    deleted_at timestamp,
    updated_at timestamp
);
create unique index on spree_stock_items (variant_id, stock_location_id) where deleted_at is null;

create table spree_assets (
    id integer primary key,
    viewable_type varchar,
    viewable_id integer,
    type varchar(75),
    position integer,
    alt text,
    updated_at timestamp
);
create index on spree_assets (viewable_id);
create table active_storage_blobs (
    id bigint primary key,
    key varchar not null unique,
    filename varchar not null,
    content_type varchar,
    metadata text,
    byte_size bigint not null default 0
);
create table active_storage_attachments (
    id bigint primary key,
    name varchar not null,
    record_type varchar not null,
    record_id bigint not null,
    blob_id bigint not null references active_storage_blobs
);
create index on active_storage_attachments (blob_id);
create unique index on active_storage_attachments (record_type, record_id, name, blob_id);

create table spree_option_types (
    id integer primary key,
    name varchar(100),
    presentation varchar(100),
    position integer not null default 0,
    updated_at timestamp
);
create table spree_option_values (
    id integer primary key,
    option_type_id integer not null,
    name varchar,
    presentation varchar,
    position integer,
    updated_at timestamp
);
create table spree_option_values_variants (
    id integer primary key,
    variant_id integer,
    option_value_id integer,
    unique (variant_id, option_value_id)
);
-- Solidus has no such index. Without it, each change of an option value reads the whole table.
create index on spree_option_values_variants (option_value_id);
create table spree_product_option_types (
    id integer primary key,
    product_id integer references spree_products,
    option_type_id integer references spree_option_types,
    position integer,
    updated_at timestamp
);
create index on spree_product_option_types (option_type_id);

create table spree_properties (
    id integer primary key,
    name varchar,
    presentation varchar not null,
    updated_at timestamp
);
create table spree_product_properties (
    id integer primary key,
    product_id integer references spree_products,
    property_id integer references spree_properties,
    value varchar,
    position integer default 0,
    updated_at timestamp
);
create index on spree_product_properties (property_id);
create table spree_variant_property_rules (
    id integer primary key,
    product_id integer references spree_products,
    apply_to_all boolean not null default true,
    updated_at timestamp
);
create table spree_variant_property_rule_conditions (
    id integer primary key,
    variant_property_rule_id integer,
    option_value_id integer
);
create table spree_variant_property_rule_values (
    id integer primary key,
    variant_property_rule_id integer,
    property_id integer,
    value text,
    position integer default 0
);
create index on spree_variant_property_rule_values (property_id);
