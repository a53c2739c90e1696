import type { NamedTarget } from '#engine/connections/environment.ts';

/** One option of a command: what it takes, and what it does. */
export interface Option {
  type: 'string' | 'boolean';
  /** One letter that stands for it, too: `-o`. */
  short?: string;
  /** What stands for its value in the help; of options that take one. */
  value?: string;
  /** May be given more than once. */
  multiple?: boolean;
  /** Begins with `no-` on the command line, and is true without it. */
  negative?: boolean;
  text: string;
}

/** The values of a command's options, as they were given: undefined for what was not. */
export type Values<O extends Readonly<Record<string, Option>>> = {
  [Name in keyof O]?: O[Name] extends { type: 'boolean' }
    ? boolean
    : O[Name] extends { multiple: true }
      ? string[]
      : string;
};

/** What the browser host does when it is asked to serve; the command line knows no host. */
interface ServeOptions {
  /** An address of this machine, a port of it (0 for any free one), and the names that others know it by. */
  listening: { host: string; port: number; names: readonly string[] };
  /** The server to connect to, instead of those that are found. */
  redis: NamedTarget | undefined;
  /** Open a window. */
  open: boolean;
  /** Print one line of JSON when ready. */
  json: boolean;
}

export interface Hosts {
  serve(options: ServeOptions): Promise<void>;
}

/** A command: what the parser takes, what the help says, and what it does. */
export interface Command<O extends Readonly<Record<string, Option>> = Readonly<Record<string, Option>>> {
  summary: string;
  /** What follows the name in the help; `[NAME]` where it may be left out. */
  positionals: { min: number; max: number; names: string };
  options: O;
  /** @returns the exit code, or nothing where the host sets it */
  run(values: Values<O>, positionals: readonly string[], hosts: Hosts): Promise<number | void>;
}

/** Lets each command have the types of its own options. */
export function command<const O extends Readonly<Record<string, Option>>>(of: Command<O>): Command<O> {
  return of;
}
