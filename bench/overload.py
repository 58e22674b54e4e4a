#!/usr/bin/python3
"""How a daemon bears too much: more articles than it can take, thousands of idle clients, and clients that never finish.

  overload.py BUILD load [SECONDS]      open-loop load of 1, 2 and 4 times what it takes: goodput, query latency, memory
  overload.py BUILD idle [CLIENTS]      50 active clients alone, and beside CLIENTS (10000) idle ones: latency
  overload.py BUILD slow [CLIENTS]      CLIENTS (1000) that send a request byte by byte, over RESP and over HTTP

Open loop: requests leave at their times, whether or not earlier ones were answered; what does not fit into a socket is
held back and counted. The daemon runs in a temporary directory. Rates and times are of this machine as busy as it is;
compare those of one run.
"""
import multiprocessing
import os
import resource
import select
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../tests/scenarios'))
CONNECTIONS, TICK_S, QUERIES_S = 64, .01, 100
SETTINGS = '[limits]\nclients = 18000\nclients-per-address = 18000\nrequest-time = 5s\nhttp-time = 5s\nhttp-clients = 2000\nhttp-clients-per-address = 2000\n'


def raise_files():
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def started(build):
    os.environ['SHINGLED_BUILD'] = build
    import harness
    folder = tempfile.mkdtemp(prefix='shingled-overload-')
    return harness.Daemon(folder, SETTINGS, http=f'127.0.0.1:{harness.free_port()}').start()


def frames(build, count, first):
    """SUBMIT requests of generated articles, each as it goes over the wire."""
    from resp import encode
    run = subprocess.run([os.path.join(build, 'bench/submit'), '--generate', '--count', str(count), '--first', str(first)],
                         capture_output=True, check=True)
    return [encode('SUBMIT', 'JSON', line) for line in run.stdout.splitlines()]


def connected(port):
    one = socket.create_connection(('127.0.0.1', port))
    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    one.setblocking(False)
    return one


class Load:
    """Sends at a rate over CONNECTIONS connections, for a time, and counts what comes back."""

    def __init__(self, port):
        self.sockets = {one.fileno(): one for one in (connected(port) for _ in range(CONNECTIONS))}
        self.poll = select.epoll()
        for number in self.sockets:
            self.poll.register(number, select.EPOLLIN)
        self.held = {number: b'' for number in self.sockets}
        self.kept = self.busy = 0

    def push(self, number, data):
        data = self.held[number] + data
        try:
            sent = self.sockets[number].send(data) if data else 0
        except BlockingIOError:
            sent = 0
        self.held[number] = data[sent:]

    def pull(self, wait_s):
        for number, _ in self.poll.poll(wait_s):
            data = self.sockets[number].recv(1 << 20)
            busy = data.count(b'-BUSY ')
            self.busy += busy
            self.kept += data.count(b'$6\r\nstatus\r\n')

    def run(self, requests, rate, seconds):
        """Articles that were acknowledged a second, BUSY answers a second, and the share that could not be sent."""
        self.kept = self.busy = 0
        numbers = list(self.sockets)
        began, sent, held_back, turn = time.monotonic(), 0, 0, 0
        while (now := time.monotonic() - began) < seconds:
            due = min(int(now * rate), len(requests))
            while sent < due:
                number = numbers[turn % CONNECTIONS]
                turn += 1
                if len(self.held[number]) > 1 << 16:
                    held_back += 1
                    self.push(number, b'')
                else:
                    self.push(number, requests[sent])
                sent += 1
            self.pull(TICK_S)
        result = self.kept / seconds, self.busy / seconds, held_back / max(sent, 1)
        until = time.monotonic() + 30
        while time.monotonic() < until and self.kept + self.busy < sent - held_back: # what comes late counts for nothing
            for number in numbers:
                self.push(number, b'')
            self.pull(TICK_S)
        return result


def loader(port, build, pipe):
    """A process of its own: what it is told to offer, it offers."""
    first, load = 0, Load(port)
    while (order := pipe.recv()) is not None:
        rate, seconds = order
        requests = frames(build, int(rate * seconds), first)
        first += len(requests)
        pipe.send('ready')
        pipe.recv()
        pipe.send(load.run(requests, rate, seconds))


