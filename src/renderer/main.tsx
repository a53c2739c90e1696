import './lib/zod-jitless.ts';

// Imported only now: the contract's schemas must be made after the line above has run.
void import('./app/start.tsx').then(({ start }) => start());
