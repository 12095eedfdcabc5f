/** Ports of loopback: free ones, and whether somebody answers. */
import { createConnection, createServer, type AddressInfo, type Server } from 'node:net';

/** So many, all different. Another program may take one before it is used. */
export async function freePorts(count: number): Promise<number[]> {
  const probes = await Promise.all(Array.from({ length: count }, listening));
  const ports = probes.map((probe) => (probe.address() as AddressInfo).port);
  await Promise.all(
    probes.map(
      (probe) =>
        new Promise((resolve) => {
          probe.close(resolve);
        }),
    ),
  );
  return ports;
}

function listening(): Promise<Server> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      resolve(probe);
    });
  });
}

/** A minute at most: a loaded machine's start included. */
export async function answering(port: number): Promise<void> {
  for (let attempt = 0; attempt < 3000; attempt++) {
    if (await accepts(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`nobody answers on port ${port}`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
