"""The stations in a row of tandem.ts, and as one of them the M/M/1 of yardsticks.ts, in SimPy 3 or 4: a process a customer.

Arguments: customers, stations, servers, rho.

Prints a line of JSON: services begun are its hops.
"""
import json
import random
import sys
import time

import simpy

customers, stations, servers = (int(each) for each in sys.argv[1:4])
rho = float(sys.argv[4])
total = 0.0
left = 0
hops = 0


def customer(env, row):
    global total, left, hops
    came = env.now
    for station in row:
        with station.request() as turn:
            yield turn
            hops += 1
            yield env.timeout(random.expovariate(1))
    total += env.now - came
    left += 1


def source(env, row):
    while True:
        yield env.timeout(random.expovariate(rho * servers))
        env.process(customer(env, row))


random.seed(1234)
env = simpy.Environment()
env.process(source(env, [simpy.Resource(env, capacity=servers) for _ in range(stations)]))
cpu, wall = time.process_time(), time.perf_counter()
env.run(until=customers / (rho * servers))
print(
    json.dumps(
        {
            "units": hops,
            "mean": total / left,
            "cpuSeconds": time.process_time() - cpu,
            "wallSeconds": time.perf_counter() - wall,
        }
    )
)
