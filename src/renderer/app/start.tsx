import './theme.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { link } from '../lib/engine.ts';
import { followAddress } from '../lib/navigation.ts';
import { keepToken } from '../lib/session-token.ts';
import { applyRememberedTheme } from '../lib/theme.ts';
import { App } from './app.tsx';

export function start(): void {
  keepToken();
  applyRememberedTheme();
  followAddress();
  link.start();
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
