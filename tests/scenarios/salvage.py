#!/usr/bin/python3
"""A store with a thousand flipped bytes: --salvage gets out every article that none of them hit, and names the others.

What was hit is found out here, by reading LMDB's pages before they are hurt: it must not be the daemon's own code that
says what it may lose.
"""
import os
import random
import re
import shutil
import struct
import subprocess

import harness
import texts
from resp import Failure, encode, pairs

ARTICLES = 6000 if harness.LONG else 1500
FLIPS = 1000 if harness.LONG else 250
BRANCH, LEAF, OVERFLOW = 1, 2, 4
BIG, TREE = 1, 2


class Pages:
    """Where each value of a sound store stands: {(table, key): [(from, to), ...]}, every byte of it and of its node."""

    def __init__(self, path):
        with open(path, 'rb') as file:
            self.data = file.read()
        self.size = struct.unpack_from('<I', self.data, 16 + 24)[0]
        metas = [self.data[page * self.size:(page + 1) * self.size] for page in (0, 1)]
        newer = max(metas, key=lambda meta: struct.unpack_from('<Q', meta, 16 + 24 + 96 + 8)[0])
        self.places = {}
        main = struct.unpack_from('<Q', newer, 16 + 24 + 48 + 40)[0]
        for name, value, _ in list(self.leaves(main)):
            root = struct.unpack_from('<Q', value, 40)[0]
            for key, _, spans in self.leaves(root):
                self.places[(name.decode(), key)] = spans

    def leaves(self, page):
        if page == (1 << 64) - 1:
            return
        base = page * self.size
        flags, lower = struct.unpack_from('<HH', self.data, base + 10)
        for slot in range(base + 16, base + lower, 2):
            node = base + struct.unpack_from('<H', self.data, slot)[0]
            low, high, kind, key_size = struct.unpack_from('<HHHH', self.data, node)
            if flags & BRANCH:
                yield from self.leaves(low | high << 16 | kind << 32)
                continue
            key, size = self.data[node + 8:node + 8 + key_size], low | high << 16
            start = node + 8 + key_size
            if kind & BIG:
                far = struct.unpack_from('<Q', self.data, start)[0] * self.size
                yield key, self.data[far + 16:far + 16 + size], [(node, start + 8), (far + 16, far + 16 + size)]
            else:
                yield key, self.data[start:start + size], [(node, start + size)]

    def article(self, number):
        """The places of record and text."""
        key = struct.pack('>Q', number)
        spans = list(self.places[('docs', key)])
        for part in range(1 << 16):
            more = self.places.get(('text', key + struct.pack('>H', part)))
            if not more:
                return spans
            spans += more


