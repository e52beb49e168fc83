"""Plan and views -> sitemap, robots, feed, manifest, redirects, headers and JSON-LD templates."""
