// Loaded before Millrace: its clock is as many milliseconds ahead as the file named by CHAOS_CLOCK says.
import { readFileSync } from 'node:fs';

const path = process.env.CHAOS_CLOCK!;
const LOOK_EVERY_MS = 50;
const real = Date.now.bind(Date);
let ahead = 0;
let lookAt = 0;
Date.now = () => {
  if (performance.now() >= lookAt) {
    lookAt = performance.now() + LOOK_EVERY_MS;
    ahead = Number(readFileSync(path, 'utf8'));
  }
  return real() + ahead;
};
