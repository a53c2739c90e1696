import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export interface TestCertificates {
  /** Paths of PEM files. */
  ca: string;
  cert: string;
  key: string;
  clientCert: string;
  clientKey: string;
  caText: string;
}

/** A CA of a test's own, a server certificate for localhost and 127.0.0.1, and a client certificate. */
export async function createCertificates(folder: string): Promise<TestCertificates> {
  const ca = await generate([{ name: 'commonName', value: 'Millrace test CA' }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const signed = (name: string, client: boolean) =>
    generate([{ name: 'commonName', value: name }], {
      keySize: 2048,
      algorithm: 'sha256',
      ca: { key: ca.private, cert: ca.cert },
      extensions: [
        { name: 'basicConstraints', cA: false },
        { name: 'extKeyUsage', serverAuth: !client, clientAuth: client },
        {
          name: 'subjectAltName',
          altNames: [
            { type: 2, value: 'localhost' },
            { type: 7, ip: '127.0.0.1' },
          ],
        },
      ],
    });
  const [server, client] = await Promise.all([signed('localhost', false), signed('millrace', true)]);
  const write = async (name: string, text: string) => {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  };
  return {
    ca: await write('ca.pem', ca.cert),
    cert: await write('server.pem', server.cert),
    key: await write('server.key', server.private),
    clientCert: await write('client.pem', client.cert),
    clientKey: await write('client.key', client.private),
    caText: ca.cert,
  };
}
