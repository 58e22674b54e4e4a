#!/usr/bin/python3
"""Garbage at the port while good clients submit: nobody crashes, memory stays flat, good clients are served."""
import multiprocessing
import os
import random
import threading
import time

import harness
import texts
from resp import Closed, Client, Failure, encode

SECONDS = 60 if harness.LONG else 4
BAD, GOOD, PROCESSES = 50, 10, 5


def random_bytes(rng):
    return rng.randbytes(rng.randrange(1, 4000))


def half_request(rng):
    whole = encode('SUBMIT', 'text', texts.article(rng.randrange(99)))
    return whole[:rng.randrange(1, len(whole))]


def mutated_request(rng):
    page = '<p>' + texts.article(rng.randrange(9), 2)
    data = bytearray(encode('SUBMIT', 'id', f'bad{rng.randrange(9)}', 'html', page))
    for _ in range(rng.randrange(1, 6)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data)


ATTACKS = [
    random_bytes, half_request, mutated_request,
    lambda rng: b'*2147483647\r\n', lambda rng: b'*1\r\n$-2\r\n', lambda rng: b'*64\r\n$1\r\n',
    lambda rng: b'*3\r\n$6\r\nSUBMIT\r\n$4\r\ntext\r\n$%d\r\n' % (8 << 20) + b'x' * (8 << 20),
    lambda rng: b'x' * 300000,
    lambda rng: encode('NOSUCH') * 500,
    lambda rng: encode('CLIENT', 'LIST') * 300,
    lambda rng: encode('SUBMIT', 'html', '<a ' + ' '.join(f'a{i}=1' for i in range(20000)) + '>'),
    lambda rng: encode('SUBMIT', 'html', '<b>' * 60000),
]


def attack_once(address, rng, wait_s):
    """One connection, one attack; half of the time it waits to see an answer."""
    try:
        with Client(address, wait_s) as client:
            client.send(rng.choice(ATTACKS)(rng))
            if rng.random() < .5:
                client.fill()
    except (OSError, Closed):
        pass


def attack_until(address, number, until):
    rng = random.Random(number)
    while time.monotonic() < until:
        attack_once(address, rng, .2)


def attackers(address, first, until):
    """Runs in a process of its own, so that the good clients need not share an interpreter with it."""
    threads = [threading.Thread(target=attack_until, args=(address, first + i, until)) for i in range(BAD // PROCESSES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class Good(threading.Thread):
    def __init__(self, served, number, until):
        super().__init__()
        self.served, self.number, self.until = served, number, until
        self.sent, self.wrong = 0, []

    def run(self):
        try:
            with Client(('127.0.0.1', self.served.port)) as client:
                while time.monotonic() < self.until:
                    seed = f'{self.number}-{self.sent}'
                    answer = client.submit(**texts.fields(seed, f's{self.number}.example', 4))
                    if answer['key'] != f'made-{seed}' or answer['status'] != 'new':
                        self.wrong.append(answer)
                    self.sent += 1
        except (OSError, Closed, Failure) as error:
            self.wrong.append(repr(error))


class Hostile(harness.Scenario):
    def storm(self, served, seconds):
        until = time.monotonic() + seconds
        address = ('127.0.0.1', served.port)
        bad = [multiprocessing.Process(target=attackers, args=(address, first, until))
               for first in range(0, BAD, BAD // PROCESSES)]
        for process in bad:
            process.start()
        good = [Good(served, number, until) for number in range(GOOD)]
        for client in good:
            client.start()
        for worker in good + bad:
            worker.join()
        return good

    def test_garbage_while_good_clients_submit(self):
        served = self.daemon()
        good = self.storm(served, SECONDS)
        self.assertTrue(served.alive(), served.log()[-4000:])
        self.assertEqual([problem for client in good for problem in client.wrong], [])
        self.assertGreater(min(client.sent for client in good), 0)
        kept = sum(client.sent for client in good)
        memory = served.memory_kib()
        print(f'{kept} good submissions, {memory} KiB resident', flush=True)
        if not harness.SLOW:
            self.assertLess(memory, 400 << 10)
        with served.client() as client:
            self.assertEqual(client.map('DOC', 'key:made-0-0')['source'], 's0.example')
        self.assertEqual(served.stop(), 0)
        self.assertEqual(served.check()[0], 0)

    def test_memory_is_flat_once_it_is_warm(self):
        """Attacks alone, with no article kept: the second half takes no more memory than the first."""
        served = self.daemon()

        def attack(seed):
            rng = random.Random(seed)
            for _ in range(60 if harness.LONG else 12):
                for make in ATTACKS:
                    try:
                        with Client(served.unix, wait_s=.05) as client:
                            client.send(make(rng).replace(b'SUBMIT', b'CHECK\x20'))
                            client.fill()
                    except (OSError, Closed):
                        pass
        attack(1)
        warm = served.memory_kib()
        attack(2)
        if not harness.SLOW:
            self.assertLess(served.memory_kib(), warm * 1.25 + 4096)

    def test_slow_clients_are_cut_off(self):
        served = self.daemon('[limits]\nrequest-time = 1s\n')
        slow = [served.client() for _ in range(20)]
        for client in slow:
            client.send(b'*2\r\n$4\r\nECHO\r\n$5\r\nab')
        idle = served.client()
        for client in slow:
            try:
                reply = client.read()
                self.assertEqual(reply.word, 'TIMEOUT')
            except Closed:
                pass
        self.assertEqual(idle.call('PING'), 'PONG')

    def test_a_store_on_a_full_disk_says_so_and_heals(self):
        if os.geteuid() != 0:
            self.skipTest('mounting a small disk needs root')
        small = os.path.join(self.folder, 'small')
        os.mkdir(small)
        if os.system(f'mount -t tmpfs -o size=24m tmpfs {small} 2> /dev/null'):
            self.skipTest('no tmpfs can be mounted here')
        try:
            self.fill(small)
        finally:
            for served in self.daemons:
                served.kill()
            os.system(f'umount {small}')

    def fill(self, small):
        ballast = os.path.join(small, 'ballast')
        with open(ballast, 'wb') as out:
            out.write(b'x' * (8 << 20))
        served = self.daemon(start=False)
        served.store = os.path.join(small, 'store')
        served.start()
        acked, word = [], ''
        with served.client() as client:
            for seed in range(20000):
                try:
                    acked.append(client.submit(**texts.fields(seed, count=40))['id'])
                except Failure as failure:
                    word = failure.word
                    break
            self.assertEqual(word, 'FULL')
            self.assertEqual(client.map('DOC', acked[-1])['id'], acked[-1])
            self.assertEqual(client.map('DOC', 1)['id'], 1)
            os.unlink(ballast)
            self.assertGreater(client.submit(**texts.fields('after'))['id'], acked[-1])
        self.assertEqual(served.stop(), 0)
        status, words = served.check()
        self.assertEqual(status, 0, words)
        served.start()
        with served.client() as client:
            for article in acked:
                self.assertEqual(client.map('DOC', article)['id'], article)


if __name__ == '__main__':
    harness.main()
