import tls from 'node:tls';

let isDone = false;

/**
 * Trusts what this machine trusts, beside what Node brings along: a company's own authority is in the system's store, and browsers use it. It holds
 * for the thread that calls it, and is called where TLS is about to be used, because reading the store takes a while. SSL_CERT_FILE
 * names another store on Linux.
 */
export function trustSystemCertificates(): void {
  if (isDone) return;
  isDone = true;
  try {
    const certificates = [...tls.getCACertificates('default'), ...tls.getCACertificates('system')];
    tls.setDefaultCACertificates([...new Set(certificates)]);
  } catch {
    // A runtime that cannot do it goes on with Node's own.
  }
}
