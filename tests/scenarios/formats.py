#!/usr/bin/python3
"""Stores of earlier versions, kept in tests/scenarios/stores/: each opens, is clean, and answers as it did then.

  formats.py --make VERSION      makes the store of this version, once, before the format changes
"""
import json
import os
import shutil
import sys

import harness
import texts

STORES = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'stores')
SETTINGS = '[store]\nsnapshot = 0\n'
PAGE = '<html><head><title>{title}</title></head><body><nav>Home News Sport</nav><h1>{title}</h1>{body}' \
       '<p>Sign up for the evening letter of this paper today</p></body></html>'


def fill(client):
    """Of everything that a store can hold, a little."""
    for number in range(8):
        client.submit(**texts.fields(number, 'a.example', 3))
    for number in (1, 2, 3):
        fields = texts.fields(number, 'b.example', 3)
        client.submit(**{**fields, 'id': f'copy-{number}', 'text': fields['text'] + f'\n\nPrinted as {number}.'})
    fields = texts.fields(4, 'a.example', 3)
    client.submit(**{**fields, 'id': 'later', 'text': fields['text'] + '\n\nCorrected.', 'agency': 'Reuters'})
    for number in range(20, 26):  # a site whose last line becomes its template
        body = ''.join(f'<p>{text}</p>' for text in texts.paragraphs(number, 4))
        client.submit(id=f'page-{number}', url=f'https://c.example/{number}', html=PAGE.format(title=texts.title(number),
                                                                                               body=body))
    client.call('FORGET', 'key:made-5')
    client.call('LINK', 'key:made-6', 'key:made-7')
    client.call('UNLINK', 'key:copy-2', 'key:made-2')


def ask(client):
    """All that it answers, as JSON has it."""
    rows = client.call('ARTICLES', 'COUNT', 1000)[1]
    ids = [row[0] for row in rows]
    told = {'articles': rows, 'clusters': client.call('CLUSTERS', 'COUNT', 1000),
            'changes': client.call('CHANGES', 'AFTER', 0, 'COUNT', 1000),
            'docs': [client.call('DOC', article) for article in ids],
            'texts': [client.call('TEXT', article) for article in ids],
            'members': [client.call('MEMBERS', article) for article in ids]}
    return json.loads(json.dumps(told))


def is_map(answer):
    """A map as RESP2 has it: names and values by turns."""
    return bool(answer) and len(answer) % 2 == 0 and all(isinstance(name, str) for name in answer[::2])


def lost(told, answer, place):
    """Where the answer of today lacks what was answered then, or tells it otherwise. Maps may have grown new names."""
    if not isinstance(answer, list) or not isinstance(told, list):
        return [] if told == answer else [f'{place}: {told!r}, was {answer!r}']
    if is_map(answer):
        now = dict(zip(told[::2], told[1::2]))
        return [problem for name, value in zip(answer[::2], answer[1::2])
                for problem in lost(now.get(name, 'nothing'), value, f'{place}.{name}')]
    if len(told) != len(answer):
        return [f'{place}: {len(told)} of them, were {len(answer)}']
    return [problem for at, (now, then) in enumerate(zip(told, answer)) for problem in lost(now, then, f'{place}[{at}]')]


class Formats(harness.Scenario):
    def opened(self, version):
        served = self.daemon(SETTINGS, start=False)
        os.mkdir(served.store, 0o700)
        shutil.copyfile(os.path.join(STORES, version, 'data.mdb'), os.path.join(served.store, 'data.mdb'))
        return served

    def test_each_opens_and_answers_as_it_did(self):
        for version in sorted(os.listdir(STORES)):
            with self.subTest(version=version):
                with open(os.path.join(STORES, version, 'answers.json'), encoding='utf-8') as file:
                    answers = json.load(file)
                served = self.opened(version)
                self.assertEqual(served.check()[0], 0, served.check()[1])
                served.start()
                with served.client() as client:
                    told = ask(client)
                    for name, answer in answers.items():
                        self.assertEqual(lost(told[name], answer, f'{version}: {name}'), [])
                    again = client.submit(**{**texts.fields(1, 'd.example', 3), 'id': 'now'})
                    self.assertEqual((again['status'], again['cluster']), ('exact', told['articles'][1][2]))
                self.assertEqual(served.stop(), 0)
                self.assertEqual(served.check()[0], 0)


def make(version):
    class Make(harness.Scenario):
        def runTest(self):
            served = self.daemon(SETTINGS)
            with served.client() as client:
                fill(client)
                answers = ask(client)
            self.assertEqual(served.stop(), 0)
            folder = os.path.join(STORES, version)
            os.makedirs(folder)
            shutil.copyfile(os.path.join(served.store, 'data.mdb'), os.path.join(folder, 'data.mdb'))
            with open(os.path.join(folder, 'answers.json'), 'w', encoding='utf-8') as file:
                json.dump(answers, file, indent=0, ensure_ascii=False)
                file.write('\n')
    return harness.unittest.TextTestRunner().run(Make()).wasSuccessful()


if __name__ == '__main__':
    if sys.argv[1:2] == ['--make']:
        sys.exit(0 if make(sys.argv[2]) else 1)
    harness.main()
