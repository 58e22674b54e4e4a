#!/usr/bin/python3
"""BACKUP under load, restored: it holds all that was acknowledged before it was asked for. And all that it refuses."""
import os
import signal
import sys
import time

import harness
import texts
from resp import Closed, Failure, encode

sys.path.insert(0, os.path.join(harness.ROOT, 'tests/faults'))
from ledger import Crawler, Ledger  # noqa: E402: it stands in the folder that was just named

ROUNDS = 6 if harness.LONG else 2
WRONG_NAMES = ('../up', 'a/b', '.hidden', '-c', 'a.new', '', 'a' * 65, 'a b', 'ü', 'a\0b', '/tmp/x')


MEASURES = ('resemblance', 'containment', 'contained')


def related(words, answer):
    """The answer; of SIMILAR those rows that share more than a passage, without their measures, and these. Which of many
    articles are found that share one common key only depends on the order in which the index was filled, and a restored
    one is filled by shards; they have a small part in the measures of all."""
    if words[0] != 'SIMILAR' or isinstance(answer, Failure):
        return str(answer), []
    rows = [dict(zip(row[::2], row[1::2])) for row in answer]
    rows = [row for row in rows if float(row['containment']) >= 0.05]
    return str([{name: row[name] for name in row if name not in MEASURES} for row in rows]), [
        float(row[name]) for row in rows for name in MEASURES]


