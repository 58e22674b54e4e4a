#!/usr/bin/python3
"""The Python module against the real daemon: waiting, asyncio, and a Scrapy crawl of a site with copies."""
import asyncio
import http.server
import inspect
import json
import os
import subprocess
import sys
import threading

import harness
import texts

FOLDER = os.path.join(harness.ROOT, 'python')
sys.path.insert(0, FOLDER)
try:
    import redis  # noqa: F401
    import shingled
except ModuleNotFoundError as missing:
    print(f'skipped: {missing.name} is not installed')
    sys.exit(77)

PAGES, COPIES = 200, 60

SPIDER = '''
import json
import scrapy
class Local(scrapy.Spider):
    name = 'local'
    custom_settings = {'TELNETCONSOLE_ENABLED': False, 'CONCURRENT_REQUESTS': 4, 'LOG_LEVEL': 'WARNING'}
    start_urls = [%r]
    def parse(self, response):
        for link in response.css('a::attr(href)').getall():
            yield response.follow(link, self.page)
    def page(self, response):
        yield {'url': response.url, 'page': response.text}
    def closed(self, reason):
        with open(self.counts, 'w') as out:
            json.dump(self.crawler.stats.get_stats(), out, default=str)
'''


def html(number):
    """Page number of the site; the last COPIES are the first ones again under another headline, with other menus."""
    story = number if number < PAGES - COPIES else number - (PAGES - COPIES)
    body = ''.join(f'<p>{part}</p>' for part in texts.paragraphs(f'site {story}'))
    return (f'<html><head><title>{texts.title(number)}</title></head><body><div class="menu"><a href="/">{number}</a></div>'
            f'<article><h1>{texts.title(number)}</h1>{body}</article></body></html>')


class Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        number = self.path.strip('/')
        body = html(int(number)) if number.isdigit() else ''.join(f'<a href="/{i}">{i}</a>' for i in range(PAGES))
        self.send_response(200)
        self.send_header('Content-Type', 'text/html; charset=utf-8')
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *unused):
        pass


