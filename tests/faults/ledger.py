"""Load whose every answer is written down, and the proof that a daemon kept what it answered.

    ledger = Ledger(seed)
    crawlers = [Crawler(daemon, ledger, number) for number in range(3)]     started; they end when the daemon does
    ... the daemon ends, however badly, and is started again ...
    problems = ledger.verify(daemon)                                        [] = nothing lost, nothing taken back

Each article belongs to one crawler, so what it must be is known but for the requests whose answers did not come any
more: those may have happened or not, and what verify() then sees is from there on the truth.

Two things end articles whoever sent them. EXPIRE removes those that were printed before OLD; a walk of it is noted when
its first call is sent and when its last is answered, so an article that was acknowledged before the one is gone after
the other, and one that was sent after the other is there. And store.keep (Ledger(seed, keep_s=2)) removes what came so
long ago: before that an article must be there, after that it may be.

A request that is told BUSY has done nothing: a submission leaves the ledger again, so that it would be found as one that
nobody sent, and is sent anew.
"""
import random
import threading
import time

import faults  # noqa: F401: finds the scenarios
import texts
from resp import Closed, Failure, encode, pairs

WINDOW = 16
SENT, KEPT, FORGETTING, FORGOTTEN = 'sent', 'kept', 'forgetting', 'forgotten'
SHOWN = ('url', 'title', 'source')
OLD = '1990-01-01'  # what was printed before is for EXPIRE
PRINTED = '1985-05-05'
BUSY_MS = range(10, 5001)


class Article:
    def __init__(self, fields, moment):
        self.fields = fields
        self.state = SENT
        self.reply = None  # of SUBMIT; of DOC, when only that told of it
        self.is_old = 'published' in fields
        self.sent, self.acknowledged = moment, None  # moments of the ledger
        self.sent_s = time.time()


class Walk:
    """An EXPIRE, from its first call to the answer that ends it."""

    def __init__(self, moment):
        self.begun, self.done = moment, None
        self.cursor, self.waits = 0, False


