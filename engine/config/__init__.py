"""shop.toml, environment and flags -> one frozen ShopConfig."""
