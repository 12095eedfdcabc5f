/** Free ports of loopback. */
import { createServer, type AddressInfo, type Server } from 'node:net';

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
