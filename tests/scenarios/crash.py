#!/usr/bin/python3
"""kill -9 in an import, SIGTERM under load, restarts: what was acknowledged is there, and nothing twice."""
import json
import os
import random
import re
import shutil
import signal
import subprocess
import threading

import harness
import texts
from resp import Closed, Failure, encode, pairs

ROUNDS = 20 if harness.LONG else 3
STORIES = 3000


class Crawler:
    """Submits numbered articles over one connection, PIPE at a time, and remembers each acknowledged id."""
    PIPE = 16

    def __init__(self, served, first, last):
        self.served, self.numbers = served, list(range(first, last))
        self.acked, self.refused = {}, []
        self.thread = threading.Thread(target=self.run)
        self.some = threading.Event()

    def run(self):
        with self.served.client() as client:
            try:
                for at in range(0, len(self.numbers), self.PIPE):
                    self.batch(client, self.numbers[at:at + self.PIPE])
            except (Closed, OSError):
                pass
        self.some.set()

    def batch(self, client, numbers):
        client.send(b''.join(encode('SUBMIT', *[part for item in story(n).items() for part in item]) for n in numbers))
        for number in numbers:
            reply = client.read()
            if isinstance(reply, Failure):
                self.refused.append((number, reply.word))
            else:
                self.acked[number] = pairs(reply)['id']
        if len(self.acked) > 200:
            self.some.set()


def story(number):
    """Every third article is a copy of an earlier one, printed elsewhere and a little longer."""
    base = number - number % 3
    fields = texts.fields(base, f'paper{number % 3}.example', 3)
    fields['id'] = f'n{number}'
    if number % 3:
        fields['text'] += f'\n\nPrinted as number {number}.'
    return fields


