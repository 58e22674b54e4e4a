#!/usr/bin/python3
"""Snapshots: kill -9 while they are written, orderly restarts, damaged ones. What is answered never depends on them."""
import os
import random
import time

import harness
import texts
from crash import Crawler, story
from resp import Failure, pairs

ROUNDS = 12 if harness.LONG else 4


class Snapshot(harness.Scenario):
    def info(self, served):
        with served.client() as client:
            lines = client.call('INFO', 'store').split('\r\n')
        return dict(line.split(':', 1) for line in lines if ':' in line)

    def test_kill_while_it_is_written(self):
        """With one due every millisecond there is always one on its way."""
        served, rng, acked, loaded = self.daemon(settings='[store]\nsnapshot = 1ms\n'), random.Random(6), {}, 0
        for turn in range(ROUNDS):
            crawler = Crawler(served, turn * 1000, (turn + 1) * 1000)
            crawler.thread.start()
            crawler.some.wait(60)
            if turn == 0:
                self.wait_for_one(served)
            served.process.poll()
            harness.select.select([], [], [], rng.random() / 5)
            served.kill()
            crawler.thread.join()
            acked.update(crawler.acked)
            status, words = served.check()
            self.assertEqual(status, 0, words)
            served.start()
            loaded += int(self.info(served)['snapshot_loaded'])
            self.verify(served, acked)
        self.assertGreater(loaded, 0)

    def wait_for_one(self, served):
        """A slow machine may not finish any before it is killed: then there would be none to read."""
        for _ in range(1200):
            if int(self.info(served)['snapshot_written']):
                return
            time.sleep(.05)
        self.fail('no snapshot was written in a minute')

    def verify(self, served, acked):
        with served.client() as client:
            for number in sorted(acked)[::7]:
                doc = client.call('DOC', f'key:n{number}')
                self.assertNotIsInstance(doc, Failure)
                self.assertEqual(pairs(doc)['id'], acked[number])
            number = max(acked)
            self.assertEqual(client.submit(**story(number))['id'], acked[number])

    def answers(self, served):
        """What CHECK says of copies that are not stored."""
        with served.client() as client:
            return [client.call('CHECK', *[part for item in {**story(n), 'id': f'other{n}'}.items() for part in item])
                    for n in range(0, 200, 9)]

    def test_orderly_restart_and_damage(self):
        served = self.daemon()
        with served.client() as client:
            for number in range(200):
                client.submit(**story(number))
        before = self.answers(served)
        self.assertEqual(served.stop(), 0)
        path = os.path.join(served.store, 'snapshot')
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
        served.start()
        info = self.info(served)
        self.assertEqual(info['snapshot_loaded'], '1')
        self.assertEqual(int(info['snapshot_bytes']), os.path.getsize(path))
        self.assertEqual(info['snapshot_seq'], info['seq'])
        self.assertEqual(self.answers(served), before)
        self.assertIn('from a snapshot', served.log())
        self.assertEqual(served.stop(), 0)
        with open(path, 'r+b') as file:
            file.seek(os.path.getsize(path) // 2)
            byte = file.read(1)[0]
            file.seek(-1, os.SEEK_CUR)
            file.write(bytes([byte ^ 16]))
        self.assertEqual(served.check()[0], 2)
        served.start()
        self.assertEqual(self.info(served)['snapshot_loaded'], '0')
        self.assertEqual(served.log().count('the snapshot is not used'), 1)
        self.assertEqual(self.answers(served), before)
        self.assertEqual(served.check()[0] if not served.alive() else 0, 0)

    def test_damage_that_is_found_later(self):
        """Indexes that are proved as they are used: found wrong, nothing that was said before stands."""
        served = self.daemon(settings='[store]\nprove-at-start = 1\n')
        with served.client() as client:
            for number in range(200):
                client.submit(**story(number))
        before = self.answers(served)
        self.assertEqual(served.stop(), 0)
        path = os.path.join(served.store, 'snapshot')
        with open(path, 'rb') as file:
            good = file.read()
        begin, end = 4096 + 65536 * 36, len(good) - 200000  # the clusters and facts before, the directory behind
        for turn in range(5):
            torn = bytearray(good)
            for place in range(begin + 100 * turn, end, 65536 if turn % 2 else 4096):
                torn[place] ^= 1 << turn
            with open(path, 'wb') as file:
                file.write(torn)
            served.start()
            with served.client() as client:  # before all is proved in passing, if the machine is so kind
                self.assertEqual(client.submit(**story(turn))['id'], turn + 1)
                self.assertEqual(client.submit(**story(3000 + 3 * turn))['status'], 'new')
            answers = self.answers(served)
            self.assertEqual(answers, before)
            while self.info(served)['snapshot_loaded'] == '1':
                self.assertTrue(served.alive())
            self.assertEqual(served.log().count('the snapshot is not used'), turn + 1)
            self.assertEqual(served.stop(), 0)  # which writes a good one
            self.assertEqual(served.check()[0], 0)
            with open(path, 'rb') as file:
                good = file.read()

    def test_off(self):
        served = self.daemon(settings='[store]\nsnapshot = 0\n')
        with served.client() as client:
            client.submit(**texts.fields(1, 'paper.example', 3))
        self.assertEqual(served.stop(), 0)
        self.assertFalse(os.path.exists(os.path.join(served.store, 'snapshot')))


if __name__ == '__main__':
    harness.main()
