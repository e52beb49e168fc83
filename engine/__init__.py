"""An eyewear catalog and a shop.toml -> a complete static shop; `build` is the whole public face."""
