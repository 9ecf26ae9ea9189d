-- The tables of Saleor that a product, a category, a price and the stock are made of. Columns that nothing of it needs
-- are left out.

create table channel_channel (
    id integer primary key,
    name varchar(250) not null,
    slug varchar(255) not null unique,
    is_active boolean not null default true,
    currency_code varchar(3) not null default 'USD',
    default_country varchar(2) not null default 'US',
    allocation_strategy varchar(255) not null default 'prioritize-sorting-order'
);

create table tax_taxclass (
    id integer primary key,
    name varchar(255) not null,
    metadata jsonb not null default '{}'
);
create table tax_taxclasscountryrate (
    id integer primary key,
    tax_class_id integer references tax_taxclass,
    country varchar(2) not null,
    rate numeric(12, 3) not null,
    unique (country, tax_class_id)
);
create table tax_taxconfiguration (
    id integer primary key,
    channel_id integer not null unique references channel_channel,
    charge_taxes boolean not null default true,
    display_gross_prices boolean not null default true,
    prices_entered_with_tax boolean not null default true,
    metadata jsonb not null default '{}',
    private_metadata jsonb not null default '{}'
);
create table tax_taxconfigurationpercountry (
    id integer primary key,
    tax_configuration_id integer not null references tax_taxconfiguration,
    country varchar(2) not null,
    charge_taxes boolean not null default true,
    display_gross_prices boolean not null default true,
    unique (tax_configuration_id, country)
);

create table product_category (
    id integer primary key,
    name varchar(250) not null,
    slug varchar(255) not null unique,
    description jsonb,
    parent_id integer references product_category,
    background_image varchar(100),
    lft integer not null default 0,
    rght integer not null default 0,
    tree_id integer not null default 0,
    level integer not null default 0,
    metadata jsonb not null default '{}',
    private_metadata jsonb not null default '{}',
    updated_at timestamptz
);
create index on product_category (parent_id);
create table product_categorytranslation (
    id integer primary key,
    category_id integer not null references product_category,
    language_code varchar(35) not null,
    name varchar(128),
    unique (language_code, category_id)
);

