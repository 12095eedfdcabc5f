"""The M/M/1 of yardsticks.ts in SimPy 3 or 4: a process a customer. Arguments: customers, rho. Prints a line of JSON."""
import json
import random
import sys
import time

import simpy

customers, rho = int(sys.argv[1]), float(sys.argv[2])
total = 0.0
served = 0


def customer(env, server):
    global total, served
    came = env.now
    with server.request() as turn:
        yield turn
        yield env.timeout(random.expovariate(1))
    total += env.now - came
    served += 1


def source(env, server):
    while True:
        yield env.timeout(random.expovariate(rho))
        env.process(customer(env, server))


random.seed(1234)
env = simpy.Environment()
env.process(source(env, simpy.Resource(env)))
cpu, wall = time.process_time(), time.perf_counter()
env.run(until=customers / rho)
print(
    json.dumps(
        {
            "units": served,
            "mean": total / served,
            "cpuSeconds": time.process_time() - cpu,
            "wallSeconds": time.perf_counter() - wall,
        }
    )
)
