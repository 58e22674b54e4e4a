"""Load whose every answer is written down, and the proof that a daemon kept what it answered.

    ledger = Ledger(seed)
    crawlers = [Crawler(daemon, ledger, number) for number in range(3)]     started; they end when the daemon does
    ... the daemon ends, however badly, and is started again ...
    problems = ledger.verify(daemon)                                        [] = nothing lost, nothing taken back

Each article belongs to one crawler, so what it must be is known but for the requests whose answers did not come any
more: those may have happened or not, and what verify() then sees is from there on the truth.
"""
import random
import threading

import faults  # noqa: F401: finds the scenarios
import texts
from resp import Closed, Failure, encode, pairs

WINDOW = 16
SENT, KEPT, FORGETTING, FORGOTTEN = 'sent', 'kept', 'forgetting', 'forgotten'
SHOWN = ('url', 'title', 'source')


class Article:
    def __init__(self, fields):
        self.fields = fields
        self.state = SENT
        self.reply = None  # of SUBMIT; of DOC, when only that told of it


class Ledger:
    def __init__(self, seed):
        self.seed = seed
        self.lock = threading.Lock()
        self.articles = {}  # by your id
        self.links = {}  # pairs of your ids -> 'linked', 'unlinked', or None when the answer did not come
        self.acknowledged = 0
        self.rounds = 0

    def verify(self, daemon):
        problems = []
        self.rounds += 1
        with daemon.client() as client:
            keys = sorted(self.articles)
            for at in range(0, len(keys), 64):
                some = keys[at:at + 64]
                client.send(b''.join(encode('DOC', 'key:' + key) + encode('TEXT', 'key:' + key) for key in some))
                for key in some:
                    self.verify_article(key, client.read(), client.read(), problems)
            self.verify_links(client, problems)
            self.verify_walk(client, problems)
            self.verify_log(client, problems)
        return problems

    def verify_article(self, key, doc, text, problems):
        article = self.articles[key]
        if isinstance(doc, Failure):
            if doc.word != 'NOTFOUND' or article.state == KEPT:
                problems.append(f'{key} was acknowledged and is lost: {doc}')
            elif article.state == SENT:
                del self.articles[key]
            else:
                article.state = FORGOTTEN
            return
        if article.state == FORGOTTEN:
            problems.append(f'{key} was forgotten and is back')
            return
        doc = pairs(doc)
        if text != article.fields['text']:
            problems.append(f'{key} has another text than was sent: {str(text)[:80]}')
        problems += [f'{key} has {name} {doc[name]}' for name in SHOWN if doc[name] != article.fields[name]]
        if article.reply:
            problems += [f'{key} was answered {name} {article.reply[name]} and has {doc[name]}'
                         for name in ('id', 'status', 'seq') if doc[name] != article.reply[name]]
        article.reply = article.reply or doc
        article.state = KEPT

    def verify_links(self, client, problems):
        """Pairs are of articles that nothing else is done to."""
        for (a, b), state in list(self.links.items()):
            if self.articles.get(a, Article({})).state != KEPT or self.articles.get(b, Article({})).state != KEPT:
                continue
            try:
                together = client.map('DOC', 'key:' + a)['cluster'] == client.map('DOC', 'key:' + b)['cluster']
            except Failure as lost:
                problems.append(f'{a} and {b} were linked or parted, and one is not there: {lost}')
                continue
            if state and together != (state == 'linked'):
                problems.append(f'{a} and {b} were answered {state}, and are not')
            self.links[(a, b)] = 'linked' if together else 'unlinked'

    def verify_walk(self, client, problems):
        cursor, found = 0, 0
        while True:
            cursor, rows = client.call('ARTICLES', 'CURSOR', cursor, 'COUNT', 5000)
            found += len(rows)
            problems += [f'nobody sent {row[1]}' for row in rows if row[1] not in self.articles]
            if not cursor:
                break
        kept = sum(article.state == KEPT for article in self.articles.values())
        if found != kept:
            problems.append(f'{found} articles are listed, {kept} were kept')

    def verify_log(self, client, problems):
        told, after = {}, 0
        while True:
            rows = [pairs(row) for row in client.call('CHANGES', 'AFTER', after, 'COUNT', 5000)]
            for row in rows:
                if row['seq'] != after + 1:
                    problems.append(f'event {after + 1} is missing')
                told[row['seq']] = row['id']
                after = row['seq']
            if not rows:
                break
        problems += [f'event {article.reply["seq"]} does not tell of {key}' for key, article in self.articles.items()
                     if article.state == KEPT and told.get(article.reply['seq']) != article.reply['id']]


