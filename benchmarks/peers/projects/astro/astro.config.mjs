// The measured shop in Astro: static pages of getStaticPaths; INCREMENTAL=1 lets it keep pages whose cacheKey is the same.
import { defineConfig } from 'astro/config';

export default defineConfig({
  site: 'https://shop.example',
  outDir: process.env.SITE_FOLDER,
  cacheDir: process.env.CACHE_FOLDER,
  trailingSlash: 'always',
  build: { format: 'directory' },
  compressHTML: true,
  experimental: { incrementalBuild: process.env.INCREMENTAL === '1' },
});
