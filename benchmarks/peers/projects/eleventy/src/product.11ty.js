import { card, page } from '../page.mjs';
import { bySlug, price, safe, site, srcset, structured } from '../shop.mjs';

export const data = {
  pagination: { data: 'slugs', size: 1, alias: 'slug' },
  permalink: ({ slug }) => `/p/${slug}/`,
  eleventyExcludeFromCollections: true,
};

const SIZES = '(min-width: 900px) 50vw, 100vw';
const capital = (word) => word[0].toUpperCase() + word.slice(1);

function figure({ stem, alt, width, height, color }, place) {
  return `<figure><picture>
<source type="image/avif" srcset="${srcset(stem, 'avif')}" sizes="${SIZES}">
<source type="image/webp" srcset="${srcset(stem, 'webp')}" sizes="${SIZES}">
<img src="${stem}-640.jpg" srcset="${srcset(stem, 'jpg')}" sizes="${SIZES}" alt="${safe(alt)}" width="${width}" height="${height}" style="background-color:${color}" ${place ? 'loading="lazy"' : 'fetchpriority="high"'} decoding="async">
</picture></figure>`;
}

function fitting({ face, percent }) {
  const name = capital(face);
  return `<li><span>${name}</span> <meter min="0" max="100" value="${percent}" aria-label="${name} fit">${percent}%</meter> <span>${percent}%</span></li>`;
}

export function render({ slug }) {
  const p = bySlug.get(slug);
  const [brand, category] = [safe(p.brand.name), safe(p.category.name)];
  const first = p.pictures[0].stem;
  return page({
    title: `${p.name} | ${site.name}`, description: p.summary, path: `/p/${slug}/`, kind: 'product', picture: first,
    head: `<meta property="product:price:amount" content="${(p.cents / 100).toFixed(2)}">
<meta property="product:price:currency" content="${p.currency}">
<meta property="product:availability" content="${p.in_stock ? 'in stock' : 'out of stock'}">
<meta property="product:brand" content="${brand}">
<link rel="preload" as="image" type="image/avif" imagesrcset="${srcset(first, 'avif')}" imagesizes="${SIZES}" fetchpriority="high">
<script type="application/ld+json">${structured(p)}</script>`,
    main: `<nav class="breadcrumb" aria-label="Breadcrumb"><ol>
<li><a href="/">Home</a></li>
<li><a href="/c/${p.category.slug}/">${category}</a></li>
<li aria-current="page">${safe(p.name)}</li>
</ol></nav>
<article class="product">
<section class="gallery" aria-label="Product images">
${p.pictures.map(figure).join('\n')}
</section>
<section class="buy">
<h1>${safe(p.name)}</h1>
<p class="brand">by <a href="/b/${p.brand.slug}/">${brand}</a></p>
<p class="rating">Rated ${p.stars} out of 5 from ${p.reviews} reviews</p>
<p class="price">${price(p)}</p>
<p class="stock">${p.in_stock ? 'In stock, ships in 2 days' : 'Out of stock'}</p>
<form class="add" method="post" action="/cart/add/">
<input type="hidden" name="sku" value="${p.sku}">
<button type="submit"${p.in_stock ? '' : ' disabled'}>Add to cart</button>
</form>
</section>
<section class="description"><h2>Description</h2>
${p.body}
</section>
<section class="specs"><h2>Specifications</h2><table><tbody>
${p.rows.map((row) => `<tr><th scope="row">${safe(row.label)}</th><td>${safe(row.value)}</td></tr>`).join('\n')}
</tbody></table></section>
<section class="faces"><h2>Face-shape fit</h2><ul>
${p.fit.map(fitting).join('\n')}
</ul></section>
</article>
<section class="related"><h2>You may also like</h2><div class="grid">${p.related.map((other) => card(bySlug.get(other))).join('')}</div></section>`,
  });
}