class Backup(harness.Scenario):
    def served(self, settings=''):
        self.backups = os.path.join(self.folder, 'backups')
        return self.daemon(f'[store]\nbackup-path = {self.backups}\n{settings}')

    def restored(self, name):
        """A daemon on a backup, which is a store as it stands."""
        copy = self.daemon(start=False)
        copy.store = os.path.join(self.backups, name)
        self.assertEqual(os.listdir(copy.store), ['data.mdb'])
        self.assertEqual(os.stat(copy.store).st_mode & 0o777, 0o700)
        status, words = copy.check()
        self.assertEqual(status, 0, words)
        return copy.start()

    def test_under_load(self):
        served, ledger = self.served(), Ledger(4)
        crawlers = [Crawler(served, ledger, number) for number in range(3)]
        told = []
        for turn in range(ROUNDS):
            while ledger.acknowledged < 400 * (turn + 1):
                self.assertTrue(any(crawler.is_alive() for crawler in crawlers))
                time.sleep(.01)
            # Answers that came are those of commits before the copy; what is in flight may be in it or not.
            before = {key: article.reply for key, article in list(ledger.articles.items()) if article.state == 'kept'}
            told.append((before, served.client().map('BACKUP', f'round-{turn}')))
        served.stop()
        for crawler in crawlers:
            crawler.join()
            self.assertEqual(crawler.strange, [])
        for before, reply in told:
            self.assertEqual(reply['bytes'], os.path.getsize(os.path.join(self.backups, reply['name'], 'data.mdb')))
            copy = self.restored(reply['name'])
            self.compare(copy, before, ledger)
            self.assertEqual(copy.stop(), 0)
        self.assertEqual(served.check()[0], 0)

    def compare(self, copy, before, ledger):
        """Whatever was kept then is there, unless it was removed while the copy was begun."""
        with copy.client() as client:
            keys = sorted(before)
            client.send(b''.join(encode('TEXT', 'key:' + key) for key in keys))
            for key in keys:
                text, article = client.read(), ledger.articles[key]
                if isinstance(text, Failure):
                    gone = article.state != 'kept' or ledger.may_be_gone(article)
                    self.assertTrue(gone, f'{key} is not in the backup')
                else:
                    self.assertEqual(text, article.fields['text'])

    def test_a_restored_store_answers_the_same(self):
        served = self.served()
        with served.client() as client:
            for number in range(120):
                fields = texts.fields(number - number % 3, f'p{number % 3}.example', 3)
                client.submit(**{**fields, 'id': f'n{number}', 'text': fields['text'] + '\n\nMore.' * (number % 3)})
            client.call('FORGET', 'key:n7', 'key:n30')
            reply = client.map('BACKUP')
            self.assertRegex(reply['name'], r'^20\d\d-\d\d-\d\dT\d{6}Z$')
            self.assertEqual(reply['seq'], client.call('SYNC'))
        copy = self.restored(reply['name'])
        asked = [('ARTICLES', 'COUNT', 1000), ('CLUSTERS', 'COUNT', 1000), ('CHANGES', 'AFTER', 0, 'COUNT', 1000)]
        asked += [(word, number) for number in range(1, 121) for word in ('DOC', 'TEXT', 'MEMBERS', 'SIMILAR')]
        answers = []
        for daemon in (served, copy):
            with daemon.client() as client:
                client.send(b''.join(encode(*words) for words in asked))
                answers.append([related(words, client.read()) for words in asked])
        for words, (before, measures), (after, others) in zip(asked, *answers):
            self.assertEqual(before, after, words)
            for one, other in zip(measures, others):
                self.assertAlmostEqual(one, other, delta=.01, msg=words)

    def test_refusals(self):
        plain = self.daemon()
        with plain.client() as client, self.assertRaisesRegex(Failure, 'NOTFOUND.*store.backup-path'):
            client.call('BACKUP')
        served = self.served()
        with served.client() as client:
            client.submit(**texts.fields(1))
            for name in WRONG_NAMES:
                with self.assertRaisesRegex(Failure, 'BADARG', msg=name):
                    client.call('BACKUP', name)
            self.assertEqual(client.map('BACKUP', 'a' * 64)['name'], 'a' * 64)
            with self.assertRaisesRegex(Failure, 'EXISTS'):
                client.call('BACKUP', 'a' * 64)
            with self.assertRaises(Failure):
                client.call('BACKUP', 'a', 'b')
            self.assertEqual(os.listdir(self.backups), ['a' * 64])
            os.symlink('/nowhere', os.path.join(self.backups, 'link'))
            os.symlink(self.folder, os.path.join(self.backups, 'way.new'))
            with self.assertRaisesRegex(Failure, 'EXISTS'):
                client.call('BACKUP', 'link')
            with self.assertRaisesRegex(Failure, 'IO'):
                client.call('BACKUP', 'way')
        self.assertNotIn('data.mdb', os.listdir(self.folder))
        self.assertIn('"name"', served.ctl('backup', '--json', 'by-ctl'))
        self.assertEqual(self.restored('by-ctl').stop(), 0)

    def test_ends_in_between(self):
        """SIGTERM and kill -9 while it is made: the first leaves nothing, the second what the next one of the name uses."""
        served = self.served()
        with served.client() as client:
            for at in range(0, 400 if harness.SLOW else 3000, 50):
                client.send(b''.join(encode('SUBMIT', *[part for item in texts.fields(number, count=4).items()
                                                        for part in item]) for number in range(at, at + 50)))
                for _ in range(50):
                    self.assertNotIsInstance(client.read(), Failure)
        for sign, name in ((signal.SIGTERM, 'ended'), (signal.SIGKILL, 'cut')):  # either may be whole before the signal
            client = served.client()
            client.send(encode('BACKUP', name) + encode('PING'))
            with served.client() as other:
                with self.assertRaisesRegex(Failure, 'BUSY|EXISTS'):
                    while True:
                        other.call('BACKUP', 'other')
            served.process.send_signal(sign)
            try:
                reply = client.read()
                self.assertTrue(reply[1] == name if isinstance(reply, list) else reply.word == 'STOPPING', reply)
            except Closed:
                self.assertEqual(sign, signal.SIGKILL)
            self.assertEqual(served.wait(), 0 if sign == signal.SIGTERM else -9)
            if sign == signal.SIGTERM:
                self.assertFalse([left for left in os.listdir(self.backups) if left.endswith('.new')])
            served.start()
        with served.client() as client:
            if not os.path.exists(os.path.join(self.backups, 'cut')):
                self.assertEqual(client.map('BACKUP', 'cut')['name'], 'cut')
        self.assertEqual(self.restored('cut').stop(), 0)


if __name__ == '__main__':
    harness.main()
