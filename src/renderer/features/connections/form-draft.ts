import { profileDraftSchema, type ProfileDraft } from '#shared/contract/connections.ts';
import type { FormState } from './form-state.ts';

/** What is wrong, by field. */
export type FormProblems = Partial<Record<keyof FormState, string>>;

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
