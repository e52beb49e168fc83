// data/*.json -> records, lists and the small functions that templates share.
import { readFileSync } from 'node:fs';

const PER_PAGE = 24;
export let site, categories, brands, products, bySlug, featured, lists;

export function load() {
  const read = (name) => JSON.parse(readFileSync(new URL(`./data/${name}.json`, import.meta.url), 'utf8'));
  [site, categories, brands, products] = ['site', 'categories', 'brands', 'products'].map(read);
  bySlug = new Map(products.map((product) => [product.slug, product]));
  featured = products.filter((product) => product.featured).slice(0, PER_PAGE);
  lists = [...listsOf('c', 'category', categories), ...listsOf('b', 'brand', brands)];
}

function listsOf(letter, key, terms) {
  const groups = Map.groupBy(products, (product) => product[key].slug);
  return terms.flatMap((term) => {
    const items = groups.get(term.slug);
    const pages = Math.ceil(items.length / PER_PAGE);
    const root = `/${letter}/${term.slug}/`;
    const path = (number) => (number < 1 || number > pages ? '' : number === 1 ? root : `${root}page/${number}/`);
    return Array.from({ length: pages }, (_, place) => ({
      term, pages, total: items.length, number: place + 1, shown: items.slice(place * PER_PAGE, (place + 1) * PER_PAGE),
      path: path(place + 1), prev: path(place), next: path(place + 2),
    }));
  });
}

load();

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const SPECIAL = /[&<>"]/;
export const safe = (text) => (SPECIAL.test(text) ? text.replace(/[&<>"]/g, (sign) => ENTITIES[sign]) : text);
const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
export const money = (cents) => dollars.format(cents / 100);
export const price = ({ cents, was_cents: was }) => money(cents) + (was ? ` <s>${money(was)}</s>` : '');
export const srcset = (stem, form) => [320, 640, 1024, 1440].map((width) => `${stem}-${width}.${form} ${width}w`).join(', ');

export function structured(product) {
  const base = site.base_url;
  const url = `${base}/p/${product.slug}/`;
  const steps = [['Home', `${base}/`], [product.category.name, `${base}/c/${product.category.slug}/`], [product.name, url]];
  const graph = [{
    '@type': 'Product', name: product.name, description: product.summary, sku: product.sku, gtin13: product.gtin,
    image: product.pictures.map((picture) => `${base}${picture.stem}-1440.jpg`),
    brand: { '@type': 'Brand', name: product.brand.name },
    offers: {
      '@type': 'Offer', url, price: (product.cents / 100).toFixed(2), priceCurrency: product.currency,
      availability: `https://schema.org/${product.in_stock ? 'InStock' : 'OutOfStock'}`,
      itemCondition: 'https://schema.org/NewCondition',
    },
    aggregateRating: { '@type': 'AggregateRating', ratingValue: product.stars, reviewCount: product.reviews },
  }, {
    '@type': 'BreadcrumbList',
    itemListElement: steps.map(([name, item], place) => ({ '@type': 'ListItem', position: place + 1, name, item })),
  }];
  return JSON.stringify({ '@context': 'https://schema.org', '@graph': graph }).replaceAll('<', '\\u003c');
}
