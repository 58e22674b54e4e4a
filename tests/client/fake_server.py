"""A daemon of a hundred lines for tests of the client: the protocol's shapes over a memory of texts, and trouble on demand.

FakeServer(busy_every=3) answers every third submission with BUSY once; close_after=N drops each connection after N
submissions; slow_read reads little and late; full_after=N answers FULL from the Nth submission on. Queries may be busy
and cut off as well, and articles gone or damaged.
"""
import difflib
import json
import socket
import socketserver
import threading
import time


class Error(str):
    pass


def encode(value):
    if value is None:
        return b'$-1\r\n'
    if isinstance(value, Error):
        return b'-' + value.encode() + b'\r\n'
    if isinstance(value, bool) or isinstance(value, int):
        return b':%d\r\n' % value
    if isinstance(value, float):
        value = '%.6g' % value
    if isinstance(value, str):
        value = value.encode()
    if isinstance(value, bytes):
        return b'$%d\r\n%s\r\n' % (len(value), value)
    if isinstance(value, dict):
        value = [x for pair in value.items() for x in pair]
    return b'*%d\r\n' % len(value) + b''.join(map(encode, value))


class Handler(socketserver.StreamRequestHandler):
    def next_request(self):
        head = self.rfile.readline()
        if not head:
            return None
        assert head[:1] == b'*', head
        words = []
        for _ in range(int(head[1:])):
            size = int(self.rfile.readline()[1:])
            words.append(self.rfile.read(size))
            self.rfile.read(2)
        return words

    def handle(self):
        fake = self.server.fake
        submissions = 0
        while True:
            try:
                words = self.next_request()
            except (ValueError, ConnectionError):
                return
            if words is None:
                return
            if fake.slow_read:
                time.sleep(fake.slow_read)
            name = words[0].decode().upper()
            fake.requests.append(words)
            if name in ('SUBMIT', 'CHECK'):
                submissions += 1
                if fake.close_after and submissions > fake.close_after:
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\1\0\0\0\0\0\0\0')
                    return
            elif name == 'INFO' and fake.close_after_infos and fake.close_after_infos < sum(
                    words[0] == b'INFO' for words in fake.requests):
                return
            elif name in ('DOC', 'TEXT', 'ARTICLES'):
                fake.queries += 1
                if fake.close_after_queries and fake.queries > fake.close_after_queries:
                    return
                if fake.busy_query_every and fake.queries % fake.busy_query_every == 0:
                    fake.busy_queries += 1
                    self.connection.sendall(encode(Error('BUSY 1 a queue is full, try again later')))
                    continue
            try:
                self.connection.sendall(encode(getattr(fake, 'on_' + name.lower())(words[1:])) if
                                        hasattr(fake, 'on_' + name.lower()) else encode(Error('ERR unknown command')))
            except ConnectionError:
                return


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    allow_reuse_address = True
    daemon_threads = True


class UnixServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


