import { brands, categories, products, site } from '../shop.mjs';

export const data = { permalink: '/sitemap.xml', eleventyExcludeFromCollections: true };

export function render() {
  const entry = (path, day) => `<url><loc>${site.base_url}${path}</loc>${day ? `<lastmod>${day}</lastmod>` : ''}</url>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${[
  entry('/'),
  ...categories.map((term) => entry(`/c/${term.slug}/`)),
  ...brands.map((term) => entry(`/b/${term.slug}/`)),
  ...products.map((product) => entry(`/p/${product.slug}/`, product.updated)),
].join('\n')}
</urlset>
`;
}
