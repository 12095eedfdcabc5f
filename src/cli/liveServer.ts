/**
 * Serves the live page on loopback: one page, which asks for nothing more. A request under another
 * name than this machine's own (a page of somebody else's, by a name that they point here) is
 * refused.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LiveServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

const HOST = '127.0.0.1';
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** `port` 0: any that is free. Rejects where it cannot listen there. */
export function serveLive(page: string, port: number): Promise<LiveServer> {
  const server = createServer((request, response) => {
    answer(request, response, page);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      const { port: chosen } = server.address() as AddressInfo;
      resolve({
        url: `http://${HOST}:${chosen}/`,
        close: () =>
          new Promise((closed) => {
            server.close(() => {
              closed();
            });
            server.closeAllConnections();
          }),
      });
    });
  });
}

function answer(
  { method, url, headers }: IncomingMessage,
  response: ServerResponse,
  page: string,
): void {
  const name = headers.host?.replace(/:\d+$/, '');
  if (name !== HOST && name !== 'localhost') end(response, 403, 'not a name of this machine\n');
  else if (method !== 'GET' && method !== 'HEAD') end(response, 405, 'only GET\n');
  else if (url?.replace(/\?.*$/, '') !== '/') end(response, 404, 'there is only /\n');
  else response.writeHead(200, HEADERS).end(method === 'HEAD' ? undefined : page);
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' }).end(text);
}
