// The measured shop in Eleventy: JavaScript templates, its quickest kind, over slugs; records stay out of the data cascade.
import minifier from '@minify-html/node';
import { lists, load, products } from './shop.mjs';

const MINIFY = { keep_closing_tags: true, keep_html_and_head_opening_tags: true };

export default function (config) {
  config.setQuietMode(true);
  config.addWatchTarget('./data/');
  config.on('eleventy.beforeWatch', load);
  config.addGlobalData('slugs', () => products.map((product) => product.slug));
  config.addGlobalData('places', () => [...lists.keys()]);
  config.addPassthroughCopy({ 'data/assets': 'assets' });
  config.addTransform('minify', function (text) {
    if (!this.page.outputPath.endsWith('.html')) return text;
    return minifier.minify(Buffer.from(text), MINIFY).toString();
  });
  return { dir: { input: 'src', output: process.env.SITE_FOLDER } };
}