create table product_producttype (
    id integer primary key,
    name varchar(250) not null,
    slug varchar(255) not null unique,
    kind varchar(32) not null default 'normal',
    has_variants boolean not null default true,
    is_shipping_required boolean not null default true,
    tax_class_id integer references tax_taxclass,
    metadata jsonb not null default '{}',
    private_metadata jsonb not null default '{}'
);
create table product_product (
    id integer primary key,
    product_type_id integer not null references product_producttype,
    category_id integer references product_category,
    tax_class_id integer references tax_taxclass,
    default_variant_id integer unique,
    name varchar(250) not null,
    slug varchar(255) not null unique,
    description jsonb,
    rating double precision,
    metadata jsonb not null default '{}',
    private_metadata jsonb not null default '{}',
    search_document text not null default '',
    search_vector tsvector,
    search_index_dirty boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create index on product_product (product_type_id);
create index on product_product (category_id, slug);
create table product_producttranslation (
    id integer primary key,
    product_id integer not null references product_product,
    language_code varchar(35) not null,
    name varchar(250),
    description jsonb,
    unique (language_code, product_id)
);
create table product_productchannellisting (
    id integer primary key,
    product_id integer not null references product_product,
    channel_id integer not null references channel_channel,
    is_published boolean not null default true,
    published_at timestamptz,
    visible_in_listings boolean not null default true,
    available_for_purchase_at timestamptz,
    currency varchar(3) not null default 'USD',
    discounted_price_amount numeric(12, 3),
    discounted_price_dirty boolean not null default false,
    unique (product_id, channel_id)
);

create table product_productvariant (
    id integer primary key,
    product_id integer not null references product_product,
    sku varchar(255) unique,
    name varchar(255) not null default '',
    sort_order integer,
    track_inventory boolean not null default true,
    is_preorder boolean not null default false,
    preorder_end_date timestamptz,
    preorder_global_threshold integer,
    weight double precision,
    private_metadata jsonb not null default '{}',
    updated_at timestamptz not null default now()
);
create index on product_productvariant (product_id);
alter table product_product
    add foreign key (default_variant_id) references product_productvariant deferrable initially deferred;
create table product_productvarianttranslation (
    id integer primary key,
    product_variant_id integer not null references product_productvariant,
    language_code varchar(35) not null,
    name varchar(255) not null default '',
    unique (language_code, product_variant_id)
);
create table product_productvariantchannellisting (
    id integer primary key,
    variant_id integer not null references product_productvariant,
    channel_id integer not null references channel_channel,
    currency varchar(3) not null default 'USD',
    price_amount numeric(12, 3),
    discounted_price_amount numeric(12, 3),
    cost_price_amount numeric(12, 3),
    unique (variant_id, channel_id)
);
-- The promotion's tables are no part of this: what a rule takes off is written here.
create table product_variantchannellistingpromotionrule (
    id integer primary key,
    variant_channel_listing_id integer not null references product_productvariantchannellisting,
    promotion_rule_id uuid not null,
    discount_amount numeric(12, 3) not null default 0,
    currency varchar(3) not null default 'USD',
    unique (variant_channel_listing_id, promotion_rule_id)
);

create table product_productmedia (
    id integer primary key,
    product_id integer references product_product,
    image varchar(100),
    alt varchar(250) not null default '',
    type varchar(32) not null default 'IMAGE',
    external_url varchar(256),
    sort_order integer,
    private_metadata jsonb not null default '{}'
);
create table product_variantmedia (
    id integer primary key,
    variant_id integer not null references product_productvariant,
    media_id integer not null references product_productmedia,
    unique (variant_id, media_id)
);

create table product_collection (
    id integer primary key,
    name varchar(250) not null,
    slug varchar(255) not null unique,
    description jsonb,
    private_metadata jsonb not null default '{}'
);
create table product_collectiontranslation (
    id integer primary key,
    collection_id integer not null references product_collection,
    language_code varchar(35) not null,
    name varchar(128),
    unique (language_code, collection_id)
);
create table product_collectionchannellisting (
    id integer primary key,
    collection_id integer not null references product_collection,
    channel_id integer not null references channel_channel,
    is_published boolean not null default true,
    published_at timestamptz,
    unique (collection_id, channel_id)
);
create table product_collectionproduct (
    id integer primary key,
    collection_id integer not null references product_collection,
    product_id integer not null references product_product,
    sort_order integer,
    unique (collection_id, product_id)
);
create index on product_collectionproduct (product_id);

create table thumbnail_thumbnail (
    id integer primary key,
    image varchar(100) not null,
    size integer not null,
    format varchar(32),
    category_id integer references product_category,
    collection_id integer references product_collection,
    product_media_id integer references product_productmedia,
    user_id integer
);

create table attribute_attribute (
    id integer primary key,
    slug varchar(250) not null unique,
    name varchar(255) not null,
    type varchar(50) not null default 'product-type',
    input_type varchar(50) not null default 'dropdown',
    unit varchar(100),
    visible_in_storefront boolean not null default true,
    filterable_in_dashboard boolean not null default false
);
create table attribute_attributetranslation (
    id integer primary key,
    attribute_id integer not null references attribute_attribute,
    language_code varchar(35) not null,
    name varchar(255) not null,
    unique (language_code, attribute_id)
);
create table attribute_attributevalue (
    id integer primary key,
    attribute_id integer not null references attribute_attribute,
    name varchar(250) not null,
    slug varchar(255) not null,
    value varchar(255) not null default '',
    sort_order integer,
    unique (slug, attribute_id)
);
create index on attribute_attributevalue (attribute_id);
create table attribute_attributevaluetranslation (
    id integer primary key,
    attribute_value_id integer not null references attribute_attributevalue,
    language_code varchar(35) not null,
    name varchar(250) not null,
    unique (language_code, attribute_value_id)
);
create table attribute_attributeproduct (
    id integer primary key,
    attribute_id integer not null references attribute_attribute,
    product_type_id integer not null references product_producttype,
    sort_order integer,
    unique (attribute_id, product_type_id)
);
create table attribute_attributevariant (
    id integer primary key,
    attribute_id integer not null references attribute_attribute,
    product_type_id integer not null references product_producttype,
    variant_selection boolean not null default false,
    sort_order integer,
    unique (attribute_id, product_type_id)
);
create table attribute_assignedproductattributevalue (
    id integer primary key,
    value_id integer not null references attribute_attributevalue,
    product_id integer not null references product_product,
    sort_order integer,
    unique (value_id, product_id)
);
create table attribute_assignedvariantattribute (
    id integer primary key,
    variant_id integer not null references product_productvariant,
    assignment_id integer not null references attribute_attributevariant,
    unique (variant_id, assignment_id)
);
create table attribute_assignedvariantattributevalue (
    id integer primary key,
    value_id integer not null references attribute_attributevalue,
    assignment_id integer not null references attribute_assignedvariantattribute,
    sort_order integer,
    unique (value_id, assignment_id)
);

create table warehouse_warehouse (
    id uuid primary key,
    name varchar(250) not null,
    slug varchar(255) not null unique,
    email varchar(254) not null default '',
    click_and_collect_option varchar(30) not null default 'disabled',
    is_private boolean not null default true,
    metadata jsonb not null default '{}',
    private_metadata jsonb not null default '{}'
);
create table warehouse_channelwarehouse (
    id integer primary key,
    channel_id integer not null references channel_channel,
    warehouse_id uuid not null references warehouse_warehouse,
    sort_order integer,
    unique (channel_id, warehouse_id)
);
create table warehouse_stock (
    id integer primary key,
    warehouse_id uuid not null references warehouse_warehouse,
    product_variant_id integer not null references product_productvariant,
    quantity integer not null default 0,
    quantity_allocated integer not null default 0,
    unique (warehouse_id, product_variant_id)
);
