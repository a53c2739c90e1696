import './theme.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { link } from '../lib/engine.ts';
import { followAddress } from '../lib/navigation.ts';
import { loadMemory } from '../lib/page-memory.ts';
import { applyServedTheme } from '../lib/theme.ts';
import { App } from './app.tsx';

/** The page is drawn when it is known how it was left. */
export async function start(): Promise<void> {
  applyServedTheme();
  followAddress();
  link.start();
  await loadMemory();
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
