/** Asks again until it is so: the page's policy lets nobody in who would wait there. */
export async function until(read: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await read()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it has not come about in 10 s');
}
