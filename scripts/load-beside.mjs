/** What `main.tsx` imports when it runs. */
const start = '/src/renderer/app/start.tsx';

/** The fonts of the first drawing, which waits for them: Latin text, and code. */
const fonts = /\/(inter|jetbrains-mono)-latin-wght-normal-[^/]+\.woff2$/;

/**
 * Has the page name what its first drawing needs: its script, all that this imports, its styles and its fonts load beside each other. Without it the
 * browser hears of each from the one before.
 *
 * @returns {import('vite').Plugin}
 */
export function loadBeside() {
  return {
    name: 'load-beside',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle = {} }) {
        const chunks = importedBy(bundle);
        const styles = chunks.flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]);
        return [
          ...Object.keys(bundle)
            .filter(name => fonts.test(`/${name}`))
            .map(name => link({ rel: 'preload', as: 'font', type: 'font/woff2', href: name })),
          ...chunks.map(({ fileName }) => link({ rel: 'modulepreload', href: fileName })),
          ...styles.map(name => link({ rel: 'stylesheet', href: name })),
        ];
      },
    },
  };
}

/**
 * The chunk of the start, and those that it cannot run without and that the page does not name already.
 *
 * @param {import('vite').Rollup.OutputBundle} bundle
 */
function importedBy(bundle) {
  const chunks = Object.values(bundle).filter(file => file.type === 'chunk');
  const first = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(start));
  if (!first) throw new Error(`The build has no chunk of ${start}.`);
  const needed = new Set([first]);
  for (const { imports } of needed)
    for (const chunk of chunks) if (imports.includes(chunk.fileName)) needed.add(chunk);
  return [...needed].filter(({ isEntry }) => !isEntry);
}

/**
 * @param {Record<string, string>} attrs
 * @returns {import('vite').HtmlTagDescriptor}
 */
function link({ href, ...attrs }) {
  return { tag: 'link', attrs: { ...attrs, crossorigin: '', href: `./${href}` }, injectTo: 'head' };
}
