-- What `rules sql` says for rules.yml, where a row as it was always has all columns.
create publication freshet for table products, images, variants, prices, items, stocks;

alter table products replica identity full;
alter table images replica identity full;
alter table variants replica identity full;
alter table prices replica identity full;
alter table items replica identity full;
alter table stocks replica identity full;

grant select on variants, items to freshet_invalidator;