class Ledger:
    def __init__(self, seed, keep_s=None):
        self.seed, self.keep_s = seed, keep_s
        self.lock = threading.Lock()
        self.articles = {}  # by your id
        self.links = {}  # pairs of your ids -> 'linked', 'unlinked', or None when the answer did not come
        self.walks = []  # since the last verify()
        self.acknowledged = self.busy = self.expired = 0
        self.rounds = 0
        self.clock = 0

    def moment(self):
        with self.lock:
            self.clock += 1
            return self.clock

    def may_be_gone(self, article):
        """Something other than its crawler may have removed it by now."""
        if self.keep_s and time.time() - article.sent_s >= self.keep_s:
            return True
        return article.is_old and any(not walk.done or walk.done > article.sent for walk in list(self.walks))

    def must_be_gone(self, article):
        return article.is_old and article.acknowledged is not None and any(
            walk.done and walk.begun > article.acknowledged for walk in list(self.walks))

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
        self.walks.clear()  # none goes on; what is left of them is known
        return problems

    def verify_article(self, key, doc, text, problems):
        article = self.articles[key]
        gone = self.may_be_gone(article)
        if isinstance(doc, Failure):
            if doc.word != 'NOTFOUND' or (article.state == KEPT and not gone):
                problems.append(f'{key} was acknowledged and is lost: {doc}')
            elif article.state == SENT:
                del self.articles[key]
            else:
                self.expired += article.state == KEPT
                article.state = FORGOTTEN
            return
        if article.state == FORGOTTEN or self.must_be_gone(article):
            problems.append(f'{key} was removed and is back')
            return
        doc = pairs(doc)
        if text != article.fields['text'] and not (gone and isinstance(text, Failure)):
            problems.append(f'{key} has another text than was sent: {str(text)[:80]}')
        problems += [f'{key} has {name} {doc[name]}' for name in SHOWN if doc[name] != article.fields[name]]
        if article.reply and gone and doc['id'] > article.reply['id']:
            article.reply = None  # it had been removed, and was sent once more
        if article.reply:
            problems += [f'{key} was answered {name} {article.reply[name]} and has {doc[name]}'
                         for name in ('id', 'status', 'seq') if doc[name] != article.reply[name]]
        article.reply = article.reply or doc
        article.state, article.sent_s = KEPT, doc['submitted'] / 1000
        article.sent = article.acknowledged = self.moment()

    def verify_links(self, client, problems):
        """Pairs are of articles that nothing else is done to."""
        for (a, b), state in list(self.links.items()):
            if not all(key in self.articles and self.articles[key].state == KEPT for key in (a, b)):
                continue
            try:
                together = client.map('DOC', 'key:' + a)['cluster'] == client.map('DOC', 'key:' + b)['cluster']
            except Failure as lost:
                if any(self.may_be_gone(self.articles[key]) for key in (a, b)):
                    continue
                problems.append(f'{a} and {b} were linked or parted, and one is not there: {lost}')
                continue
            if state and together != (state == 'linked'):
                problems.append(f'{a} and {b} were answered {state}, and are not')
            self.links[(a, b)] = 'linked' if together else 'unlinked'

    def verify_walk(self, client, problems):
        cursor, found = 0, []
        while True:
            cursor, rows = client.call('ARTICLES', 'CURSOR', cursor, 'COUNT', 5000)
            found += [row[1] for row in rows]
            if not cursor:
                break
        listed = set(found)
        if len(listed) != len(found):
            problems.append(f'{len(found) - len(listed)} articles are listed twice')
        problems += [f'nobody sent {key}' for key in listed if key not in self.articles]
        problems += [f'{key} is listed and was removed' for key in listed
                     if key in self.articles and self.articles[key].state == FORGOTTEN]
        problems += [f'{key} is not listed' for key, article in self.articles.items()
                     if article.state == KEPT and key not in listed and not self.may_be_gone(article)]

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
    """New articles, copies, revisions, repeats, FORGET, EXPIRE, LINK and UNLINK, a window of requests at a time."""

    def __init__(self, daemon, ledger, number):
        super().__init__(daemon=True)
        self.served, self.ledger = daemon, ledger
        self.name = f'r{ledger.rounds}c{number}'
        self.rng = random.Random(f'{ledger.seed} {self.name}')
        self.made = 0
        self.mine = []  # keys that were acknowledged and that nothing was done to
        self.loners = []  # the same, and nothing is a copy of them: for LINK and UNLINK
        self.old = []  # the same, of those that EXPIRE removes
        self.again = []  # submissions that were told BUSY
        self.walk = None
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
        client.send(b''.join(encode(*step[0]) for step in steps))
        wait_ms = 0
        for words, settle, *undo in steps:
            reply = client.read()
            if isinstance(reply, Failure):
                wait_ms = max(wait_ms, self.failed(words, reply, undo))
            else:
                settle(reply)
                self.answered += 1
                self.ledger.acknowledged += 1
        time.sleep(min(wait_ms, 50) / 1000)

    def failed(self, words, reply, undo):
        """What a refusal means; gives the milliseconds that it asks to wait."""
        self.refused.append(reply.word)
        if reply.word == 'BUSY':
            for step in undo:
                step()
            self.ledger.busy += 1
            told = str(reply).split()[1]
            if not told.isdigit() or int(told) not in BUSY_MS:
                self.strange.append(f'{words[:2]}: {reply}')
            return int(told)
        if reply.word == 'NOTFOUND' and self.was_removed(words):
            return 0
        if reply.word not in ('IO', 'READONLY', 'FULL', 'STOPPING'):
            self.strange.append(f'{words[:2]}: {reply}')
        return 0

    def was_removed(self, words):
        """A question shows what is committed when it is answered: also a removal that was sent behind it."""
        asked = [self.ledger.articles.get(str(word)[4:]) for word in words[1:] if str(word).startswith('key:')]
        gone = [article for article in asked
                if article and (article.state in (FORGETTING, FORGOTTEN) or self.ledger.may_be_gone(article))]
        for article in gone:
            if article.fields['id'] in self.mine:
                self.mine.remove(article.fields['id'])
        return bool(gone)

    def step(self):
        if self.again:
            return self.submit(*self.again.pop())
        roll = self.rng.random()
        if len(self.mine) < 8 or roll < .48:
            return self.submit(self.fresh())
        if roll < .54:
            return self.submit({**self.fresh(), 'published': PRINTED}, self.old)
        if roll < .58:
            return self.expire() if self.walk is None or not self.walk.waits else self.query()
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
        article = Article(fields, self.ledger.moment())
        with self.ledger.lock:
            self.ledger.articles[fields['id']] = article

        def settle(reply):
            article.reply, article.state = pairs(reply), KEPT
            article.acknowledged = self.ledger.moment()
            (self.mine if shelf is None else shelf).append(fields['id'])

        def undo():
            with self.ledger.lock:
                del self.ledger.articles[fields['id']]
            self.again.append((fields, shelf))
        return ['SUBMIT', *(part for item in fields.items() for part in item)], settle, undo

    def expire(self):
        """The next call of a walk, of which there is one at a time."""
        if self.walk is None:
            self.walk = Walk(self.ledger.moment())
            self.ledger.walks.append(self.walk)
        walk = self.walk
        walk.waits = True

        def settle(reply):
            walk.cursor, removed = reply
            walk.waits = False
            self.ledger.expired += removed
            if walk.cursor == 0:
                walk.done, self.walk = self.ledger.moment(), None

        def undo():
            walk.waits = False
        return ['EXPIRE', 'BEFORE', OLD, 'BY', 'published', 'CURSOR', walk.cursor, 'COUNT',
                self.rng.choice((1, 5, 500))], settle, undo

    def repeat(self):
        key = self.rng.choice(self.mine)
        article = self.ledger.articles[key]
        sent_s = time.time()

        def settle(reply):
            if pairs(reply)['id'] == article.reply['id']:
                return
            if self.ledger.may_be_gone(article):
                article.reply, article.sent_s = pairs(reply), sent_s
            else:
                self.strange.append(f'{key} was kept twice: {reply}')
        return ['SUBMIT', *(part for item in article.fields.items() for part in item)], settle

    def query(self):
        """A question whose answer is known."""
        key = self.rng.choice(self.mine + self.old)
        article = self.ledger.articles[key]
        word = self.rng.choice(('DOC', 'TEXT', 'MEMBERS', 'CHECK'))
        gone = self.ledger.must_be_gone(article)

        def settle(reply):
            number = article.reply['id']
            right = {'TEXT': lambda: reply == article.fields['text'],
                     'DOC': lambda: all(pairs(reply)[name] == article.reply[name] for name in ('id', 'status', 'seq')),
                     'MEMBERS': lambda: number in [pairs(row)['id'] for row in reply],
                     'CHECK': lambda: pairs(reply)['status'] in ('exact', 'short')}[word]
            if gone and word != 'CHECK':
                self.strange.append(f'{word} {key}, which is removed: {str(reply)[:200]}')
            elif not right() and not (word == 'CHECK' and self.ledger.may_be_gone(article)):
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
            if reply != 1 and not self.ledger.may_be_gone(article):
                self.strange.append(f'FORGET {key}: {reply}')

        def undo():
            article.state = KEPT
            self.mine.append(key)
        return ['FORGET', 'key:' + key], settle, undo

    def pair(self, word, state):
        a, b = self.loners.pop(), self.loners.pop()
        with self.ledger.lock:
            self.ledger.links[(a, b)] = None

        def settle(_):
            self.ledger.links[(a, b)] = state

        def undo():
            with self.ledger.lock:
                del self.ledger.links[(a, b)]
            self.loners += [a, b]
        return [word, 'key:' + a, 'key:' + b], settle, undo
