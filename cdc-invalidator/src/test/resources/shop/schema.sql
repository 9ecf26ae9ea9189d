-- A small shop, without foreign keys, so that rows may name others that are gone or still to come.
create table products (id int primary key, name text not null, note text);
create table variants (id int primary key, product_id int, name text not null, note text);
create table prices (id int primary key, variant_id int, channel_id int, amount int not null, note text);
create table stock (id int primary key, variant_id int, quantity int not null, note text);
create table categories (id int primary key, name text not null, note text);
create table product_categories (product_id int, category_id int, note text, primary key (product_id, category_id));
create table images (id int primary key, owner_type text, owner_id int, url text not null, note text);
create table attachments (id int primary key, image_id int, data text not null, note text);
create table discounts (id int primary key, price_id int, percent int not null, note text);
create table discount_notes (id int primary key, discount_id int, body text not null, note text);
create table translations (product_id int, locale text, title text not null, note text, primary key (product_id, locale));
create table channels (id int primary key, slug text not null, note text);

create index on variants (product_id);
create index on prices (variant_id);
create index on stock (variant_id);
create index on product_categories (category_id);
create index on images (owner_id);
create index on attachments (image_id);
create index on discounts (price_id);
create index on discount_notes (discount_id);

-- What is cached under card:{id}.
create function card(p int) returns text stable language sql as $$
  select concat_ws(' / ',
    'product ' || coalesce((select name from products where id = p), '-'),
    'prices ' || (select string_agg(x.id || '=' || x.amount, ',' order by x.id)
                  from prices x join variants v on v.id = x.variant_id where v.product_id = p),
    'stock ' || (select string_agg(s.id || ':' || (s.quantity > 0), ',' order by s.id)
                 from stock s join variants v on v.id = s.variant_id where v.product_id = p),
    'categories ' || (select string_agg(c.name, ',' order by c.id)
                      from product_categories pc join categories c on c.id = pc.category_id
                      where pc.product_id = p),
    'images ' || (select string_agg(i.id || ':' || i.url, ',' order by i.id) from images i
                  where i.owner_type = 'product' and i.owner_id = p
                     or i.owner_type = 'variant'
                        and exists (select from variants v where v.id = i.owner_id and v.product_id = p)
                     or i.owner_type = 'price'
                        and exists (select from prices x join variants v on v.id = x.variant_id
                                    where x.id = i.owner_id and v.product_id = p)),
    'attachments ' || (select string_agg(a.id || ':' || a.data, ',' order by a.id)
                       from attachments a
                       join images i on i.id = a.image_id and i.owner_type = 'variant'
                       join variants v on v.id = i.owner_id where v.product_id = p),
    'discounts ' || (select string_agg(d.id || ':' || d.percent, ',' order by d.id)
                     from discounts d join prices x on x.id = d.price_id
                     join variants v on v.id = x.variant_id where v.product_id = p),
    'notes ' || (select string_agg(n.id || ':' || n.body, ',' order by n.id)
                 from discount_notes n join discounts d on d.id = n.discount_id
                 join prices x on x.id = d.price_id
                 join variants v on v.id = x.variant_id where v.product_id = p),
    'titles ' || (select string_agg(t.locale || ':' || t.title, ',' order by t.locale)
                  from translations t where t.product_id = p))
$$;

-- What is cached under product:{id}:{channel}.
create function product(p int, channel text) returns text stable language sql as $$
  select case when not exists (select from channels where slug = channel) then 'no channel'
         else concat_ws(' / ',
    'product ' || coalesce((select name from products where id = p), '-'),
    'variants ' || (select string_agg(id || ':' || name, ',' order by id)
                    from variants where product_id = p),
    'prices ' || (select string_agg(x.id || '=' || x.amount, ',' order by x.id)
                  from prices x join variants v on v.id = x.variant_id
                  where v.product_id = p
                    and x.channel_id in (select id from channels where slug = channel)),
    'categories ' || (select string_agg(c.name, ',' order by c.id)
                      from product_categories pc join categories c on c.id = pc.category_id
                      where pc.product_id = p)) end
$$;

-- As a query of a rule it hides that it reads the variants.
create function hidden_product(variant int) returns int stable language plpgsql as $$
begin
  return (select product_id from variants where id = variant);
end
$$;

insert into products select i, 'p' || i from generate_series(1, 12) i;
insert into variants select i, 1 + i % 12, 'v' || i from generate_series(1, 20) i;
insert into prices select i, 1 + i % 20, 1 + i % 3, i from generate_series(1, 40) i;
insert into stock select i, 1 + i % 20, i % 3 from generate_series(1, 20) i;
insert into categories select i, 'c' || i from generate_series(1, 6) i;
insert into product_categories select i, 1 + i % 6 from generate_series(1, 12) i;
insert into images select i, (array['product', 'variant', 'price'])[1 + i % 3], 1 + i % 12, 'u' || i
  from generate_series(1, 30) i;
insert into attachments select i, 1 + i, 'd' || i from generate_series(1, 20) i;
insert into discounts select i, i, i from generate_series(1, 30) i;
insert into discount_notes select i, i, 'n' || i from generate_series(1, 20) i;
insert into translations select i, l, 't' || i from generate_series(1, 12) i, unnest('{de,fr}'::text[]) l;
insert into channels values (1, 'eu');

do $$
declare
  relation regclass;
begin
  create publication freshet;
  for relation in select oid from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
  loop
    execute format('alter table %s replica identity full', relation);
    execute format('alter publication freshet add table %s', relation);
    execute format('grant select on %s to freshet_invalidator', relation);
  end loop;
end
$$;
