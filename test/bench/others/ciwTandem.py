"""The stations in a row of tandem.ts in Ciw 3. Arguments: customers, stations, servers, rho.

Prints a line of JSON: records of services are its hops. What Ciw keeps of each service is kept, as it always is; reading it is
not counted.
"""
import json
import sys
import time

import ciw

customers, stations, servers = (int(each) for each in sys.argv[1:4])
rho = float(sys.argv[4])
network = ciw.create_network(
    arrival_distributions=[ciw.dists.Exponential(rho * servers)] + [None] * (stations - 1),
    service_distributions=[ciw.dists.Exponential(1)] * stations,
    number_of_servers=[servers] * stations,
    routing=[[float(to == at + 1) for to in range(stations)] for at in range(stations)],
)
ciw.seed(1234)
simulation = ciw.Simulation(network)
cpu, wall = time.process_time(), time.perf_counter()
simulation.simulate_until_max_time(customers / (rho * servers))
cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
records = simulation.get_all_records()
came = {each.id_number: each.arrival_date for each in records if each.node == 1}
times = [each.exit_date - came[each.id_number] for each in records if each.node == stations]
print(
    json.dumps(
        {
            "units": len(records),
            "mean": sum(times) / len(times),
            "cpuSeconds": cpu,
            "wallSeconds": wall,
        }
    )
)