def query_times(port, seconds, connections=100, rate=QUERIES_S, request=b'*2\r\n$3\r\nDOC\r\n$1\r\n1\r\n'):
    """Milliseconds of DOC queries that leave at a rate, each on a connection that has no other in flight."""
    from resp import Client, Failure
    clients = [Client(('127.0.0.1', port)) for _ in range(connections)]
    times, refused, began, count = [], 0, time.monotonic(), 0
    free = list(clients)
    waiting, poll = {}, select.epoll() # select() takes no descriptor past 1023
    for client in clients:
        poll.register(client.socket, select.EPOLLIN)
    while time.monotonic() - began < seconds:
        due = began + count / rate
        now = time.monotonic()
        if now >= due and free:
            client = free.pop()
            client.send(request)
            waiting[client.socket.fileno()] = client, due
            count += 1
            continue
        for number, _ in poll.poll(max(0, min(due - now, .05)) if free else .05):
            client, since = waiting.pop(number)
            reply = client.read()
            refused += isinstance(reply, Failure)
            times.append((time.monotonic() - since) * 1000)
            free.append(client)
    poll.close()
    for client in clients:
        client.close()
    times.sort()
    return times, refused


def at(times, share):
    return times[min(len(times) - 1, int(len(times) * share))] if times else 0


def bench_load(build, seconds=5):
    served = started(build)
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=loader, args=(served.port, build, theirs))
    process.start()

    def offer(rate):
        ours.send((rate, seconds))
        ours.recv()
        ours.send('go')
        times, refused = query_times(served.port, seconds)
        return ours.recv(), times, refused
    (kept, _, _), _, _ = offer(20000)
    capacity = kept
    print(f'takes {capacity:.0f} articles/s when far too many are offered; that is 1x')
    rows = []
    for _ in range(2):
        for factor in (.5, 1, 2, 4):
            (kept, busy, held), times, refused = offer(capacity * factor)
            memory = served.memory_kib() / 1024
            rows.append((factor, kept, at(times, .99)))
            print(f'{factor:3}x  kept {kept:6.0f}/s  BUSY {busy:6.0f}/s  held back {held:4.0%}  '
                  f'query p50 {at(times, .5):6.1f} ms  p99 {at(times, .99):7.1f} ms  refused {refused}  RSS {memory:.0f} MiB',
                  flush=True)
    peak = max(kept for _, kept, _ in rows)
    worst = min(kept for factor, kept, _ in rows if factor == 4)
    p99 = {factor: min(p for f, _, p in rows if f == factor) for factor in (.5, 1, 2, 4)}
    print(f'goodput at 4x / peak: {worst / peak:.2f}; query p99 at 4x / at 1x: {p99[4] / p99[1]:.2f}, '
          f'at 2x / at 1x: {p99[2] / p99[1]:.2f}')
    ours.send(None)
    process.join()
    served.stop()


def bench_idle(build, idle=10000):
    served = started(build)
    with served.client() as client:
        client.call('SUBMIT', 'text', 'The ferry to the northern islands is late again, the harbour master says. ' * 9)
    results = {}
    held = []
    for _ in range(2):
        for name, wanted in (('alone', 0), ('beside idle', idle)):
            while len(held) < wanted:
                held.append(socket.create_connection(('127.0.0.1', served.port)))
            while len(held) > wanted:
                held.pop().close()
            times, _ = query_times(served.port, 5, 50, 1000)
            results.setdefault(name, []).append(at(times, .99))
            print(f'{name}: {len(held)} idle, p50 {at(times, .5):.2f} ms, p99 {at(times, .99):.2f} ms, '
                  f'RSS {served.memory_kib() / 1024:.0f} MiB', flush=True)
    print(f"p99 beside idle clients / alone: {min(results['beside idle']) / min(results['alone']):.2f}")
    served.stop()


def bench_slow(build, count=1000):
    served = started(build)
    for name, port, head in (('RESP', served.port, b'*2\r\n$4\r\nECHO\r\n$9000\r\n'),
                             ('HTTP', int(served.http.rpartition(':')[2]), b'GET /healthz HTTP/1.1\r\nX-Slow: ')):
        before = served.memory_kib()
        slow = [socket.create_connection(('127.0.0.1', port)) for _ in range(count)]
        began = time.monotonic()
        for one in slow:
            one.setblocking(False)
            one.send(head)
        alive, more = set(slow), served.memory_kib() - before
        while alive and time.monotonic() - began < 30:
            for one in list(alive):
                try:
                    one.send(b'x')
                    if one.recv(4096) == b'':
                        alive.discard(one)
                except BlockingIOError:
                    pass
                except OSError:
                    alive.discard(one)
            with served.client() as client:
                client.call('PING')
            time.sleep(.3)
        print(f'{name}: {count} slow clients, deadline 5 s: {len(alive)} left after {time.monotonic() - began:.1f} s, '
              f'{more} KiB more while they were there', flush=True)
        for one in slow:
            one.close()
    served.stop()


def main():
    benches = {'load': bench_load, 'idle': bench_idle, 'slow': bench_slow}
    if len(sys.argv) < 3 or sys.argv[2] not in benches:
        sys.exit(__doc__)
    raise_files()
    benches[sys.argv[2]](os.path.abspath(sys.argv[1]), *[int(word) for word in sys.argv[3:]])


if __name__ == '__main__':
    main()
