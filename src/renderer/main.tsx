import './lib/zod-jitless.ts';
import { link } from './lib/engine.ts';
import { loadMemory, meetEngine } from './lib/page-memory.ts';

// Asked before the rest of the page is read: the answer is there when that is.
link.start(meetEngine);
const memory = loadMemory();

// Imported only now: schemas must be made after the first line has run.
void import('./app/start.tsx').then(({ start }) => start(memory));
