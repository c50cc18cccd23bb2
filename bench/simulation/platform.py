"""platform.py HOSTS GPUS NICS GBITS [--latency US] [--inside GB/S]: a cluster for SimGrid, as XML on standard output.

HOSTS hosts of GPUS GPUs, NICS network cards a host (as many as GPUs, or 1 that they share), each of GBITS Gb/s in each direction, behind a
switch that never blocks. Inside a host each GPU has a link of its own of --inside GB/s (450) in each direction. --latency: of a
message between hosts, in microseconds (5); inside a host it is 2."""
import argparse

parser = argparse.ArgumentParser()
parser.add_argument("hosts", type=int)
parser.add_argument("gpus", type=int)
parser.add_argument("nics", type=int)
parser.add_argument("gbits", type=float)
parser.add_argument("--latency", type=float, default=5)
parser.add_argument("--inside", type=float, default=450)
is_ = parser.parse_args()
if is_.nics not in (1, is_.gpus):
    parser.error(f"{is_.nics} network cards for {is_.gpus} GPUs: expected 1, or one for each")


def link(name, bytes_per_second, us, shares="SPLITDUPLEX"):
    return f'<link id="{name}" bandwidth="{bytes_per_second:.0f}Bps" latency="{us}us" sharing_policy="{shares}"/>'


def both_ways(source, target, up, down=None):
    ends = f'<link_ctn id="{up}" direction="UP"/>' + (f'<link_ctn id="{down}" direction="DOWN"/>' if down else "")
    return f'<route src="{source}" dst="{target}">{ends}</route>'


print("""<?xml version='1.0'?>
<!DOCTYPE platform SYSTEM "https://simgrid.org/simgrid.dtd">
<platform version="4.1">
<zone id="cluster" routing="Full">""")
for h in range(is_.hosts):
    print(f'<zone id="host{h}" routing="Full">')
    for g in range(is_.gpus):
        print(f'<host id="{h}.{g}" speed="1Gf"/>')
    print(f'<router id="{h}.out"/>')
    for g in range(is_.gpus):
        print(link(f"{h}.{g}.inside", is_.inside * 1e9, 1))
    for n in range(is_.nics):
        print(link(f"{h}.{n}.nic", is_.gbits * 1e9 / 8, is_.latency / 2))
    for g in range(is_.gpus):
        for other in range(g + 1, is_.gpus):
            print(both_ways(f"{h}.{g}", f"{h}.{other}", f"{h}.{g}.inside", f"{h}.{other}.inside"))
        print(both_ways(f"{h}.{g}", f"{h}.out", f"{h}.{g % is_.nics}.nic"))
    print("</zone>")
print('<link id="switch" bandwidth="1EBps" latency="0us" sharing_policy="FATPIPE"/>')
for a in range(is_.hosts):
    for b in range(a + 1, is_.hosts):
        print(f'<zoneRoute src="host{a}" dst="host{b}" gw_src="{a}.out" gw_dst="{b}.out"><link_ctn id="switch"/></zoneRoute>')
print("</zone>\n</platform>")
