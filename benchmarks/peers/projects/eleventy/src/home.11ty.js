import { card, makers, page, tiles } from '../page.mjs';
import { featured, safe, site } from '../shop.mjs';

export const data = { permalink: '/', eleventyExcludeFromCollections: true };

export function render() {
  return page({
    title: `${site.name} — ${site.tagline}`, description: site.description, path: '/', picture: '/img/000000-1',
    main: `<h1>${safe(site.tagline)}</h1>
<p class="lead">${safe(site.description)}</p>
<section class="tiles"><h2>Shop by category</h2><ul>${tiles}</ul></section>
<section class="featured"><h2>Featured</h2><div class="grid">${featured.map(card).join('')}</div></section>
<section class="brands"><h2>Brands</h2><ul>${makers}</ul></section>`,
  });
}
