import type { Profile, ProfileDraft } from '#shared/contract/connections.ts';
import type { Target } from '#shared/redis/target.ts';

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
