import { z } from 'zod';

const port = z
  .number()
  .int()
  .min(1, 'A port is a number from 1 to 65535.')
  .max(65_535, 'A port is a number from 1 to 65535.');

/** Where a server listens. */
const address = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('tcp'), host: z.string().min(1, 'The host is missing.'), port }),
  z.object({ kind: z.literal('socket'), path: z.string().min(1, 'The socket path is missing.') }),
]);
export type Address = z.infer<typeof address>;

/** Stands in a profile for a key that was pasted: the key itself is where the passwords are. */
export const KEPT_KEY = '(kept with the passwords)';

/** PEM texts or paths of PEM files on the engine's machine. */
const tls = z.object({
  ca: z.string().default(''),
  cert: z.string().default(''),
  key: z.string().default(''),
  /** The name the certificate must carry; empty means the host. */
  serverName: z.string().default(''),
  /** Off accepts any certificate: anyone in between can read and change the traffic. */
  verify: z.boolean().default(true),
});
export type TlsSettings = z.infer<typeof tls>;

/** Everything needed to reach a server, except the password and a key that was pasted, which only the host's secret store keeps. */
export const targetSchema = z.object({
  address,
  username: z.string().default(''),
  db: z.number().int().min(0, 'A database is a number from 0.').default(0),
  tls: tls.nullable().default(null),
  connectTimeoutMs: z.number().int().min(100).max(300_000).default(10_000),
  commandTimeoutMs: z.number().int().min(100).max(3_600_000).default(30_000),
});
export type Target = z.infer<typeof targetSchema>;
