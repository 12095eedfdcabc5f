"""A link with a delay between this network namespace and another, where the kernel has no netem: packets wait here.

    delayedLink.py NAMESPACE HERE THERE MILLISECONDS

makes a point-to-point link (TUN devices) with the address HERE on this side and THERE in the (existing) namespace; each
packet leaves so many milliseconds after it came, each way, in order. Runs until it is ended. Needs root.
"""
import fcntl
import heapq
import os
import select
import struct
import subprocess
import sys
import time

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000


def tun(name):
    file = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(file, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    return file


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def main(space, here, there, milliseconds):
    delay = float(milliseconds) / 1000
    mine, other = f"d{os.getpid()}a", f"d{os.getpid()}b"
    near, far = tun(mine), tun(other)
    ip("link", "set", other, "netns", space)
    ip("addr", "add", here, "peer", there, "dev", mine)
    # Room for a result that comes at once: the delay times what a link of 1 Gbps carries.
    ip("link", "set", mine, "txqueuelen", "10000", "up")
    inside = ["-n", space]
    ip(*inside, "addr", "add", there, "peer", here, "dev", other)
    ip(*inside, "link", "set", other, "txqueuelen", "10000", "up")
    ip(*inside, "link", "set", "lo", "up")
    print("ready", flush=True)
    waiting, number = [], 0
    while True:
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            _, _, to, packet = heapq.heappop(waiting)
            try:
                os.write(to, packet)
            except BlockingIOError:
                pass  # as a link that is full
        timeout = max(0.0, waiting[0][0] - now) if waiting else None
        for came in select.select([near, far], [], [], timeout)[0]:
            for _ in range(64):
                try:
                    packet = os.read(came, 65536)
                except BlockingIOError:
                    break
                number += 1
                due = time.monotonic() + delay
                heapq.heappush(waiting, (due, number, far if came == near else near, packet))


main(*sys.argv[1:])
