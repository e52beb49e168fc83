"""A MongoDB database or a folder of JSON Lines -> vetted products and findings."""
