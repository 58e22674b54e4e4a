#!/usr/bin/python3
"""Load whose every answer is compared with a model, and a daemon that is killed, stopped and continued in it.

  soak.py                        as a test: some seconds; SHINGLED_LONG=1: five minutes
  soak.py --seconds 7200         by hand; --kills N: until so many kill -9, each in the middle of the load

Stores differ in turn: one of each four has a queue so short that BUSY is forced, one keeps articles for two seconds only,
and one both.
"""
import argparse
import random
import shutil
import signal
import sys
import tempfile
import time

import faults  # noqa: F401: finds the scenarios
import harness
from ledger import Crawler, Ledger

CRAWLERS = 4
KEEP_S = 2
DRAIN_S = 60
NARROW = '[limits]\nqueue-articles = 16\n'
KINDS = ((NARROW, None), ('', KEEP_S), ('', None), (NARROW, KEEP_S))


class Soak:
    def __init__(self, seed, life):
        self.rng = random.Random(seed)
        self.life = life  # kills that a store lives through; then a new one, so that each round stays short
        self.seed, self.kills, self.pauses, self.stores = seed, 0, 0, 0
        self.acknowledged, self.busy, self.expired = 0, 0, 0
        self.began = time.monotonic()

    def __str__(self):
        return (f'{self.kills} kills, {self.pauses} pauses, {self.stores} stores, {self.acknowledged} answers, '
                f'{self.busy} times BUSY, {self.expired} expired, {time.monotonic() - self.began:.0f} s')

    def store(self, enough):
        """One store until it has lived through its kills or enough() says so. Problems, [] when there are none."""
        folder = tempfile.mkdtemp(prefix='soak-')
        limits, keep_s = KINDS[self.stores % len(KINDS)]
        keep = f'keep = {keep_s}s\n' if keep_s else ''
        daemon = harness.Daemon(folder, f'{limits}[store]\nsnapshot = 200ms\n{keep}')
        ledger = Ledger(f'{self.seed} {self.stores}', keep_s)
        self.stores += 1
        problems = []
        try:
            daemon.start()
            for _ in range(self.life):
                problems = self.round(daemon, ledger)
                if problems or enough():
                    break
            if not problems and keep_s:
                problems = self.drained(daemon)
            if not problems and (daemon.stop() != 0 or daemon.check()[0] != 0):
                problems = ['the end: ' + daemon.check()[1][:500]]
        finally:
            if daemon.alive():
                daemon.kill()
            self.acknowledged += ledger.acknowledged
            self.busy += ledger.busy
            self.expired += ledger.expired
            if problems:
                print(f'kept: {folder}', flush=True)
            else:
                shutil.rmtree(folder, ignore_errors=True)
        return problems

    def drained(self, daemon):
        """What is kept for a while only goes in the end, with nobody asking for it."""
        deadline = time.monotonic() + DRAIN_S
        with daemon.client() as client:
            while (left := client.info()['articles']) != '0':
                if time.monotonic() > deadline:
                    return [f'{left} articles are past store.keep and stay']
                client.call('CHANGES', 'AFTER', client.call('SYNC'), 'BLOCK', 200)
        return []

    def round(self, daemon, ledger):
        crawlers = [Crawler(daemon, ledger, number) for number in range(CRAWLERS)]
        time.sleep(self.rng.uniform(.05, .6))
        if self.rng.random() < .2:
            daemon.process.send_signal(signal.SIGSTOP)
            time.sleep(self.rng.uniform(.05, .5))
            daemon.process.send_signal(signal.SIGCONT)
            time.sleep(.1)
            self.pauses += 1
        daemon.kill()
        self.kills += 1
        for crawler in crawlers:
            crawler.join()
        strange = [words for crawler in crawlers for words in crawler.strange]
        if strange:
            return strange
        if self.kills % 5 == 0:
            status, words = daemon.check()
            if status != 0:
                return [f'--check: {status} {words[:500]}']
        try:
            daemon.start()
        except RuntimeError as error:
            return [str(error)[-1000:]]
        return ledger.verify(daemon)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument('--seconds', type=float, default=300 if harness.LONG else 10)
    parser.add_argument('--kills', type=int)
    parser.add_argument('--seed', type=int, default=int(time.time()))
    options = parser.parse_args()
    soak = Soak(options.seed, 25 if harness.LONG or options.kills or options.seconds > 60 else 3)
    print(f'seed {options.seed}', flush=True)

    def enough():
        return soak.kills >= options.kills if options.kills else time.monotonic() - soak.began >= options.seconds
    while not enough():
        problems = soak.store(enough)
        print(soak, flush=True)
        if problems:
            print(f'{len(problems)} problems: ' + '; '.join(problems[:10]))
            return 1
    if soak.stores >= len(KINDS) and not (soak.busy and soak.expired):
        print('nothing was told BUSY, or nothing expired: the load proves less than it says')
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
