-- A row of each table for each product, with the same id; all tables are about as wide.
create table products (
    id    bigint primary key,
    name  text not null,
    stock integer not null
);

create table images (
    id         bigint primary key,
    product_id bigint not null references products,
    position   integer not null
);

create table variants (
    id         bigint primary key,
    product_id bigint not null references products,
    name       text not null
);

create table prices (
    id         bigint primary key,
    variant_id bigint not null references variants,
    amount     integer not null
);

create table items (
    id         bigint primary key,
    variant_id bigint not null references variants,
    name       text not null
);

create table stocks (
    id       bigint primary key,
    item_id  bigint not null references items,
    quantity integer not null
);
