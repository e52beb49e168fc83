"""ShopConfig -> BuildReport: the stages in their order, and the worker processes that run them."""
