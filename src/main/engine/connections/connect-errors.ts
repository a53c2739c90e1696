import { replyCode, explainReply, shortened } from '#shared/redis/reply-errors.ts';
import type { ConnectStage } from '#shared/contract/connections.ts';
import type { Target } from '#shared/redis/target.ts';
import { ProtocolBreak } from './reply-bounds.ts';

/** Why a connection could not be made or was lost. */
export interface ConnectFailure {
  stage: ConnectStage;
  /** What failed and what to do. */
  message: string;
  /** The error as the system or the server gave it. */
  raw: string;
  /** Trying again without a change cannot help. */
  final: boolean;
}

/** Certificate errors by the codes of OpenSSL, as Node reports them. */
const certificateProblems: Record<string, string> = {
  CERT_HAS_EXPIRED: 'The certificate of the server has expired.',
  CERT_NOT_YET_VALID:
    'The certificate of the server is not valid yet. Check the clocks of this machine and of the server.',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'The certificate of the server is self-signed and not trusted. If you trust it, add it as the CA certificate.',
  SELF_SIGNED_CERT_IN_CHAIN:
    'The certificate chain ends in a CA that is not trusted. If you trust it, add it as the CA certificate.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'The CA that signed the certificate of the server is not known. Add it as the CA certificate.',
  UNABLE_TO_GET_ISSUER_CERT:
    'The CA that signed the certificate of the server is not known. Add it as the CA certificate.',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'The CA that signed the certificate of the server is not known. Add it as the CA certificate.',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'The certificate of the server is for another name. Set the server name, or connect by that name.',
};

/**
 * Turns the error of a connection attempt into words. `reached` is the stage that had begun; the error itself may tell of an earlier or
 * later one (a certificate problem arrives while connecting).
 */
export function explainConnectError(error: unknown, reached: ConnectStage, target: Target): ConnectFailure {
  const raw = shortened(error instanceof Error ? error.message || error.name : String(error));
  const code = (error as { code?: string } | null)?.code ?? '';
  const { address } = target;
  const where = address.kind === 'tcp' ? `${address.host}:${address.port}` : address.path;
  const failure = (stage: ConnectStage, message: string, final = false): ConnectFailure => ({
    stage,
    message,
    raw,
    final,
  });

  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EAI_NONAME') {
    return failure(
      'dns',
      `The host name "${address.kind === 'tcp' ? address.host : where}" cannot be resolved. Check it, and the network.`,
    );
  }
  if (certificateProblems[code]) return failure('tls', certificateProblems[code], true);
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') {
    return failure('tls', `${where} does not speak TLS. Turn TLS off, or use the TLS port.`, true);
  }
  if (
    /TLSV13_ALERT_CERTIFICATE_REQUIRED|SSLV3_ALERT_BAD_CERTIFICATE|TLSV1_ALERT_UNKNOWN_CA|certificate required/i.test(
      `${code} ${raw}`,
    )
  ) {
    return failure(
      'tls',
      'The server wants a client certificate that it trusts. Add one under Client certificate, with its key.',
      true,
    );
  }
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code.startsWith('ERR_OSSL')) {
    return failure('tls', `The TLS handshake with ${where} failed: ${raw}.`, true);
  }
  if (code === 'ECONNREFUSED') {
    return failure(
      'connect',
      address.kind === 'tcp'
        ? `Nothing listens on ${where}. Is the server running, and on this port?`
        : `No server listens on the socket ${where}.`,
    );
  }
  if (code === 'ENOENT' && address.kind === 'socket')
    return failure('connect', `There is no socket at ${where}.`);
  if (code === 'EACCES' || code === 'EPERM')
    return failure('connect', `No permission to open ${where}.`, true);
  if (code === 'ENOTSOCK' || code === 'EPROTOTYPE')
    return failure('connect', `${where} is not a socket.`, true);
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH')
    return failure('connect', `There is no route to ${where}. Check the network.`);
  if (code === 'ETIMEDOUT' || raw === 'connect ETIMEDOUT') {
    return failure(
      target.tls && reached === 'connect' ? 'tls' : 'connect',
      `${where} did not answer within ${target.connectTimeoutMs / 1000} s. Is a firewall in between${target.tls ? ', or does it not speak TLS' : ''}?`,
    );
  }
  if (raw === 'no answer in time') {
    return failure(
      'protocol',
      `${where} accepted the connection but did not answer like a Redis within ${target.connectTimeoutMs / 1000} s. Does it want TLS, or is it another service?`,
    );
  }
  if (error instanceof Error && error.name === 'ReplyError') return explainRefusal(raw, reached, failure);
  if (error instanceof ProtocolBreak) {
    const message = `${where} does not speak the Redis protocol: it ${raw}. Is this the right port?`;
    return failure('protocol', message, true);
  }
  if (code === 'ECONNRESET' || code === 'EPIPE' || raw === 'Connection is closed.') {
    const hint = target.tls ? '' : ' Does it want TLS?';
    return failure(
      reached,
      `${where} closed the connection.${reached === 'connect' || reached === 'protocol' || reached === 'ping' ? hint : ''}`,
    );
  }
  return failure(reached, `The connection to ${where} failed: ${raw}.`);
}

/** The server answered, but not with yes. */
function explainRefusal(
  raw: string,
  reached: ConnectStage,
  failure: (stage: ConnectStage, message: string, final?: boolean) => ConnectFailure,
): ConnectFailure {
  const code = replyCode(raw);
  if (/without any password configured/.test(raw)) {
    return failure(
      'auth',
      'The server has no password set, but one was given. Leave the password empty.',
      true,
    );
  }
  if (code === 'NOPERM') {
    const command = /'([^']+)' command/.exec(raw)?.[1] ?? (reached === 'select' ? 'select' : 'ping');
    return failure(
      reached,
      `This user may not run ${command.toUpperCase()}. Ask for the permission, or connect as another user.`,
      true,
    );
  }
  if (code === 'NOAUTH' || code === 'WRONGPASS') return failure('auth', explainReply(raw), true);
  if (reached === 'select')
    return failure('select', `The database does not exist on this server: ${raw}.`, true);
  return failure(
    reached,
    explainReply(raw),
    code !== 'LOADING' && code !== 'MASTERDOWN' && !/max number of clients/.test(raw),
  );
}
