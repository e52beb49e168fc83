import { products } from '../shop.mjs';

export const data = { permalink: '/search-index.json', eleventyExcludeFromCollections: true };

export function render() {
  return JSON.stringify(products.map(({ slug, name, brand, category, cents, pictures }) => (
    { id: slug, n: name, b: brand.name, c: category.name, p: cents, i: `${pictures[0].stem}-320.webp` }
  )));
}
