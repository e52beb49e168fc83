import { brands, categories, products, site } from '../shop';

export function GET() {
  const entry = (path: string, day = '') => `<url><loc>${site.base_url}${path}</loc>${day && `<lastmod>${day}</lastmod>`}</url>`;
  const entries = [
    entry('/'),
    ...categories.map((term) => entry(`/c/${term.slug}/`)),
    ...brands.map((term) => entry(`/b/${term.slug}/`)),
    ...products.map((product) => entry(`/p/${product.slug}/`, product.updated)),
  ];
  return new Response(`<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${entries.join('\n')}
</urlset>
`);
}
