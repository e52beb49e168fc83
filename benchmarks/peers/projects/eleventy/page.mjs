// What every page has, and the card: a card is made once a product, header and footer once a build.
import { brands, categories, price, safe, site } from './shop.mjs';

const header = `<header class="site-header">
<a class="logo" href="/">${safe(site.name)}</a>
<nav aria-label="Categories"><ul>
${categories.map((term) => `<li><a href="/c/${term.slug}/">${safe(term.name)}</a></li>`).join('\n')}
</ul></nav>
<form class="search" role="search" action="/search/">
<label for="q">Search</label>
<input id="q" name="q" type="search" placeholder="Search frames">
<button type="submit">Search</button>
</form>
<a class="cart-link" href="/cart/">Cart</a>
</header>`;

const footer = `<footer class="site-footer">
${site.footer.map((column) => `<section><h2>${safe(column.title)}</h2><ul>
${column.links.map((link) => `<li><a href="${link.href}">${safe(link.label)}</a></li>`).join('\n')}
</ul></section>`).join('\n')}
<p class="copyright">${safe(site.copyright)}</p>
</footer>`;

export function page({ title, description, path, kind = 'website', picture, prev, next, head = '', main }) {
  const [name, about, address] = [safe(title), safe(description), site.base_url + path];
  const image = `${site.base_url}${picture}-1440.jpg`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name}</title>
<meta name="description" content="${about}">
<link rel="canonical" href="${address}">
${prev ? `<link rel="prev" href="${prev}">` : ''}
${next ? `<link rel="next" href="${next}">` : ''}
<meta property="og:type" content="${kind}">
<meta property="og:title" content="${name}">
<meta property="og:description" content="${about}">
<meta property="og:url" content="${address}">
<meta property="og:site_name" content="${safe(site.name)}">
<meta property="og:image" content="${image}">
<meta property="og:locale" content="en_US">
<meta name="twitter:card" content="summary_large_image">
<meta name="twitter:title" content="${name}">
<meta name="twitter:description" content="${about}">
<meta name="twitter:image" content="${image}">
<meta name="theme-color" content="${site.theme_color}">
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/site.css">
<script src="/assets/site.js" defer></script>
${head}
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
${header}
<main id="main">
${main}
</main>
${footer}
</body>
</html>
`;
}

const made = new WeakMap();
export function card(product) {
  if (!made.has(product)) made.set(product, render(product));
  return made.get(product);
}

function render(product) {
  const { stem, alt, color } = product.pictures[0];
  const source = (form) =>
    `<source type="image/${form}" srcset="${stem}-320.${form} 320w, ${stem}-640.${form} 640w" sizes="(min-width: 900px) 25vw, 50vw">`;
  return `<article class="card">
<a href="/p/${product.slug}/">
<picture>
${source('avif')}
${source('webp')}
<img src="${stem}-320.jpg" alt="${safe(alt)}" width="320" height="240" style="background-color:${color}" loading="lazy" decoding="async">
</picture>
<h3>${safe(product.name)}</h3>
</a>
<p class="card-brand">${safe(product.brand.name)}</p>
<p class="card-price">${price(product)}</p>
<p class="card-rating">${product.stars} (${product.reviews})</p>
</article>
`;
}

export const tiles = categories.map((term) => `<li><a href="/c/${term.slug}/">${safe(term.name)}</a><p>${safe(term.description)}</p></li>`).join('\n');
export const makers = brands.map((term) => `<li><a href="/b/${term.slug}/">${safe(term.name)}</a></li>`).join('\n');
