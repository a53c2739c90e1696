import type { Address, Target } from './target.ts';

/** Where a server is, as pasted text says it. */
export interface TargetReading {
  target: Target;
  /** Null when the text holds none. */
  password: string | null;
  /** What was understood in one of several ways, or left out: one sentence each. */
  notes: string[];
}

/** What is wrong with a pasted address, and what is allowed; never leaves the parsers. */
export class TargetProblem extends Error {
  override readonly name = 'TargetProblem';
}

export function fail(problem: string): never {
  throw new TargetProblem(problem);
}

/** A target with the defaults of the contract. */
export function emptyTarget(address: Address, more: Partial<Target> = {}): Target {
  return {
    address,
    username: '',
    db: 0,
    tls: null,
    connectTimeoutMs: 10_000,
    commandTimeoutMs: 30_000,
    ...more,
  };
}

export function parsePort(text: string): number {
  const port = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port >= 1 && port <= 65_535)) fail(`"${text}" is not a port. A port is a number from 1 to 65535.`);
  return port;
}

export function parseDb(text: string, where: string): number {
  if (!/^\d{1,9}$/.test(text))
    fail(`"${text}" ${where} is not a database. A database is a number from 0, as in redis://host:6379/2.`);
  return Number(text);
}

/** Seconds as people write them, in milliseconds. @param longest in seconds */
export function parseTimeout(text: string, longest: number): number {
  const seconds = Number(text);
  if (!(seconds >= 0.1 && seconds <= longest))
    fail(`"${text}" is not a time-out. It is 0.1 to ${longest} seconds.`);
  return Math.round(seconds * 1_000);
}

/** Enough of what was pasted to recognise it in a message. */
export function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
