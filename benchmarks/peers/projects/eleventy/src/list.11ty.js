import { card, page } from '../page.mjs';
import { lists, safe, site } from '../shop.mjs';

export const data = {
  pagination: { data: 'places', size: 1, alias: 'place' },
  permalink: ({ place }) => lists[place].path,
  eleventyExcludeFromCollections: true,
};

export function render({ place }) {
  const { term, shown, total, number, pages, path, prev, next } = lists[place];
  const part = number > 1 ? ` – page ${number}` : '';
  return page({
    title: `${term.name}${part} | ${site.name}`, description: term.description, path, prev, next,
    picture: shown[0].pictures[0].stem,
    main: `<nav class="breadcrumb" aria-label="Breadcrumb"><ol>
<li><a href="/">Home</a></li>
<li aria-current="page">${safe(term.name)}</li>
</ol></nav>
<h1>${safe(term.name)}</h1>
<p class="lead">${safe(term.description)}</p>
<p class="count">${total} products</p>
<div class="grid">${shown.map(card).join('')}</div>
<nav class="pagination" aria-label="Pagination">
${prev ? `<a rel="prev" href="${prev}">Previous</a>` : ''}
<span>Page ${number} of ${pages}</span>
${next ? `<a rel="next" href="${next}">Next</a>` : ''}
</nav>`,
  });
}
