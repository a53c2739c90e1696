// The engine in a process of its own: a flood of messages never holds up a menu or a window.
import process from 'node:process';
import { runEngineProcess } from './engine-runtime.ts';

// A terminal sends them to all of its processes: main hears them too, and says when to stop.
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => {});

runEngineProcess(process.parentPort, code => process.exit(code));
