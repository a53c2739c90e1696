import { resolve } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { loadBeside } from './scripts/load-beside.mjs';

const root = import.meta.dirname;

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      // Four bundled files are read in two thirds of the time that the hundreds of the packages take.
      externalizeDeps: false,
      rollupOptions: {
        input: {
          main: resolve(root, 'src/main/electron/main.ts'),
          // Loaded when a person asks for an update; the package of `npm pack` leaves it out by this name.
          updater: resolve(root, 'src/main/electron/updates/updater.ts'),
          'engine-process': resolve(root, 'src/main/electron/engine-process.ts'),
          'command-line': resolve(root, 'src/main/cli/main.ts'),
          'browser-host': resolve(root, 'src/main/browser-host/main.ts'),
          'pipeline-worker': resolve(root, 'src/main/engine/pipelines/thread/pipeline-worker.ts'),
          'compose-worker': resolve(root, 'src/main/engine/pipelines/compose/compose-worker.ts'),
          'filter-worker': resolve(root, 'src/main/engine/feeds/filter/filter-worker.ts'),
          'condition-worker': resolve(root, 'src/main/engine/conditions/condition-worker.ts'),
          'template-worker': resolve(root, 'src/main/engine/templates/template-worker.ts'),
          'sort-worker': resolve(root, 'src/main/engine/feeds/sort/sort-worker.ts'),
          'decode-worker': resolve(root, 'src/main/engine/decode/decode-worker.ts'),
          'recording-worker': resolve(root, 'src/main/engine/recordings/recording-worker.ts'),
        },
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          // Each thread keeps the text of what it runs, at two bytes a character where one of them is not Latin. Names stay, for those who read a stack.
          minify: { compress: false, mangle: false, codegen: { removeWhitespace: true, asciiOnly: true } },
          comments: false,
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload must be CommonJS, whatever the package's type says.
      rollupOptions: {
        input: { preload: resolve(root, 'src/preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(root, 'src/renderer'),
    plugins: [react(), tailwindcss(), loadBeside()],
    build: {
      outDir: resolve(root, 'out/renderer'),
      target: 'chrome140',
      // It is half of what a page reads before it draws; electron-vite leaves it as it is written.
      minify: true,
      // Charts are read when they are opened, and from this machine.
      chunkSizeWarningLimit: 1_000,
      // The content security policy knows no data: fonts.
      assetsInlineLimit: 0,
      rollupOptions: { input: resolve(root, 'src/renderer/index.html') },
    },
  },
});
