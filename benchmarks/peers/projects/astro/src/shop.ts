// data/*.json -> records, lists and the small functions that components share. Read once, outside of Vite's bundle.
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';

type Fields = Record<string, any>;
const read = (name: string) => JSON.parse(readFileSync(`data/${name}.json`, 'utf8'));
export const site: Fields = read('site');
export const categories: Fields[] = read('categories');
export const brands: Fields[] = read('brands');
export const products: Fields[] = read('products');
export const bySlug = new Map(products.map((product) => [product.slug, product]));
export const featured = products.filter((product) => product.featured).slice(0, 24);

// A page is its own record and the cards on it: this is what its cacheKey must be made of.
const incremental = process.env.INCREMENTAL === '1';
const digests = new Map(incremental ? products.map((product) => [product.slug, hash('md5', JSON.stringify(product))]) : []);
export const keyOf = (...slugs: string[]) => (incremental ? slugs.map((slug) => digests.get(slug)).join(' ') : undefined);

const PER_PAGE = 24;
export function listPaths(letter: string, key: string, terms: Fields[]) {
  const groups = Map.groupBy(products, (product) => product[key].slug);
  return terms.flatMap((term) => {
    const items = groups.get(term.slug)!;
    const pages = Math.ceil(items.length / PER_PAGE);
    const root = `/${letter}/${term.slug}/`;
    const path = (number: number) => (number < 1 || number > pages ? '' : number === 1 ? root : `${root}page/${number}/`);
    return Array.from({ length: pages }, (_, place) => {
      const shown = items.slice(place * PER_PAGE, (place + 1) * PER_PAGE);
      return {
        params: { slug: term.slug, part: place ? `page/${place + 1}` : undefined },
        props: { term, shown, pages, total: items.length, number: place + 1, path: path(place + 1), prev: path(place), next: path(place + 2) },
        cacheKey: incremental ? `${items.length} ${keyOf(...shown.map((product) => product.slug))}` : undefined,
      };
    });
  });
}

const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
export const money = (cents: number) => dollars.format(cents / 100);
export const capital = (word: string) => word[0].toUpperCase() + word.slice(1);
export const srcset = (stem: string, form: string) => [320, 640, 1024, 1440].map((width) => `${stem}-${width}.${form} ${width}w`).join(', ');

export function structured(product: Fields) {
  const base = site.base_url;
  const url = `${base}/p/${product.slug}/`;
  const steps = [['Home', `${base}/`], [product.category.name, `${base}/c/${product.category.slug}/`], [product.name, url]];
  const graph = [{
    '@type': 'Product', name: product.name, description: product.summary, sku: product.sku, gtin13: product.gtin,
    image: product.pictures.map((picture: Fields) => `${base}${picture.stem}-1440.jpg`),
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
