import type { NamedTarget } from '#engine/connections/environment.ts';
import { numberOption } from '../arguments.ts';
import { command } from '../command.ts';
import { askPasswordOption } from '../ask-password.ts';
import { UsageError } from '../usage-error.ts';

/** `millrace serve`, and `millrace` alone. */
export const serve = command({
  summary: 'Open Millrace in the browser; on this machine only, unless --host says otherwise.',
  positionals: { min: 0, max: 0, names: '' },
  options: {
    port: { type: 'string', value: 'N', text: 'the port to listen on (default: any free one)' },
    host: {
      type: 'string',
      value: 'ADDRESS',
      text: 'the address to listen on (default: 127.0.0.1); 0.0.0.0 is for other machines and containers, with the token',
    },
    name: {
      type: 'string',
      value: 'NAME',
      multiple: true,
      text: 'a name that other machines, or a proxy in front, know this one by',
    },
    redis: { type: 'string', value: 'URL', text: 'connect to this server instead of searching for one' },
    'ask-password': askPasswordOption,
    open: { type: 'boolean', negative: true, text: 'do not open a window, print the address' },
    json: {
      type: 'boolean',
      text: 'print one line {"url": "..."} when ready, and do not open a window',
    },
  },
  run: async (
    { port, host = '127.0.0.1', name = [], redis, 'ask-password': asks, open = true, json = false },
    _,
    hosts,
  ) => {
    if (asks && redis === undefined)
      throw new UsageError('--ask-password needs --redis: the server to log in to.');
    return hosts.serve({
      listening: { host, port: numberOption('port', port, 0, 65_535) ?? 0, names: name },
      redis: redis === undefined ? undefined : await redisNamed(redis, asks),
      open: open && !json,
      json,
    });
  },
});

/** What reads an address takes longer to load than all the rest that a start waits for. */
async function redisNamed(url: string, asks: boolean | undefined): Promise<NamedTarget> {
  const { redisOption } = await import('../redis-option.ts');
  // Its connection is called "redis", not after the option.
  return { ...(await redisOption(url, asks)), variable: 'redis' };
}
