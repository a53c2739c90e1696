import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { OpenRequest } from '#engine/open-requests.ts';

/** What a person opens from the desktop, a link or a terminal: the arguments that the system started Millrace with. */
export interface Opened {
  requests: OpenRequest[];
  /** `--redis URL`: the server to connect to. */
  redis: string | undefined;
}

/**
 * After `--` stand things to open alone: what a link or a file is called gives no option.
 *
 * @param args without the program's own name and that of the app's folder
 * @param folder that paths are relative to
 */
export function readArguments(args: readonly string[], folder: string): Opened {
  const opened: Opened = { requests: [], redis: undefined };
  const end = args.indexOf('--');
  const isOption = (at: number) => end === -1 || at < end;
  for (let at = 0; at < args.length; at++) {
    const argument = args[at]!;
    if (isOption(at) && argument === '--redis') opened.redis = args[++at];
    else if (isOption(at) && argument.startsWith('--redis='))
      opened.redis = argument.slice('--redis='.length);
    else {
      const request = requestOf(argument, folder);
      if (request) opened.requests.push(request);
    }
  }
  return opened;
}

/** A link to a server, or the path of a file that is there. Options are Chromium's. */
export function requestOf(argument: string, folder: string): OpenRequest | undefined {
  if (/^rediss?:\/\//i.test(argument)) return { kind: 'address', url: argument };
  if (argument.startsWith('-')) return undefined;
  const path = resolve(folder, argument);
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? { kind: 'file', path } : undefined;
}
