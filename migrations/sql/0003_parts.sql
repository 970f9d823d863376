-- One normal form of lots: no blanks, capital letters. A balance whose normal form is there already is left for a count to settle.
update stock s set lot = upper(regexp_replace(lot, '\s', '', 'g'))
 where lot <> upper(regexp_replace(lot, '\s', '', 'g')) and not exists (
   select from stock o where (o.product_id, o.location_id, o.serial) = (s.product_id, s.location_id, s.serial)
      and o.id <> s.id and upper(regexp_replace(o.lot, '\s', '', 'g')) = upper(regexp_replace(s.lot, '\s', '', 'g')))
