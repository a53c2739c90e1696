import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { http } from '#engine/node-http.ts';
import type { WorkerHealth } from './workers.ts';

export interface HealthAddress {
  host: string;
  port: number;
}

/**
 * Answers `GET /health`: 200 while every worker is at work, else 503; what is known of each as JSON. It tells no more than counts, so that whoever can
 * reach the address may ask.
 *
 * @throws the error of `listen`
 */
export async function serveHealth(
  { host, port }: HealthAddress,
  health: () => WorkerHealth[],
): Promise<{ port: number; close: () => void }> {
  const server: Server = http.createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/health') {
      response.writeHead(404).end();
      return;
    }
    const workers = health();
    const isWell = workers.every(({ state }) => state === 'running');
    response
      .writeHead(isWell ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' })
      .end(`${JSON.stringify({ healthy: isWell, workers })}\n`);
  });
  // A prober that keeps its connection open does not keep this process alive.
  server.requestTimeout = 5_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