class Salvage(harness.Scenario):
    def fill(self):
        """A store with copies, revisions and removals; {id: [key, text]} of what is in it."""
        served, kept = self.daemon(settings='[store]\nsnapshot = 0\n'), {}
        rng = random.Random(20)
        with served.client() as client:
            for number in range(ARTICLES):
                fields = texts.fields(number - number % 3, f'p{number % 3}.example', rng.choice((1, 2, 6, 20)))
                fields['id'] = f'n{number}'
                if number % 3:
                    fields['text'] += f'\n\nPrinted again as {number}.'
                kept[client.submit(**fields)['id']] = [fields['id'], fields['text']]
            for article in rng.sample(sorted(kept), ARTICLES // 20):
                self.assertEqual(client.call('FORGET', article), 1)
                del kept[article]
            one, two = rng.sample(sorted(kept), 2)
            client.call('LINK', one, two)
            client.call('UNLINK', one)
        self.assertEqual(served.stop(), 0)
        return served, kept

    def bases(self, store, kept):
        """Which article's text an article's is packed against: it is one of the same cluster, kept before it."""
        return {article: [other for other in kept if other < article and int(kept[other][0][1:]) // 3
                          == int(kept[article][0][1:]) // 3] for article in kept}

    def hurt(self, store, pages, rng, flips):
        """Flips bits of random bytes; gives their places."""
        path = os.path.join(store, 'data.mdb')
        # The secret is spared: without it nothing at all can be proved, which is another test.
        spared = [span for (name, _), spans in pages.places.items() if name == 'meta' for span in spans]
        places = set()
        while len(places) < flips:
            place = rng.randrange(len(pages.data))
            if not any(start <= place < end for start, end in spared):
                places.add(place)
        with open(path, 'r+b') as data:
            for place in places:
                data.seek(place)
                data.write(bytes([pages.data[place] ^ 1 << rng.randrange(8)]))
        return sorted(places)

    def salvage(self, old, new):
        run = subprocess.run([harness.program('shingled'), '--salvage', old, new], capture_output=True, text=True)
        return run.returncode, run.stdout + run.stderr

    def open_again(self, served, store):
        served.store = store
        status, words = served.check()
        self.assertEqual(status, 0, words)
        return served.start()

    def read_all(self, served, ids):
        found = {}
        with served.client() as client:
            for at in range(0, len(ids), 64):
                some = ids[at:at + 64]
                client.send(b''.join(encode('DOC', article) + encode('TEXT', article) for article in some))
                for article in some:
                    doc, text = client.read(), client.read()
                    if not isinstance(doc, Failure):
                        found[article] = [pairs(doc)['key'], text]
        return found

    def test_a_sound_store_is_copied_whole(self):
        served, kept = self.fill()
        new = os.path.join(served.folder, 'new')
        status, words = self.salvage(served.store, new)
        self.assertEqual((status, '0 lost; ' in words), (0, True), words)
        before = self.log(served)
        self.open_again(served, new)
        self.assertEqual(self.read_all(served, sorted(kept)), kept)
        self.assertEqual(self.ask(served), before)

    def ask(self, served):
        with served.client() as client:
            return [client.call('CHANGES', 'AFTER', 0, 'COUNT', 10000), client.call('CLUSTERS', 'COUNT', 10000),
                    client.call('ARTICLES', 'COUNT', 10000)]

    def log(self, served):
        served.start()
        told = self.ask(served)
        self.assertEqual(served.stop(), 0)
        return told

    def test_flipped_bytes(self):
        served, kept = self.fill()
        pages = Pages(os.path.join(served.store, 'data.mdb'))
        places = self.hurt(served.store, pages, random.Random(21), FLIPS)
        self.assertNotEqual(served.check()[0], 0)
        hit, at = set(), 0
        spans = sorted((start, end, article) for article in kept for start, end in pages.article(article))
        for start, end, article in spans:
            while at < len(places) and places[at] < start:
                at += 1
            if at < len(places) and places[at] < end:
                hit.add(article)
        bases = self.bases(served.store, kept)
        must = {article for article in kept if article not in hit and not hit.intersection(bases[article])}
        new = os.path.join(served.folder, 'new')
        status, words = self.salvage(served.store, new)
        self.assertEqual(status, 2, words)
        named = {int(number) for number in re.findall(r'^article (\d+)', words, re.M)}
        self.open_again(served, new)
        found = self.read_all(served, sorted(kept))
        self.assertGreater(len(hit), FLIPS // 10)
        self.assertEqual(must - set(found), set(), 'undamaged, and not copied')
        self.assertEqual({article: found[article] for article in found}, {article: kept[article] for article in found})
        self.assertEqual(set(kept) - set(found) - named, set(), 'lost, and not named')
        self.assertEqual(named & set(found), set(), 'named, and there')
        self.write_on(served)

    def write_on(self, served):
        """The new store takes articles as any other."""
        with served.client() as client:
            first = client.submit(**texts.fields('later'))
            self.assertEqual(first['status'], 'new')
            self.assertEqual(client.submit(**{**texts.fields('later', 'b.example'), 'id': 'b'})['status'], 'exact')
        self.assertEqual(served.stop(), 0)
        status, words = served.check()
        self.assertEqual(status, 0, words)

    def test_transaction_numbers(self):
        """A flipped bit in one of them may make LMDB take the tree before the last commit: that is told, not done."""
        served, kept, gone = self.daemon(settings='[store]\nsnapshot = 0\n'), {}, []
        for number in range(12):
            with served.client() as client:
                for name in (f'{number}a', f'{number}b'):
                    kept[client.submit(**texts.fields(name))['id']] = [f'made-{name}', texts.article(name)]
                gone.append(min(kept))
                self.assertEqual(client.call('FORGET', gone[-1]), 1)
                del kept[gone[-1]]
            self.assertEqual(served.stop(), 0)
            if number >= 8:
                self.flip_numbers(served, kept, gone)
            served.start()

    def flip_numbers(self, served, kept, gone):
        path, store = os.path.join(served.store, 'data.mdb'), served.store
        for meta in (0, 1):
            for bit in (0, 1, 2, 9):
                place, new = meta * 4096 + 16 + 24 + 96 + 8 + bit // 8, os.path.join(served.folder, 'new')
                with open(path, 'r+b') as data:
                    data.seek(place)
                    byte = data.read(1)[0]
                    data.seek(place)
                    data.write(bytes([byte ^ 1 << bit % 8]))
                status, words = served.check()
                self.assertEqual(status, 2, words)
                with self.assertRaisesRegex(RuntimeError, 'is damaged'):
                    served.start()
                status, words = self.salvage(store, new)
                self.assertRegex(words, f'{len(kept)} articles copied, 0 lost')
                self.open_again(served, new)
                self.assertEqual(self.read_all(served, sorted([*kept, *gone])), kept)
                self.assertEqual(served.stop(), 0)
                shutil.rmtree(new)
                served.store = store
                with open(path, 'r+b') as data:
                    data.seek(place)
                    data.write(bytes([byte]))

    def test_every_kind_of_page_hurt(self):
        """The header, the slots and the end of single pages, of every page of a small store in turn."""
        served = self.daemon(settings='[store]\nsnapshot = 0\n')
        with served.client() as client:
            kept = {client.submit(**texts.fields(n))['id']: [f'made-{n}', texts.article(n)] for n in range(60)}
        self.assertEqual(served.stop(), 0)
        path, sound = os.path.join(served.store, 'data.mdb'), os.path.join(served.folder, 'sound')
        shutil.copyfile(path, sound)
        pages = Pages(path)
        for page in range(0, len(pages.data) // pages.size, 1 if harness.LONG else 5):
            shutil.copyfile(sound, path)
            with open(path, 'r+b') as data:
                data.seek(page * pages.size)
                data.write(b'\xff' * 24)  # number, flags, bounds and four slots
            new = os.path.join(served.folder, f'new{page}')
            status, words = self.salvage(served.store, new)
            self.assertIn(status, (0, 2), words)
            self.assertRegex(words, f'{len(kept)} articles copied, 0 lost', f'page {page}')
            shutil.rmtree(new)

    def test_what_cannot_be(self):
        served = self.daemon(start=False)
        os.mkdir(served.store)
        self.assertEqual(self.salvage(served.store, os.path.join(served.folder, 'new'))[0], 3)
        with open(os.path.join(served.store, 'data.mdb'), 'wb') as data:
            data.write(random.Random(1).randbytes(100000))
        self.assertEqual(self.salvage(served.store, os.path.join(served.folder, 'new'))[0], 2)
        self.assertFalse(os.path.exists(os.path.join(served.folder, 'new')))
        os.unlink(os.path.join(served.store, 'data.mdb'))
        served.start()
        status, words = self.salvage(served.store, os.path.join(served.folder, 'new'))
        self.assertEqual((status, 'in use' in words or 'open' in words), (75, True), words)
        self.assertEqual(served.stop(), 0)
        self.assertEqual(self.salvage(served.store, served.store)[0], 1)
        self.assertEqual(subprocess.run([harness.program('shingled'), '--salvage', served.store],
                                        capture_output=True).returncode, 64)


if __name__ == '__main__':
    harness.main()
