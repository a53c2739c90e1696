import { createWriteStream } from 'node:fs';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A feed is a few hundred bytes. */
const MAX_TEXT_BYTES = 2 ** 20;
const TEXT_LIMIT_MS = 10_000;
/** A server that sends nothing for so long will not go on. */
const QUIET_LIMIT_MS = 60_000;

/** Electron's `net.fetch`, which knows the proxy of the system. It follows redirects, a bounded number of them. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** What went wrong, in words for a person. */
export class UpdateError extends Error {}

/** The feed is told neither who asks nor what was asked before. */
const ANONYMOUS: RequestInit = { credentials: 'omit', cache: 'no-store' };

/**
 * A small text of the update server.
 *
 * @throws {UpdateError} where there is none within ten seconds, or it is larger than a megabyte
 */
export async function readText(fetch: Fetch, url: string): Promise<string> {
  const body = await open(fetch, url, AbortSignal.timeout(TEXT_LIMIT_MS));
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of received(body)) {
    bytes += piece.length;
    if (bytes > MAX_TEXT_BYTES) throw new UpdateError('The update feed is too large.');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}

export interface FileDownload {
  /** Is written anew. */
  path: string;
  /** Verifies what passes through: it fails at the end of what is not the expected file. */
  verify: Transform;
  /** 0 to 1, whenever it has grown by a hundredth; never where the server does not say how large the file is. */
  progress: (fraction: number) => void;
  signal: AbortSignal;
  /** For how long the server may send nothing. */
  quietLimitMs?: number | undefined;
}

/**
 * Downloads a file of the update server.
 *
 * @throws {UpdateError} where the server fails; what `verify`, the disk or the signal say otherwise
 */
export async function downloadFile(fetch: Fetch, url: string, file: FileDownload): Promise<void> {
  const { quietLimitMs = QUIET_LIMIT_MS } = file;
  const quiet = new AbortController();
  const timer = setTimeout(
    () => quiet.abort(new UpdateError('The update server has stopped sending.')),
    quietLimitMs,
  );
  const signal = AbortSignal.any([file.signal, quiet.signal]);
  try {
    const body = await open(fetch, url, signal);
    const watched = async function* () {
      let bytes = 0;
      let told = 0;
      for await (const piece of received(body)) {
        timer.refresh();
        bytes += piece.length;
        const hundredths = Math.floor((bytes / body.bytes) * 100);
        if (hundredths > told) file.progress(Math.min((told = hundredths) / 100, 1));
        yield piece;
      }
    };
    await pipeline(watched, file.verify, createWriteStream(file.path), { signal });
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}

interface Body {
  pieces: AsyncIterable<Uint8Array>;
  /** NaN where the server does not say. */
  bytes: number;
}

async function open(fetch: Fetch, url: string, signal: AbortSignal): Promise<Body> {
  const answer = await fetch(url, { ...ANONYMOUS, signal }).catch((error: unknown) => {
    const why = reason(signal.aborted ? signal.reason : error);
    throw new UpdateError(`The update server cannot be reached (${why}).`);
  });
  const { ok, status, body, headers } = answer;
  if (!ok || body === null) {
    await body?.cancel();
    throw new UpdateError(`The update server answered with status ${status}.`);
  }
  return { pieces: body, bytes: Number(headers.get('content-length') ?? Number.NaN) };
}

async function* received({ pieces }: Body): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces;
  } catch (error) {
    throw new UpdateError(`The connection to the update server was lost (${reason(error)}).`);
  }
}

/** Node names the reason in the cause of its error, Chromium in its message. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return (cause as NodeJS.ErrnoException).code ?? cause.message;
}
