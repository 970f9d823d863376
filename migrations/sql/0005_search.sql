-- One SKU however it is written. Those that were entered twice in different letters stay as they are, found by their own spelling;
-- the older one is found by every other.
create unique index product_sku_form on product (sku_form)