class Module(harness.Scenario):
    def setUp(self):
        super().setUp()
        self.served = self.daemon()
        self.address = f'127.0.0.1:{self.served.port}'

    def test_what_the_daemon_does_is_at_hand(self):
        with shingled.Shingled(self.address) as daemon:
            first = daemon.submit(**texts.fields(1))
            self.assertEqual((first.id, first.key, first.status, first.is_copy), (1, 'made-1', 'new', False))
            copy = daemon.submit(**{**texts.fields(1), 'id': 'b', 'url': 'https://b.example/1', 'source': None})
            self.assertEqual((copy.status, copy.matched, copy.resemblance, copy.is_copy), ('exact', 1, 1.0, True))
            self.assertEqual(daemon.check(text=texts.article(1)).id, None)
            self.assertEqual(daemon.text('key:made-1').strip(), texts.article(1))
            self.assertEqual(daemon.doc('https://b.example/1')['key'], 'b')
            self.assertEqual([row['id'] for row in daemon.members(1)], [1, 2])
            self.assertEqual([row['id'] for row in daemon.members(1, after=1, count=1)], [2])
            self.assertEqual([row['id'] for row in daemon.similar(1)], [2])
            self.assertEqual(daemon.explain(1, 2)['resemblance'], 1.0)
            self.assertEqual([(run['kind'], run['text']) for run in daemon.explain(1, 2, runs=True)['runs']],
                             [('both', daemon.text(2))])
            self.assertEqual([row['size'] for row in daemon.clusters(source='example.org')], [2])
            self.assertEqual(list(daemon.articles()), [(1, 'made-1', 1), (2, 'b', 1)])
            self.assertEqual([row['event'] for row in daemon.changes(0)], ['new', 'joined'])
            self.assertEqual(next(daemon.watch(after=1))['id'], 2)
            self.assertEqual(daemon.unlink(2)['changed'], 1)
            self.assertEqual(daemon.link(1, 2)['size'], 2)
            self.assertEqual(daemon.forget('key:b', 'key:none'), 1)
            self.assertEqual(daemon.info()['articles'], '1')

    def test_refusals_are_told_by_their_word(self):
        with shingled.Shingled(self.served.unix_address) as daemon:
            with self.assertRaises(shingled.NotFound):
                daemon.text(99)
            with self.assertRaises(shingled.NoArticle):
                daemon.submit(html='<html><body><a href=x>Menu</a></body></html>')
            with self.assertRaises(shingled.ShingledError) as caught:
                daemon.submit(text=texts.article(1), match_certainty=7)
            self.assertEqual(caught.exception.word, 'BADARG')
            with self.assertRaises(shingled.ShingledError) as caught:
                daemon.call('NONSENSE')
            self.assertEqual(caught.exception.word, 'ERR')
            with self.assertRaises(ValueError):
                daemon.submit()
            with self.assertRaises(ValueError):
                shingled.Shingled('nowhere')

    def test_many_come_back_in_order_past_a_full_queue(self):
        small = self.daemon('[limits]\nqueue-articles = 16\n')
        pages = [texts.fields(i, count=2) for i in range(300)] + [{'text': ''}]
        with shingled.Shingled(small.unix_address) as daemon:
            answers = list(daemon.submit_many(pages))
        self.assertEqual([a.key for a in answers[:-1]], [p['id'] for p in pages[:-1]])
        self.assertIsInstance(answers[-1], shingled.ShingledError)

    def test_asyncio_is_the_same(self):
        async def talk():
            async with shingled.AsyncShingled(self.address) as daemon:
                pages = [texts.fields(i) for i in range(40)]
                keys = [answer.key async for answer in daemon.submit_many(pages)]
                self.assertEqual(keys, [page['id'] for page in pages])
                copy = await daemon.submit(text=texts.article(7), strip=False)
                self.assertEqual(copy.status, 'exact')
                told = await daemon.explain(1, 2, runs=True)
                self.assertIn('cut', [run['kind'] for run in told['runs']])
                self.assertIsInstance(told['resemblance'], float)
                self.assertIn('passages', await daemon.explain(1, 2))
                with self.assertRaises(shingled.NotFound):
                    await daemon.doc('key:none')
                self.assertEqual(len([row async for row in daemon.articles()]), 41)
                self.assertEqual([row['size'] async for row in daemon.clusters()], [2])
                async for change in daemon.watch(after=0):
                    self.assertEqual(change['event'], 'new')
                    break
        asyncio.run(talk())

    def test_both_have_the_same_methods_with_types_and_words(self):
        names = {name for name in dir(shingled.Shingled) if name[0] != '_'}
        self.assertEqual(names, {name for name in dir(shingled.AsyncShingled) if name[0] != '_'})
        for kind in (shingled.Shingled, shingled.AsyncShingled):
            for name in names:
                method = getattr(kind, name)
                self.assertTrue(inspect.getdoc(method), name)
                told = [p for p in list(inspect.signature(method).parameters.values())[1:]
                        if p.annotation is inspect.Parameter.empty]
                self.assertEqual(told, [], name)
                self.assertEqual([p for p in inspect.signature(method).parameters],
                                 [p for p in inspect.signature(getattr(shingled.Shingled, name)).parameters], name)
                self.assertIsNot(inspect.signature(method).return_annotation, inspect.Signature.empty, name)

    def test_types_hold(self):
        self.need('mypy')
        settings = os.path.join(self.folder, 'mypy.ini')
        with open(settings, 'w', encoding='utf-8') as out:
            out.write('[mypy]\nstrict = True\nallow_untyped_calls = True\n[mypy-redis.*,scrapy.*,itemadapter.*,twisted.*]\n'
                      'ignore_missing_imports = True\n')
        run = subprocess.run(['mypy', '--config-file', settings, '--cache-dir=/dev/null', FOLDER], capture_output=True, text=True,
                             check=False)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)

    def crawl(self, address, **settings):
        """Crawls the site; gives the items and the counts of the pipeline."""
        server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Site)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        spider = os.path.join(self.folder, 'spider.py')
        with open(spider, 'w', encoding='utf-8') as out:
            out.write(SPIDER % f'http://127.0.0.1:{server.server_address[1]}/')
        settings = {'ITEM_PIPELINES': json.dumps({'shingled.scrapy_pipeline.DuplicatesPipeline': 300}),
                    'SHINGLED_ADDRESS': address, 'SHINGLED_FIELDS': json.dumps({'html': 'page'}), **settings}
        words = [word for name, value in settings.items() for word in ('-s', f'{name}={value}')]
        items = os.path.join(self.folder, 'items.jsonl')
        counts = os.path.join(self.folder, 'counts.json')
        run = subprocess.run([sys.executable, '-B', '-m', 'scrapy', 'runspider', *words, '-a', f'counts={counts}',
                              '-O', items, spider], capture_output=True, text=True, timeout=240, check=False,
                             cwd=self.folder, env={**os.environ, 'PYTHONPATH': FOLDER})
        server.shutdown()
        server.server_close()
        self.assertEqual(run.returncode, 0, run.stderr)
        with open(items, encoding='utf-8') as rows, open(counts, encoding='utf-8') as told:
            return [json.loads(row) for row in rows], json.load(told), run.stderr

    @staticmethod
    def has_scrapy():
        try:
            import scrapy  # noqa: F401
        except ModuleNotFoundError:
            return False
        return True

    def test_a_crawl_of_a_site_with_copies(self):
        if not self.has_scrapy():
            self.skipTest('scrapy is not installed')
        items, counts, _ = self.crawl(self.address)
        self.assertEqual(len(items), PAGES - COPIES)
        self.assertEqual(counts['shingled/dropped'], COPIES)
        self.assertEqual(counts['item_dropped_count'], COPIES)
        stories = {int(item['url'].rsplit('/', 1)[1]) % (PAGES - COPIES) for item in items}
        self.assertEqual(len(stories), PAGES - COPIES)  # one page of each story, and none of them twice

    def test_tagging_keeps_all_items(self):
        if not self.has_scrapy():
            self.skipTest('scrapy is not installed')
        items, _, _ = self.crawl(self.address, SHINGLED_DUPLICATES='tag', SHINGLED_TAG='seen')
        self.assertEqual(len(items), PAGES)
        self.assertEqual(sum(item['seen']['duplicate'] for item in items), COPIES)
        clusters = {item['seen']['cluster'] for item in items}
        self.assertEqual(len(clusters), PAGES - COPIES)

    def test_a_daemon_that_is_away_costs_no_item(self):
        if not self.has_scrapy():
            self.skipTest('scrapy is not installed')
        items, counts, told = self.crawl(f'unix:{self.folder}/none')
        self.assertEqual((len(items), counts['shingled/failed']), (PAGES, PAGES))
        self.assertEqual(told.count('did not judge an item'), 1)


if __name__ == '__main__':
    harness.main()
