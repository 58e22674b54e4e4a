#!/usr/bin/python3
"""Every command about articles and clusters, through one client and through many."""
import json
import threading

import harness
import texts
from resp import Failure, encode, pairs


class Articles(harness.Scenario):
    def setUp(self):
        super().setUp()
        self.served = self.daemon()
        self.client = self.served.client()

    def refused(self, *words):
        with self.assertRaises(Failure) as failure:
            self.client.call(*words)
        return failure.exception.word

    def test_a_submission_is_answered_in_full(self):
        answer = self.client.submit(**texts.fields(1))
        self.assertEqual(set(answer), {'id', 'key', 'status', 'cluster', 'canonical', 'matched', 'resemblance',
                                       'containment', 'contained', 'hamming', 'agency', 'words', 'seq'})
        self.assertEqual((answer['id'], answer['key'], answer['status'], answer['cluster'], answer['canonical']),
                         (1, 'made-1', 'new', 1, 1))
        self.assertGreater(answer['words'], 300)
        doc = self.client.map('DOC', 1)
        self.assertEqual((doc['key'], doc['url'], doc['title'], doc['source']),
                         ('made-1', 'https://example.org/1', texts.title(1), 'example.org'))
        self.assertEqual(self.client.call('TEXT', 1).split(), texts.article(1).split())

    def test_copies_join_and_strangers_do_not(self):
        first = self.client.submit(**texts.fields(1, 'a.example'))
        copy = self.client.submit(**{**texts.fields(1, 'b.example'), 'id': 'copy', 'title': 'Something else'})
        cut = self.client.submit(id='cut', url='https://c.example/1', strip='no',
                                 text='\n\n'.join(texts.paragraphs(1)[:3]))
        longer = self.client.submit(id='longer', url='https://d.example/1', strip='no',
                                    text=texts.article(1) + '\n\n' + texts.article('added', 14))
        other = self.client.submit(**texts.fields(2))
        self.assertEqual(first['status'], 'new')
        self.assertEqual(copy['status'], 'exact')
        self.assertEqual((cut['status'], cut['matched']), ('excerpt', 1))
        self.assertAlmostEqual(float(cut['containment']), 1.0, delta=.02)
        self.assertAlmostEqual(float(cut['contained']), .37, delta=.08)
        self.assertEqual(longer['status'], 'extended')
        self.assertEqual(other['status'], 'new')
        self.assertEqual({answer['cluster'] for answer in (first, copy, cut, longer)}, {1})
        self.assertEqual(other['cluster'], other['id'])
        members = [pairs(member) for member in self.client.call('MEMBERS', 'key:cut')]
        self.assertEqual(sorted(member['id'] for member in members), [1, 2, 3, 4])
        self.assertEqual(self.client.call('TEXT', 'key:cut').split(), ' '.join(texts.paragraphs(1)[:3]).split())
        for words, ids in ((('COUNT', 2), [1, 2]), (('AFTER', 2, 'COUNT', 1), [3]), (('AFTER', 4), []), (('AFTER', 0), [1, 2, 3, 4]),
                           (('after', other['id']), []), (('AFTER', 2**64 - 1), []), (('COUNT', 10**12), [1, 2, 3, 4])):
            part = [pairs(member)['id'] for member in self.client.call('MEMBERS', 3, *words)]
            self.assertEqual(part, ids, words)
        for words in (('COUNT', 0), ('COUNT',), ('AFTER', -1), ('AFTER', 'x'), ('CURSOR', 1)):
            self.assertEqual(self.refused('MEMBERS', 3, *words), 'BADARG', words)

    def test_check_keeps_nothing(self):
        self.client.submit(**texts.fields(1))
        before = self.client.call('SYNC')
        words = [part for item in {**texts.fields(1), 'id': 'x', 'url': 'https://b.example/'}.items() for part in item]
        answer = self.client.map('CHECK', *words)
        self.assertEqual((answer['id'], answer['status'], answer['cluster']), (None, 'exact', 1))
        self.assertEqual(self.client.call('SYNC'), before)
        self.assertEqual(self.refused('DOC', 'key:x'), 'NOTFOUND')

    def test_the_same_article_again_adds_nothing(self):
        first = self.client.submit(**texts.fields(1))
        self.client.submit(**texts.fields(2))
        again = self.client.submit(**texts.fields(1))
        for name in ('id', 'key', 'cluster', 'canonical', 'words'):
            self.assertEqual(again[name], first[name], name)
        by_url = {name: value for name, value in texts.fields(1).items() if name != 'id'}
        self.assertEqual(self.client.submit(**by_url)['id'], first['id'])
        self.assertEqual(len(self.client.call('ARTICLES', 'COUNT', 100)[1]), 2)

    def test_the_same_address_with_other_text_is_a_revision(self):
        first = self.client.submit(**texts.fields(1))
        changed = {**texts.fields(1), 'text': texts.article(1).replace('Earlier this week', 'On Tuesday') + '\n\nMore.'}
        del changed['id']
        second = self.client.submit(**changed)
        self.assertEqual(second['status'], 'revision')
        self.assertEqual(second['cluster'], first['cluster'])

    def test_short_texts_match_exactly_or_not_at_all(self):
        answer = self.client.submit(url='https://a.example/s', text='Ferry cancelled today.', strip='no')
        self.assertEqual(answer['status'], 'short')
        twin = self.client.submit(url='https://b.example/s', text='Ferry cancelled today.', strip='no')
        self.assertEqual((twin['status'], twin['cluster']), ('exact', answer['cluster']))
        near = self.client.submit(url='https://c.example/s', text='Ferry cancelled today!! Again.', strip='no')
        self.assertEqual((near['status'], near['cluster']), ('short', near['id']))

    def test_json_and_its_aliases(self):
        fields = texts.fields(3)
        answer = self.client.map('SUBMIT', 'JSON', json.dumps({
            'uri': 'nitf-3', 'headline': fields['title'], 'articleBody': fields['text'], 'url': fields['url'],
            'source_domain': 'a.example', 'language': 'en', 'date_publish': '2025-03-03 07:42:00', 'strip': 'no',
            'image_url': 'https://a.example/i.png', 'authors': ['A', 'B'], 'nothing': {'known': [None, 1.5]}}))
        self.assertEqual((answer['key'], answer['status']), ('nitf-3', 'new'))
        doc = self.client.map('DOC', 'key:nitf-3')
        self.assertEqual((doc['title'], doc['source'], doc['lang']), (fields['title'], 'a.example', 'en'))
        self.assertIn('2025-03-03', str(doc['published']))

    def test_a_body_is_html_or_text_by_its_content(self):
        """A page sent as body is what it is when it is sent as html or text: the same article, and the same text."""
        menu = ('Home', 'Sport', 'Weather', 'Subscribe', 'Log in')
        page = ('<html><head><title>{0}</title></head><body><nav>' + ''.join(f'<a href="/{m}">{m}</a>' for m in menu) +
                '</nav><article><h1>{0}</h1>' + ''.join(f'<p>{p}</p>' for p in texts.paragraphs(5)) +
                '</article></body></html>').format(texts.title(5))
        text = '\n'.join(menu) + '\n\n' + texts.title(5) + '\n\n' + texts.article(5)
        flash = 'Ferry to Lusk cancelled today'
        for name, content in (('html', page), ('text', text), ('text', flash)):
            told = self.client.submit(id=f'{name} {len(content)}', **{name: content})
            same = self.client.submit(id=f'body {len(content)}', body=content)
            self.assertEqual((same['status'], same['cluster'], same['words']),
                             ('exact', told['cluster'], told['words']), content)
            self.assertEqual(self.client.call('TEXT', same['id']), self.client.call('TEXT', told['id']))
            self.assertNotIn('Subscribe', self.client.call('TEXT', same['id']))
        self.assertEqual(self.client.call('TEXT', f'key:body {len(flash)}'), flash)
        self.assertEqual(self.refused('SUBMIT', 'body', '<p>'), 'NOARTICLE')

    def test_embargoed_and_cancelled_items_are_refused(self):
        item = {'uri': 'e', 'headline': 'h', 'body_text': texts.article(4), 'url': 'https://a.example/4'}
        self.assertEqual(self.refused('SUBMIT', 'JSON', json.dumps({**item, 'embargoed': '2999-01-01T00:00:00Z'})),
                         'EMBARGOED')
        self.assertEqual(self.refused('SUBMIT', 'JSON', json.dumps({**item, 'pubstatus': 'canceled'})), 'CANCELLED')
        usable = self.client.map('SUBMIT', 'JSON', json.dumps({**item, 'pubstatus': 'usable'}))
        self.assertEqual(usable['status'], 'new')

    def test_clusters_are_listed_filtered_and_paged(self):
        for story in range(6):
            for copy in range(story % 3 + 1):
                site = f'site{copy}.example'
                self.client.submit(**{**texts.fields(story, site), 'id': f'{story}-{copy}',
                                      'text': texts.article(story) + f'\n\nPrinted by paper {copy}.'})
        seen, cursor, pages = [], '0', 0
        while True:
            cursor, page = self.client.call('CLUSTERS', 'CURSOR', cursor, 'COUNT', 2)
            seen += [pairs(cluster) for cluster in page]
            pages += 1
            if str(cursor) == '0' or cursor is None or pages > 50:
                break
        self.assertEqual(sorted(int(cluster['size']) for cluster in seen), [1, 1, 2, 2, 3, 3])
        self.assertEqual(len({cluster['cluster'] for cluster in seen}), 6)
        big = self.client.call('CLUSTERS', 'MINSIZE', 3)[1]
        self.assertEqual(len(big), 2)
        third = self.client.call('CLUSTERS', 'SOURCE', 'site2.example')[1]
        self.assertEqual({pairs(cluster)['size'] for cluster in third}, {3})
        self.assertEqual(self.client.call('CLUSTERS', 'SINCE', '2999-01-01')[1], [])
        self.assertEqual(len(self.client.call('CLUSTERS', 'UNTIL', '2999-01-01', 'COUNT', 100)[1]), 6)
        listed = self.client.call('ARTICLES', 'COUNT', 100)[1]
        self.assertEqual([row[0] for row in listed], list(range(1, 13)))

    def test_similar_and_explain_tell_why(self):
        self.client.submit(**texts.fields(1))
        added = texts.paragraphs('local', 2)
        text = '\n\n'.join(added + texts.paragraphs(1)[:5])
        self.client.submit(id='local', url='https://b.example/1', title='Other', text=text, strip='no')
        self.client.submit(**texts.fields(2))
        similar = [pairs(row) for row in self.client.call('SIMILAR', 'key:local', 'COUNT', 5)]
        self.assertEqual([row['id'] for row in similar], [1])
        why = self.client.map('EXPLAIN', 1, 'key:local')
        self.assertGreater(float(why['contained']), .55)
        self.assertGreater(len(why['passages']), 0)
        self.assertIn(added[0].split('.')[0], json.dumps(why['added'], ensure_ascii=False))
        self.assertIn(texts.paragraphs(1)[7].split('.')[0], json.dumps(why['cut'], ensure_ascii=False))
        apart = self.client.map('EXPLAIN', 1, 3)
        self.assertLess(float(apart['resemblance']), .02)
        self.assertEqual(apart['passages'], [])

    def runs(self, a, b):
        return [(run['kind'], run['text']) for run in map(pairs, self.client.map('EXPLAIN', a, b, 'RUNS')['runs'])]

    def test_explain_shows_both_texts_as_a_diff(self):
        old = texts.article(1)
        words = old.split(' ')
        words[20] = 'elsewhere'
        new = ' '.join(words[:60] + ['One', 'sentence', 'more.'] + words[60:-10])
        self.client.submit(id='a', text=old, strip='no')
        self.client.submit(id='b', text=new, strip='no')
        runs = self.runs('key:a', 'key:b')
        self.assertEqual(''.join(text for kind, text in runs if kind != 'cut'), self.client.call('TEXT', 'key:b'))
        self.assertIn(('added', ' elsewhere'), runs)
        self.assertIn(('added', ' One sentence more.'), runs)
        self.assertEqual(runs[-1][0], 'cut')
        self.assertTrue(self.client.call('TEXT', 'key:a').endswith(runs[-1][1]))
        self.assertEqual(self.runs(1, 1), [('both', self.client.call('TEXT', 1))])
        self.assertIn('{+One sentence more.+}', self.served.ctl('diff', 'key:a', 'key:b').replace('\n', ' '))

    def test_a_line_of_one_side_has_its_line_end(self):
        first, extra, last = (texts.paragraphs(name)[0] for name in ('first', 'extra', 'last'))
        self.client.submit(id='with', text='\n\n'.join((first, extra, last)), strip='no')
        self.client.submit(id='without', text='\n\n'.join((first, last)), strip='no')
        self.client.submit(id='inline', text='\n\n'.join((first + ' ' + extra, last)), strip='no')
        self.client.submit(id='before', text='\n\n'.join((extra, first, last)), strip='no')
        for one, more, before in (('cut', 'with', '\n\n'), ('cut', 'inline', ' '), ('added', 'with', '\n\n'), ('added', 'inline', ' ')):
            pair = ('key:' + more, 'key:without') if one == 'cut' else ('key:without', 'key:' + more)
            self.assertEqual(self.runs(*pair), [('both', first), (one, before + extra), ('both', '\n\n' + last)], pair)
        self.assertEqual(self.runs('key:before', 'key:without'), [('cut', extra + '\n\n'), ('both', first + '\n\n' + last)])
        self.assertEqual(self.runs('key:without', 'key:before'), [('added', extra + '\n\n'), ('both', first + '\n\n' + last)])

    def test_explain_cuts_scripts_without_spaces_where_they_differ(self):
        text = '\u5317\u4eac\u5e02\u653f\u5e9c\u5468\u4e94\u5ba3\u5e03\u5c06\u5728\u5168\u5e02\u63a8\u5e7f\u65b0\u7684\u5783\u573e\u5206\u7c7b\u529e\u6cd5\u5e76\u4e8e\u660e\u5e74\u5b9e\u65bd'
        self.client.submit(id='a', text=text, strip='no')
        self.client.submit(id='b', text=text.replace('\u660e', '\u4eca'), strip='no')
        runs = self.runs(1, 2)
        self.assertIn(('cut', '\u660e'), runs)
        self.assertIn(('added', '\u4eca'), runs)

    def test_changes_can_be_followed(self):
        self.client.submit(**texts.fields(1))
        events = [pairs(event) for event in self.client.call('CHANGES', 'AFTER', 0, 'COUNT', 100)]
        self.assertEqual([event['id'] for event in events][:1], [1])
        last = events[-1]['seq']
        self.assertEqual(self.client.call('CHANGES', 'AFTER', last, 'BLOCK', 1), [])
        self.client.send(encode('CHANGES', 'AFTER', last, 'BLOCK', 60000))
        self.served.client().submit(**{**texts.fields(1, 'b.example'), 'id': 'other'})
        news = [pairs(event) for event in self.client.read()]
        self.assertTrue(news and all(event['seq'] > last for event in news))
        self.assertEqual(news[0]['key'], 'other')

    def test_forgotten_articles_are_gone_and_their_cluster_goes_on(self):
        for number, site in enumerate(('a.example', 'b.example', 'c.example')):
            self.client.submit(**{**texts.fields(1, site), 'id': site, 'text': texts.article(1) + f'\n\nNo. {number}.'})
        self.assertEqual(self.client.call('FORGET', 'key:a.example'), 1)
        self.assertEqual(self.refused('DOC', 'key:a.example'), 'NOTFOUND')
        self.assertEqual(self.refused('TEXT', 1), 'NOTFOUND')
        members = [pairs(member) for member in self.client.call('MEMBERS', 'key:b.example')]
        self.assertEqual(sorted(member['id'] for member in members), [2, 3])
        doc = self.client.map('DOC', 'key:b.example')
        self.assertIn(doc['canonical'], (2, 3))
        self.assertEqual(self.client.call('TEXT', 2).split()[-2:], ['No.', '1.'])
        self.assertEqual(self.client.call('TEXT', 3).split()[-2:], ['No.', '2.'])
        joined = self.client.submit(**{**texts.fields(1, 'd.example'), 'id': 'd'})
        self.assertIn(joined['status'], ('copy', 'excerpt'))
        self.assertEqual(self.client.call('FORGET', 2, 'https://c.example/1', 'key:d'), 3)
        self.assertEqual(self.client.call('ARTICLES', 'COUNT', 9)[1], [])
        self.assertEqual(self.client.submit(**texts.fields(1, 'e.example'))['status'], 'new')

    def test_replies_keep_the_order_of_requests(self):
        requests = []
        for seed in range(60):
            requests.append(encode('SUBMIT', *[part for item in texts.fields(seed).items() for part in item]))
            requests.append(encode('ECHO', f'mark {seed}'))
            requests.append(encode('DOC', f'key:made-{seed}'))
        self.client.send(b''.join(requests))
        for seed in range(60):
            answer = pairs(self.client.read())
            self.assertEqual((answer['key'], answer['id']), (f'made-{seed}', seed + 1))
            self.assertEqual(self.client.read(), f'mark {seed}')
            self.assertEqual(pairs(self.client.read())['id'], seed + 1)

    def test_copies_that_arrive_together_meet(self):
        statuses, lock, sites = [], threading.Lock(), 8
        gate = threading.Barrier(sites)

        def crawl(site):
            with self.served.client() as client:
                gate.wait()
                for story in range(20):
                    answer = client.submit(**{**texts.fields(story, f's{site}.example'), 'id': f'{site}/{story}'})
                    with lock:
                        statuses.append((story, answer['status'], answer['cluster']))
        threads = [threading.Thread(target=crawl, args=(site,)) for site in range(sites)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for story in range(20):
            rows = [row for row in statuses if row[0] == story]
            self.assertEqual([status for _, status, _ in rows].count('new'), 1)
            self.assertEqual(len({cluster for _, _, cluster in rows}), 1)

    def test_references_of_all_kinds(self):
        self.client.submit(**{**texts.fields(1), 'id': 'a:b c/ü'})
        for ref in ('1', 'key:a:b c/ü', 'https://example.org/1'):
            self.assertEqual(self.client.map('DOC', ref)['id'], 1)
        for ref in ('0', '2', '18446744073709551616', '-1', 'key:', 'key:nobody', 'https://example.org/2'):
            self.assertIn(self.refused('DOC', ref), ('NOTFOUND', 'BADARG'), ref)


if __name__ == '__main__':
    harness.main()
