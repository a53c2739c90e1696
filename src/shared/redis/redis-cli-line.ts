import type { Target, TlsSettings } from './target.ts';
import { shellWords } from './shell-words.ts';
import { emptyTarget, fail, parseDb, parsePort, parseTimeout, type TargetReading } from './target-parts.ts';
import { parseTargetUrl } from './target-url.ts';

/** Options of redis-cli that take a value and say nothing of where the server is. */
const OTHER_WITH_VALUE = new Set([
  '-r',
  '-i',
  '-d',
  '-D',
  '-X',
  '--tls-ciphers',
  '--tls-ciphersuites',
  '--show-pushes',
  '--pattern',
  '--quoted-pattern',
  '--intrinsic-latency',
  '--pipe-timeout',
  '--memkeys-samples',
  '--lru-test',
  '--eval',
  '--rdb',
  '--functions-rdb',
  '--cursor',
  '--keystats-samples',
  '--top',
]);
const TLS_OPTIONS = new Set(['--tls', '--cacert', '--cacertdir', '--cert', '--key', '--sni', '--insecure']);

/**
 * Reads the connection options of a redis-cli command line. See https://redis.io/docs/latest/develop/tools/cli/.
 *
 * @throws {TargetProblem}
 */
export function parseRedisCliLine(line: string): TargetReading {
  const split = shellWords(line);
  if ('problem' in split) fail(split.problem);
  const words = split.words;
  const program = words.findIndex(word => /(?:^|\/)(?:redis|valkey)-cli$/.test(word));
  const reading: TargetReading = {
    target: emptyTarget({ kind: 'tcp', host: '127.0.0.1', port: 6379 }),
    password: null,
    notes: [],
  };
  for (const word of words.slice(0, program))
    if (word.startsWith('REDISCLI_AUTH=')) reading.password = word.slice('REDISCLI_AUTH='.length);

  const options = words.slice(program + 1);
  for (let index = 0; index < options.length; index++) {
    const option = options[index]!;
    if (!option.startsWith('-')) {
      reading.notes.push(`The command after the options (${option}) was left out.`);
      break;
    }
    const value = (): string =>
      options[++index] ?? fail(`${option} needs a value after it, as in ${option} ${exampleOf(option)}.`);
    readOption(option, value, reading);
  }
  const { tls } = reading.target;
  if (tls && (tls.cert === '') !== (tls.key === ''))
    fail('A client certificate needs both --cert and --key.');
  return reading;
}

function readOption(option: string, value: () => string, reading: TargetReading): void {
  const { target } = reading;
  if (TLS_OPTIONS.has(option)) return readTlsOption(option, value, target);
  switch (option) {
    case '-h':
      target.address = { kind: 'tcp', host: hostOf(value()), port: portOf(target) };
      return;
    case '-p':
      target.address = { kind: 'tcp', host: hostNow(target), port: parsePort(value()) };
      return;
    case '-s':
      target.address = { kind: 'socket', path: value() };
      return;
    case '-n':
      target.db = parseDb(value(), 'after -n');
      return;
    case '-a':
    case '--pass':
      reading.password = value();
      return;
    case '--user':
      target.username = value();
      return;
    case '-t':
      target.connectTimeoutMs = parseTimeout(value(), 300);
      return;
    case '-u': {
      const parsed = parseTargetUrl(value());
      const { tls } = target;
      reading.target = { ...parsed.target, tls: parsed.target.tls ?? tls };
      reading.password = parsed.password ?? reading.password;
      reading.notes.push(...parsed.notes);
      return;
    }
    case '--askpass':
      reading.notes.push('Type the password that --askpass would ask for.');
      return;
    default:
      if (OTHER_WITH_VALUE.has(option)) value();
      else if (!/^-(?:-[a-z][a-z-]*|[cxe234])$/.test(option))
        fail(
          `"${option}" is not an option of redis-cli. Known here are -h, -p, -s, -a, --user, --pass, -n, -u and the --tls options.`,
        );
  }
}

function readTlsOption(option: string, value: () => string, target: Target): void {
  const tls: TlsSettings = (target.tls ??= { ca: '', cert: '', key: '', serverName: '', verify: true });
  if (option === '--cacert' || option === '--cacertdir') tls.ca = value();
  else if (option === '--cert') tls.cert = value();
  else if (option === '--key') tls.key = value();
  else if (option === '--sni') tls.serverName = value();
  else if (option === '--insecure') tls.verify = false;
}

function hostOf(text: string): string {
  const host = text.replace(/^\[(.*)\]$/, '$1');
  if (host === '' || /[\s/@]/.test(host)) fail(`"${text}" is not a host name or an IP address.`);
  return host;
}

function hostNow({ address }: Target): string {
  return address.kind === 'tcp' ? address.host : '127.0.0.1';
}

function portOf({ address }: Target): number {
  return address.kind === 'tcp' ? address.port : 6379;
}

function exampleOf(option: string): string {
  const examples: Record<string, string> = {
    '-h': '127.0.0.1',
    '-p': '6379',
    '-n': '0',
    '-s': '/run/redis.sock',
  };
  return examples[option] ?? 'value';
}
