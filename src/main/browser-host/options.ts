import { parseArgs } from 'node:util';
import { readTarget, type NamedTarget } from '#engine/connections/environment.ts';

export const serveUsage = `millrace [serve] [--port N] [--redis URL] [--no-open] [--json]

  Starts Millrace for the browser, on this machine only.

  --port N      the port of 127.0.0.1 to listen on (default: any free one)
  --redis URL   connect to this server instead of searching for one
  --no-open     do not open a window, print the address
  --json        print one line {"url": "..."} when ready, and do not open a window
`;

export interface ServeCommand {
  port: number;
  redis: NamedTarget | undefined;
  open: boolean;
  json: boolean;
}

/** An option that is wrong; the message says what is allowed. Exit code 2. */
export class UsageError extends Error {}

export function parseServeArguments(args: string[]): ServeCommand | 'help' {
  let values;
  try {
    ({ values } = parseArgs({
      args: args[0] === 'serve' ? args.slice(1) : args,
      options: {
        port: { type: 'string', default: '0' },
        redis: { type: 'string' },
        open: { type: 'boolean', default: true },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
      allowNegative: true,
      strict: true,
    }));
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${serveUsage}`);
  }
  if (values.help) return 'help';
  const port = Number(values.port);
  if (!/^\d{1,5}$/.test(values.port) || port > 65_535) {
    throw new UsageError(
      `--port: "${values.port}" is not a port. A port is a number from 1 to 65535, or 0 for any free one.`,
    );
  }
  return {
    port,
    redis: values.redis === undefined ? undefined : readRedis(values.redis),
    open: values.open && !values.json,
    json: values.json,
  };
}

function readRedis(text: string): NamedTarget {
  try {
    return { ...readTarget('--redis', text), variable: 'redis' };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
