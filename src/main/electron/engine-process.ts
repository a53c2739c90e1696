// The engine in a process of its own: a flood of messages never holds up a menu or a window.
import process from 'node:process';
import { runEngineProcess } from './engine-runtime.ts';

runEngineProcess(process.parentPort, code => process.exit(code));
