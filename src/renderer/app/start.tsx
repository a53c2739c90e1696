import './theme.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { followAddress, useNavigation } from '../lib/navigation.ts';
import { whenMemoryIsKnown, type HowMemoryIs } from '../lib/page-memory.ts';
import { followTouches } from '../lib/rest.ts';
import { applyServedTheme } from '../lib/theme.ts';
import { App } from './app.tsx';
import { screenOf } from './screens.ts';

/** They come from where the page came from: one that takes longer is not worth waiting for. */
const FONTS_MS = 1_500;

/** Text that is drawn in another font first moves what is under it when its own comes: a press would miss. */
async function fontsAreThere(): Promise<void> {
  const asked = ['13px "Inter Variable"', '12px "JetBrains Mono Variable"'].map(font =>
    document.fonts.load(font),
  );
  const late = new Promise<void>(resolve => setTimeout(resolve, FONTS_MS));
  await Promise.race([Promise.allSettled(asked), late]);
}

/** The page is drawn when it is known how it was left. */
export async function start(memory: Promise<HowMemoryIs>): Promise<void> {
  applyServedTheme();
  followAddress();
  followTouches();
  // A page that cannot read it is told so where the screen would be.
  screenOf(useNavigation.getState().place.screen)
    .load()
    .catch(() => {});
  // A file that is dropped where nobody takes it would replace the page.
  for (const name of ['dragover', 'drop'] as const)
    window.addEventListener(name, event => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    });
  const fonts = fontsAreThere();
  const root = createRoot(document.getElementById('root')!);
  const draw = (how: HowMemoryIs) =>
    root.render(
      <StrictMode>
        <App memory={how} />
      </StrictMode>,
    );
  const how = await memory;
  await fonts;
  draw(how);
  if (how === 'known') return;
  await whenMemoryIsKnown();
  draw('known');
}
