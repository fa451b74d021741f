import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { precompress } from './build/precompress.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Two entries, one build: the desktop at `/`, the phone at `/m/`; they share what they share. */
export default defineConfig({
  plugins: [vue(), precompress(here('dist'))],
  resolve: { alias: { '@': here('src') } },
  build: {
    target: 'es2022',
    rolldownOptions: { input: { desktop: here('index.html'), phone: here('m/index.html') } },
  },
  server: {
    proxy: { '/api': process.env.CHENGDAN_SERVER ?? 'http://localhost:8080' },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.ts'],
  },
})