class Crawler(threading.Thread):
    """New articles, copies, revisions, repeats, FORGET, LINK and UNLINK, a window of requests at a time."""

    def __init__(self, daemon, ledger, number):
        super().__init__(daemon=True)
        self.served, self.ledger = daemon, ledger
        self.name = f'r{ledger.rounds}c{number}'
        self.rng = random.Random(f'{ledger.seed} {self.name}')
        self.made = 0
        self.mine = []  # keys that were acknowledged and that nothing was done to
        self.loners = []  # the same, and nothing is a copy of them: for LINK and UNLINK
        self.answered = 0
        self.refused = []
        self.strange = []
        self.start()

    def run(self):
        try:
            with self.served.client(tcp=self.rng.random() < .5) as client:
                while not self.strange:
                    self.window(client)
        except (Closed, OSError):
            pass

    def window(self, client):
        steps = [self.step() for _ in range(WINDOW)]
        client.send(b''.join(encode(*words) for words, _ in steps))
        for words, settle in steps:
            reply = client.read()
            if isinstance(reply, Failure):
                self.refused.append(reply.word)
                # A question shows what is committed when it is answered: also a removal that was sent behind it.
                left = self.ledger.articles.get(str(words[1])[4:])
                if reply.word == 'NOTFOUND' and left and left.state in (FORGETTING, FORGOTTEN):
                    continue
                if reply.word not in ('IO', 'READONLY', 'FULL', 'BUSY', 'STOPPING'):
                    self.strange.append(f'{words[:2]}: {reply}')
            else:
                settle(reply)
                self.answered += 1
                self.ledger.acknowledged += 1

    def step(self):
        roll = self.rng.random()
        if len(self.mine) < 8 or roll < .58:
            return self.submit(self.fresh())
        if roll < .72:
            return self.submit(self.copy())
        if roll < .8:
            return self.submit(self.revision())
        if roll < .83:
            return self.repeat()
        if roll < .88:
            return self.query()
        if roll < .93:
            return self.forget()
        if len(self.loners) < 2:
            return self.submit(self.fresh(), self.loners)
        return self.pair('LINK', 'linked') if roll < .97 else self.pair('UNLINK', 'unlinked')

    def fresh(self):
        self.made += 1
        fields = texts.fields(f'{self.name} {self.ledger.seed} {self.made}', f'paper{self.made % 7}.example',
                              self.rng.choice((1, 2, 2, 3, 8, 30)))
        return {**fields, 'id': f'{self.name}-{self.made}', 'url': f'https://{fields["source"]}/{self.name}/{self.made}'}

    def copy(self):
        fields, other = self.fresh(), self.ledger.articles[self.rng.choice(self.mine)].fields
        return {**fields, 'text': other['text'] + f'\n\nPrinted again as number {self.made}.'}

    def revision(self):
        """The same URL, other words; your id is another one, so that both can be asked for."""
        fields, other = self.copy(), self.ledger.articles[self.rng.choice(self.mine)].fields
        return {**fields, 'url': other['url'], 'source': other['source'],
                'text': other['text'] + f'\n\nCorrected as number {self.made}.'}

    def submit(self, fields, shelf=None):
        article = Article(fields)
        with self.ledger.lock:
            self.ledger.articles[fields['id']] = article

        def settle(reply):
            article.reply, article.state = pairs(reply), KEPT
            (self.mine if shelf is None else shelf).append(fields['id'])
        return ['SUBMIT', *(part for item in fields.items() for part in item)], settle

    def repeat(self):
        key = self.rng.choice(self.mine)
        article = self.ledger.articles[key]

        def settle(reply):
            if pairs(reply)['id'] != article.reply['id']:
                self.strange.append(f'{key} was kept twice: {reply}')
        return ['SUBMIT', *(part for item in article.fields.items() for part in item)], settle

    def query(self):
        """A question whose answer is known."""
        key = self.rng.choice(self.mine)
        article = self.ledger.articles[key]
        word = self.rng.choice(('DOC', 'TEXT', 'MEMBERS', 'CHECK'))

        def settle(reply):
            number = article.reply['id']
            right = {'TEXT': lambda: reply == article.fields['text'],
                     'DOC': lambda: all(pairs(reply)[name] == article.reply[name] for name in ('id', 'status', 'seq')),
                     'MEMBERS': lambda: number in [pairs(row)['id'] for row in reply],
                     'CHECK': lambda: pairs(reply)['status'] in ('exact', 'short')}[word]
            if not right():
                self.strange.append(f'{word} {key}: {str(reply)[:200]}')
        if word == 'CHECK':
            return ['CHECK', 'text', article.fields['text'], 'strip', 'no'], settle
        return [word, 'key:' + key], settle

    def take(self):
        return self.mine.pop(self.rng.randrange(len(self.mine)))

    def forget(self):
        key = self.take()
        article = self.ledger.articles[key]
        article.state = FORGETTING

        def settle(reply):
            article.state = FORGOTTEN
            if reply != 1:
                self.strange.append(f'FORGET {key}: {reply}')
        return ['FORGET', 'key:' + key], settle

    def pair(self, word, state):
        a, b = self.loners.pop(), self.loners.pop()
        with self.ledger.lock:
            self.ledger.links[(a, b)] = None

        def settle(_):
            self.ledger.links[(a, b)] = state
        return [word, 'key:' + a, 'key:' + b], settle
