import { profileDraftSchema, type Profile, type ProfileDraft } from '#shared/contract/connections.ts';
import { type Target } from '#shared/redis/target.ts';

/** The connection form as it is typed: text where a person types text, also for numbers. */
export interface FormState {
  name: string;
  color: number;
  environment: ProfileDraft['environment'];
  kind: 'tcp' | 'socket';
  host: string;
  port: string;
  path: string;
  username: string;
  /** Empty keeps a stored password, if there is one. */
  password: string;
  forgetPassword: boolean;
  db: string;
  tls: boolean;
  ca: string;
  cert: string;
  key: string;
  serverName: string;
  verify: boolean;
  connectSeconds: string;
  commandSeconds: string;
}

/** What is wrong, by field. */
export type FormProblems = Partial<Record<keyof FormState, string>>;

export const emptyForm: FormState = {
  name: '',
  color: 1,
  environment: 'local',
  kind: 'tcp',
  host: '127.0.0.1',
  port: '6379',
  path: '',
  username: '',
  password: '',
  forgetPassword: false,
  db: '0',
  tls: false,
  ca: '',
  cert: '',
  key: '',
  serverName: '',
  verify: true,
  connectSeconds: '10',
  commandSeconds: '30',
};

export function formOfProfile(profile: Profile): FormState {
  const { name, color, environment, target } = profile;
  return { ...withTarget(emptyForm, target, null), forgetPassword: false, name, color, environment };
}

/**
 * The form with everything that a pasted address says. What was typed to prove who one is, a password, a certificate and its key, belongs
 * to the address it was typed for: another one does not get it.
 */
export function withTarget(typed: FormState, target: Target, password: string | null): FormState {
  const { address, tls } = target;
  const form = isOf(typed, address) ? typed : { ...typed, ...noSecrets, forgetPassword: true };
  return {
    ...form,
    kind: address.kind,
    host: address.kind === 'tcp' ? address.host : form.host,
    port: address.kind === 'tcp' ? String(address.port) : form.port,
    path: address.kind === 'socket' ? address.path : form.path,
    username: target.username,
    password: password ?? form.password,
    db: String(target.db),
    tls: tls !== null,
    ca: tls?.ca ?? form.ca,
    cert: tls?.cert ?? form.cert,
    key: tls?.key ?? form.key,
    serverName: tls?.serverName ?? form.serverName,
    verify: tls?.verify ?? form.verify,
    connectSeconds: String(target.connectTimeoutMs / 1_000),
    commandSeconds: String(target.commandTimeoutMs / 1_000),
  };
}

const noSecrets = { password: '', ca: '', cert: '', key: '', serverName: '' };

/** Whether two forms are about the same server. */
export function sameServer(a: FormState, b: FormState): boolean {
  if (a.kind === 'socket') return b.kind === 'socket' && a.path.trim() === b.path.trim();
  return b.kind === 'tcp' && a.host.trim() === b.host.trim() && a.port.trim() === b.port.trim();
}

function isOf(form: FormState, address: Target['address']): boolean {
  if (form.kind !== address.kind) return false;
  return address.kind === 'socket'
    ? form.path.trim() === address.path
    : form.host.trim() === address.host && Number(form.port) === address.port;
}

const fieldOfPath: Record<string, keyof FormState> = {
  name: 'name',
  'target.address.host': 'host',
  'target.address.port': 'port',
  'target.address.path': 'path',
  'target.username': 'username',
  'target.db': 'db',
  'target.connectTimeoutMs': 'connectSeconds',
  'target.commandTimeoutMs': 'commandSeconds',
};

/** The draft of the contract, or what is wrong with each field. */
export function draftOf(form: FormState): { draft: ProfileDraft } | { problems: FormProblems } {
  const problems: FormProblems = {};
  const port = wholeNumber(form.port);
  const db = wholeNumber(form.db);
  if (form.kind === 'tcp' && port === null) problems.port = 'A port is a number from 1 to 65535.';
  if (db === null) problems.db = 'A database is a number from 0.';
  if (form.tls && (form.cert.trim() === '') !== (form.key.trim() === ''))
    problems[form.cert.trim() === '' ? 'cert' : 'key'] =
      'A client certificate needs both the certificate and its key.';
  const connectTimeoutMs = milliseconds(form.connectSeconds);
  const commandTimeoutMs = milliseconds(form.commandSeconds);
  if (!inRange(connectTimeoutMs, 300_000)) problems.connectSeconds = 'From 0.1 to 300 seconds.';
  if (!inRange(commandTimeoutMs, 3_600_000)) problems.commandSeconds = 'From 0.1 to 3600 seconds.';
  const parsed = profileDraftSchema.safeParse({
    name: form.name,
    color: form.color,
    environment: form.environment,
    target: {
      address:
        form.kind === 'tcp'
          ? { kind: 'tcp', host: form.host.trim(), port: port ?? 1 }
          : { kind: 'socket', path: form.path.trim() },
      username: form.username,
      db: db ?? 0,
      tls:
        form.tls && form.kind === 'tcp'
          ? {
              ca: form.ca.trim(),
              cert: form.cert.trim(),
              key: form.key.trim(),
              serverName: form.serverName.trim(),
              verify: form.verify,
            }
          : null,
      connectTimeoutMs: inRange(connectTimeoutMs, 300_000) ? connectTimeoutMs : 10_000,
      commandTimeoutMs: inRange(commandTimeoutMs, 3_600_000) ? commandTimeoutMs : 30_000,
    },
  });
  if (!parsed.success)
    for (const issue of parsed.error.issues) {
      const field = fieldOfPath[issue.path.join('.')];
      if (field) problems[field] ??= issue.message;
    }
  if (parsed.success && Object.keys(problems).length === 0) return { draft: parsed.data };
  return { problems };
}

/** The password as the contract wants it: undefined keeps the stored one, null deletes it. */
export function passwordOf(form: FormState): string | null | undefined {
  if (form.password !== '') return form.password;
  return form.forgetPassword ? null : undefined;
}

function wholeNumber(text: string): number | null {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text) : null;
}

function milliseconds(seconds: string): number {
  return seconds.trim() === '' ? Number.NaN : Math.round(Number(seconds) * 1_000);
}

function inRange(ms: number, longest: number): boolean {
  return ms >= 100 && ms <= longest;
}
