select jsonb_build_object(
    'id', g.id,
    'name', g.name,
    'currency', c.currency,
    'products', (
        select coalesce(jsonb_agg(jsonb_build_object(
            'id', p.id,
            'name', p.name,
            'from', (
                select jsonb_build_object('variant', v.id, 'price', r.amount)
                from variant v join price r on r.variant_id = v.id and r.channel_id = c.id
                where v.product_id = p.id order by r.amount, v.id limit 1))
            order by p.id), '[]')
        from product_category l join product p on p.id = l.product_id where l.category_id = g.id))
from category g cross join channel c
where g.id = ? and c.code = ?
