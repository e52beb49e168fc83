import { products } from '../shop';

export function GET() {
  return new Response(JSON.stringify(products.map(({ slug, name, brand, category, cents, pictures }) => (
    { id: slug, n: name, b: brand.name, c: category.name, p: cents, i: `${pictures[0].stem}-320.webp` }
  ))));
}
