import './theme.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { link } from '../lib/engine.ts';
import { followAddress } from '../lib/navigation.ts';
import { loadMemory, memoryIsKnown } from '../lib/page-memory.ts';
import { applyServedTheme } from '../lib/theme.ts';
import { App } from './app.tsx';

/** The page is drawn when it is known how it was left. */
export async function start(): Promise<void> {
  applyServedTheme();
  followAddress();
  // A file that is dropped where nobody takes it would replace the page.
  for (const name of ['dragover', 'drop'] as const)
    window.addEventListener(name, event => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    });
  link.start();
  const root = createRoot(document.getElementById('root')!);
  const draw = (key: string) =>
    root.render(
      <StrictMode>
        <App key={key} />
      </StrictMode>,
    );
  const memory = await loadMemory();
  draw(memory);
  if (memory === 'known') return;
  await memoryIsKnown;
  draw('known');
}
