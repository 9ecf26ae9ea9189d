select jsonb_build_object(
    'id', p.id,
    'name', coalesce((select t.name from product_translation t where t.product_id = p.id and t.language = ?), p.name),
    'currency', c.currency,
    'offers', (
        select coalesce(jsonb_agg(jsonb_build_object(
            'variant', v.id,
            'sku', v.sku,
            'title', v.title,
            'price', (select r.amount from price r where r.variant_id = v.id and r.channel_id = c.id),
            'stock', (
                select coalesce(jsonb_agg(jsonb_build_object('warehouse', w.id, 'name', w.name, 'quantity', s.quantity)
                                          order by w.id), '[]')
                from stock s join warehouse w on w.id = s.warehouse_id where s.variant_id = v.id),
            'images', (
                select coalesce(jsonb_agg(i.url order by i.url), '[]')
                from image i where i.owner_type = 'variant' and i.owner_id = v.id))
            order by v.sku collate "C"), '[]')
        from variant v where v.product_id = p.id),
    'categories', (
        select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name) order by g.id), '[]')
        from product_category l join category g on g.id = l.category_id where l.product_id = p.id),
    'images', (
        select coalesce(jsonb_agg(i.url order by i.url), '[]')
        from image i where i.owner_type = 'product' and i.owner_id = p.id))
from product p cross join channel c
where p.id = ? and c.code = ?