class FakeServer:
    def __init__(self, path=None, busy_every=0, close_after=0, slow_read=0, full_after=0, padding=0, page=1000,
                 busy_query_every=0, close_after_queries=0, gone=(), damaged=(), no_sources=False,
                 close_after_infos=0):
        self.busy_every, self.close_after, self.slow_read = busy_every, close_after, slow_read
        self.full_after, self.padding, self.page = full_after, padding, page
        self.articles, self.texts, self.requests, self.refused = [], {}, [], set()
        self.busy_query_every, self.close_after_queries, self.gone, self.damaged = busy_query_every, close_after_queries, gone, damaged
        self.no_sources, self.close_after_infos = no_sources, close_after_infos
        self.submissions = self.queries = self.busy_queries = 0
        self.lock = threading.Lock()
        self.server = UnixServer(path, Handler) if path else Server(('127.0.0.1', 0), Handler)
        self.address = 'unix:' + path if path else '127.0.0.1:%d' % self.server.server_address[1]
        self.server.fake = self
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={'poll_interval': 0.01}, daemon=True)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()

    def answer(self, article, status, matched):
        return {'id': article['id'], 'key': article['key'], 'status': status, 'cluster': article['cluster'],
                'canonical': article['cluster'], 'matched': matched, 'resemblance': 1.0 if matched else 0.0,
                'containment': 1.0 if matched else 0.0, 'contained': 1.0 if matched else 0.0, 'hamming': 0,
                'agency': article.get('agency'), 'words': len(article['text'].split()), 'seq': len(self.articles),
                **({'padding': 'x' * self.padding} if self.padding else {})}

    def submission(self, words, keep):
        if words[0].upper() == b'JSON':
            try:
                fields = json.loads(words[1])
            except ValueError:
                return Error('SYNTAX the object is not JSON')
        else:
            fields = {words[i].decode(): words[i + 1].decode('utf8', 'replace') for i in range(0, len(words), 2)}
        text = fields.get('text') or fields.get('html') or fields.get('body') or ''
        key = fields.get('id')
        with self.lock:
            self.submissions += 1
            if self.full_after and self.submissions > self.full_after:
                return Error('FULL the disk or the quota is full')
            if self.busy_every and self.submissions % self.busy_every == 0 and key not in self.refused:
                self.refused.add(key)
                return Error('BUSY a queue is full, try again later')
            if not text:
                return Error('NOARTICLE no article on this page')
            for article in self.articles:
                if article['key'] == key and key is not None:
                    return self.answer(article, 'unchanged', article['id'])
            earlier = self.texts.get(text)
            number = len(self.articles) + 1
            article = {'id': number if keep else None, 'key': key, 'text': text, 'cluster': earlier or number,
                       'title': fields.get('title'), 'agency': fields.get('agency'), 'url': fields.get('url')}
            if keep:
                self.articles.append(article)
                self.texts.setdefault(text, number)
            return self.answer(article, 'exact' if earlier else 'new', earlier)

    def on_submit(self, words):
        return self.submission(words, True)

    def on_check(self, words):
        return self.submission(words, False)

    def find(self, ref):
        ref = ref.decode()
        for article in self.articles:
            if ref in (str(article['id']), 'key:%s' % article['key'], article['url']):
                return article
        return None

    def on_doc(self, words):
        article = self.find(words[0])
        if not article or article['id'] in self.gone:
            return Error('NOTFOUND not found')
        return {'canonical': article['cluster'], **{k: article[k] for k in ('id', 'key', 'title', 'cluster', 'url')}}

    def on_text(self, words):
        article = self.find(words[0])
        if article and article['id'] in self.damaged:
            return Error('DAMAGED fails its checksum')
        return article['text'] if article else Error('NOTFOUND not found')

    def on_members(self, words):
        article = self.find(words[0])
        if not article:
            return Error('NOTFOUND not found')
        return [{k: a[k] for k in ('id', 'key', 'title')} for a in self.articles if a['cluster'] == article['cluster']]

    on_similar = on_members

    def on_explain(self, words):
        if words[2:] == [b'RUNS']:
            return self.explain_runs(*(self.find(word) for word in words[:2]))
        return {'resemblance': 0.5, 'containment': 0.75, 'contained': 0.6, 'hamming': 9, 'title_changed': 1,
                'passages': ['the port was closed', 'on Friday ' * 100], 'added': ['Officials said more.'],
                'cut': ['It rained. ' * 20]}

    def explain_runs(self, a, b):
        if not a or not b:
            return Error('NOTFOUND not found')
        left, right = a['text'].split(' '), b['text'].split(' ')
        runs = []
        for kind, i, i_end, j, j_end in difflib.SequenceMatcher(None, left, right, False).get_opcodes():
            sides = [('both', right[j:j_end])] if kind == 'equal' else [('cut', left[i:i_end]), ('added', right[j:j_end])]
            runs += [{'kind': kind, 'words': len(side), 'text': ' ' * bool(i or j) + ' '.join(side)} for kind, side in sides if side]
        return {'resemblance': 0.5, 'containment': 0.75, 'contained': 0.6, 'runs': runs}

    def walk(self, words, rows):
        options = {words[i].upper(): words[i + 1] for i in range(0, len(words) - 1, 2)}
        start = int(options.get(b'CURSOR', b'0'))
        rows = list(rows)
        end = start + min(self.page, int(options.get(b'COUNT', b'10')))
        return [str(end if end < len(rows) else 0), rows[start:end]]

    def on_articles(self, words):
        return self.walk(words, ([a['id'], a['key'], a['cluster']] for a in self.articles))

    def on_clusters(self, words):
        options = {words[i].upper(): words[i + 1] for i in range(0, len(words) - 1, 2)}
        sizes = {}
        for article in self.articles:
            sizes[article['cluster']] = sizes.get(article['cluster'], 0) + 1
        return self.walk(words, ({'cluster': c, 'size': n, 'canonical': c, 'key': self.articles[c - 1]['key'],
                                  'title': self.articles[c - 1]['title'], 'source': None, 'agency': None,
                                  'first': 1763712000000, 'last': 1763715600000}
                                 for c, n in sizes.items() if n >= int(options.get(b'MINSIZE', b'1'))))

    def on_changes(self, words):
        after = int(words[1])
        rows = [{'seq': i + 1, 'event': 'new', 'id': a['id'], 'key': a['key'], 'cluster': a['cluster'], 'other': None,
                 'time': 1763712000000} for i, a in enumerate(self.articles)][after:after + 1000]
        if not rows and b'BLOCK' in words:
            time.sleep(min(int(words[words.index(b'BLOCK') + 1]), 100) / 1000)
        return rows

    def on_sync(self, words):
        return len(self.articles)

    def on_forget(self, words):
        return sum(self.find(word) is not None for word in words)

    def on_ping(self, words):
        return 'PONG'

    def on_info(self, words):
        exact = sum(article['cluster'] != article['id'] for article in self.articles)
        return ('# Server\r\nversion:0.1.0\r\narticles:%d\r\n' % len(self.articles) if words else
                '# Server\r\nshingled_version:0.1.0\r\nuptime_in_seconds:93784\r\n\r\n# Store\r\ndisk_bytes:%d\r\n'
                '# Articles\r\narticles:%d\r\nclusters:%d\r\nstatus_new:%d\r\nstatus_exact:%d\r\nstatus_copy:0\r\n'
                '# Stats\r\narticles_committed:%d\r\nsubmit_p50_us:800\r\nsubmit_p99_us:12500\r\n'
                'total_commands_processed:%d\r\n'
                % (3 << 20, len(self.articles), len(self.articles) - exact, len(self.articles) - exact, exact,
                   len(self.articles), len(self.requests)))

    def on_sources(self, words):
        if self.no_sources:
            return Error('NOPERM the user may not')
        return {'articles': 20, 'whole': 1, 'left_out': 0,
                'sources': [{'source': 's\x1b%d.example' % i, 'articles': 2000 - i, 'copies': 500, 'firsts': 1,
                             'delay_ms': None, 'agencies': [{'agency': 'Reuters', 'articles': 3}]} for i in range(7)]}

    def on_config(self, words):
        return {'store.path': '/x', 'store.max-size': '1G'} if words[1] in (b'*', b'store.*') else {}