class Crash(harness.Scenario):
    def verify(self, served, acked):
        """Every acknowledged article is there under its id, with its text."""
        with served.client() as client:
            numbers = sorted(acked)
            for at in range(0, len(numbers), 64):
                some = numbers[at:at + 64]
                client.send(b''.join(encode('DOC', f'key:n{n}') + encode('TEXT', f'key:n{n}') for n in some))
                for number in some:
                    doc, text = client.read(), client.read()
                    self.assertNotIsInstance(doc, Failure, f'acknowledged n{number} is lost')
                    self.assertEqual(pairs(doc)['id'], acked[number])
                    self.assertEqual(text.split(), story(number)['text'].split())

    def test_kill_during_import(self):
        served, rng, acked, first = self.daemon(), random.Random(7625), {}, 0
        for _ in range(ROUNDS):
            crawlers = [Crawler(served, first + i * 1000, first + (i + 1) * 1000) for i in range(3)]
            first += STORIES
            for crawler in crawlers:
                crawler.thread.start()
            crawlers[rng.randrange(3)].some.wait(60)
            served.kill()
            for crawler in crawlers:
                crawler.thread.join()
                acked.update(crawler.acked)
            status, words = served.check()
            self.assertEqual(status, 0, words)
            served.start()
            self.verify(served, acked)
        self.assertGreater(len(acked), 200 * ROUNDS // 2)
        self.resubmit(served, acked)

    def resubmit(self, served, acked):
        """Sending everything again gives the same ids and adds nothing."""
        with served.client() as client:
            before = client.call('SYNC')
            for number in sorted(acked)[-500:]:
                self.assertEqual(client.submit(**story(number))['id'], acked[number])
            self.assertEqual(client.call('SYNC'), before)

    def test_kill_during_a_clients_import(self):
        """The same with shinglectl, whose --json lines acknowledge; importing again completes, then adds nothing."""
        served, lines = self.daemon(), 2000
        path = os.path.join(self.folder, 'crawl.jsonl')
        with open(path, 'w', encoding='utf-8') as out:
            for number in range(lines):
                out.write(json.dumps({**story(number), 'strip': 'no'}) + '\n')
        acked = {}
        for least in ((1, 300, 700, 1100, 1500) if harness.LONG else (1, 700)):
            command = [harness.program('shinglectl'), '-s', served.unix_address, 'import', '-q', '--json', path]
            client = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            for told, line in enumerate(client.stdout):
                self.acknowledge(acked, json.loads(line))
                if told == least:
                    served.kill()
            self.assertEqual(client.wait(), 3)
            self.assertEqual(served.check()[0], 0)
            served.start()
            self.verify(served, acked)
        for _ in range(2):
            for line in served.ctl('import', '-q', '--json', path).splitlines():
                self.acknowledge(acked, json.loads(line))
            with served.client() as client:
                self.assertEqual(len(acked), lines)
                self.assertEqual(client.call('ARTICLES', 'CURSOR', max(acked.values())), [0, []])
                self.assertEqual(sum(1 for _ in served.ctl('clusters', '--tsv').splitlines()), lines)

    def acknowledge(self, acked, answer):
        """An article that was acknowledged before must have kept its number."""
        if answer['status'] != 'error':
            number = int(answer['key'][1:])
            self.assertEqual(acked.setdefault(number, answer['id']), answer['id'])

    def test_terminate_under_load(self):
        for attempt in range(4 if harness.LONG else 2):
            served = self.daemon()
            crawlers = [Crawler(served, i * 1000, (i + 1) * 1000) for i in range(3)]
            for crawler in crawlers:
                crawler.thread.start()
            crawlers[0].some.wait(60)
            served.process.send_signal(signal.SIGTERM)
            self.assertEqual(served.process.wait(harness.STOP_S), 0)
            acked, refused = {}, []
            for crawler in crawlers:
                crawler.thread.join()
                acked.update(crawler.acked)
                refused += crawler.refused
            self.assertLessEqual({word for _, word in refused}, {'STOPPING'}, f'attempt {attempt}')
            served.wait()
            self.assertEqual(served.check()[0], 0)
            served.start()
            self.verify(served, acked)
            self.assertEqual(served.stop(), 0)

    def answers(self, served):
        """All that can be asked about the store, but for what depends on the process."""
        with served.client() as client:
            listed = client.call('ARTICLES', 'COUNT', 1000)
            ids = [row[0] for row in listed[1]]
            return [listed, client.call('CLUSTERS', 'COUNT', 1000), client.call('CHANGES', 'AFTER', 0, 'COUNT', 1000),
                    [client.call('DOC', article) for article in ids], [client.call('TEXT', article) for article in ids],
                    [client.call('MEMBERS', article) for article in ids[:40]],
                    [client.call('SIMILAR', article) for article in ids[:40]]]

    def test_a_restart_changes_no_answer(self):
        served = self.daemon()
        with served.client() as client:
            for number in range(120):
                client.submit(**story(number))
            client.call('FORGET', 'key:n0', 'key:n3', 'key:n31')
            client.submit(**{**story(40), 'id': 'revised', 'text': story(40)['text'] + '\n\nCorrected.'})
        before = self.answers(served)
        for stop in (served.stop, served.kill):
            stop()
            served.start()
            self.assertEqual(self.answers(served), before)
        with served.client() as client:
            later = client.submit(**{**story(41), 'id': 'later', 'url': 'https://x.example/'})
            self.assertEqual(later['status'], 'exact')

    def test_the_same_stream_gives_the_same_answers(self):
        """Two stores with one secret, since the secret chooses the keys; everything on one connection at once."""
        first = self.daemon()
        first.stop()
        answers = []
        for served in (first, self.daemon(start=False)):
            if served is not first:
                shutil.copytree(pristine, served.store)
            else:
                pristine = os.path.join(self.folder, 'pristine')
                shutil.copytree(first.store, pristine)
            served.start()
            with served.client() as client:
                client.send(b''.join(encode('SUBMIT', *[part for item in story(n).items() for part in item])
                                     for n in range(300)))
                answers.append([client.read() for _ in range(300)])
        self.assertEqual(answers[0], answers[1])

    def test_one_store_has_one_daemon(self):
        served = self.daemon()
        second = self.daemon(start=False)
        second.store = served.store
        with self.assertRaises(RuntimeError) as refused:
            second.start()
        self.assertRegex(str(refused.exception), '(?i)in use|lock')
        self.daemons.remove(second)
        self.assertEqual(served.client().call('PING'), 'PONG')

    def test_a_damaged_store_is_found(self):
        served = self.daemon()
        with served.client() as client:
            for number in range(60):
                client.submit(**story(number))
        served.stop()
        self.assertEqual(served.check()[0], 0)
        self.damage(served)
        self.assertEqual(served.check()[0], 2)
        empty = self.daemon(start=False)
        self.assertEqual(empty.check()[0], 3)

    def damage(self, served):
        """Flips a bit of one article's URL wherever the data file has it, pages that LMDB left behind too."""
        path = next(os.path.join(served.store, name) for name in sorted(os.listdir(served.store))
                    if name.endswith('.mdb') and 'lock' not in name)
        with open(path, 'r+b') as data:
            whole, wanted = data.read(), b'https://paper1.example/30'
            places = [found.start() for found in re.finditer(re.escape(wanted), whole)]
            self.assertTrue(places)
            for place in places:
                data.seek(place + len(wanted) - 1)
                data.write(b'1')


if __name__ == '__main__':
    harness.main()
