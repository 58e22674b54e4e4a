"""What lists of shinglectl show and how: --fields, --tsv, --color, pagers. Against a fake daemon.

usage: view_test.py SHINGLECTL
"""
import json
import unittest

from client_case import ClientCase, line


class FieldsTest(ClientCase):
    def test_tables_json_and_tsv_alike(self):
        fake = self.filled()
        chosen = ('--fields', 'title, id')
        self.assertEqual(self.run_client(fake, 'members', *chosen, '4')[0],
                         'TITLE     ID\nTitle 3    4\nTitle 15  16\n')
        self.assertEqual(self.run_client(fake, 'members', '--tsv', *chosen, '4')[0], 'Title 3\t4\nTitle 15\t16\n')
        out = self.run_client(fake, 'members', '--json', *chosen, '4')[0]
        self.assertEqual(out, '{"title":"Title 3","id":4}\n{"title":"Title 15","id":16}\n')
        self.assertEqual(self.run_client(fake, 'doc', '--fields', 'key', '4')[0], 'your id      a3\n')
        self.assertEqual(self.run_client(fake, 'doc', '--json', '--fields', 'key', '4')[0], '{"key":"a3"}\n')

    def test_every_list_takes_them(self):
        fake = self.filled()
        self.assertEqual(self.run_client(fake, 'clusters', '--tsv', '--fields', 'size,cluster')[0].splitlines()[0], '2\t1')
        self.assertEqual(self.run_client(fake, 'articles', '--fields', 'cluster,key')[0].splitlines()[13], '2\ta13')
        self.assertEqual(self.run_client(fake, 'articles', '--json', '-n', '1', '--fields', 'key')[0], '{"key":"a0"}\n')
        self.assertEqual(self.run_client(fake, 'changes', '-n', '2', '--tsv', '--fields', 'seq,event')[0], '1\tnew\n2\tnew\n')
        self.assertEqual(self.run_client(fake, 'changes', '-n', '1', '--tsv')[0], '1\t1763712000000\tnew\t1\t1\t\ta0\n')
        self.assertEqual(self.run_client(fake, 'export', '-q', '-n', '1', '--fields', 'cluster,id')[0],
                         '{"cluster":1,"id":"a0"}\n')
        self.assertFalse(any(words[0] == b'TEXT' for words in fake.requests))
        out = self.run_client(fake, 'export', '-q', '-n', '1', '--fields', 'text')[0]
        self.assertEqual(out, '{"text":"text 0"}\n')

    def test_unknown_ones_are_told_with_those_there_are(self):
        fake = self.filled()
        for command in (['members', '4'], ['members', '--json', '4'], ['members', '--tsv', '4'], ['clusters'], ['doc', '4'],
                        ['articles'], ['changes'], ['export']):
            out, err = self.run_client(fake, *command, '--fields', 'id,nosuch', exit=2)
            self.assertEqual(out, '')
            self.assertRegex(err, r'^shinglectl: --fields: no field (nosuch|id) here; there are: .*key|id.*\n$')
        self.assertEqual(self.run_client(fake, 'members', '4', '--fields', 'x', exit=2)[1],
                         'shinglectl: --fields: no field x here; there are: id, key, title\n')

    def test_wrong_lists(self):
        for wrong, why in (('', 'missing'), ('a,', 'missing'), (',', 'missing'), ('a,b,a', 'twice'), ('x' * 33, 'too long'),
                           (','.join('f%d' % i for i in range(33)), 'too many')):
            self.assertIn(why, self.run_client('127.0.0.1:1', 'members', '4', '--fields', wrong, exit=2)[1])
        many = ','.join('f%d' % i for i in range(32))
        self.assertIn('no field f0', self.run_client(self.filled(), 'members', '4', '--fields', many, exit=2)[1])
        self.assertIn('no field ' + 'x' * 32, self.run_client(self.filled(), 'members', '4', '--fields', 'x' * 32, exit=2)[1])
        self.run_client('127.0.0.1:1', 'ping', '--fields', 'a', exit=2)

    def test_tsv_keeps_its_lines(self):
        fake = self.fake()
        fake.on_submit([b'JSON', line(1, title='one\ttwo\nthree')])
        self.assertEqual(self.run_client(fake, 'members', '--tsv', '1')[0].split('\t')[-1], 'one two three\n')


class ColourTest(ClientCase):
    def test_always_never_auto(self):
        fake = self.filled()
        green = '\x1b[32m+ Officials'
        self.assertIn(green, self.run_client(fake, 'explain', '--color', 'always', '1', '2', env={'NO_COLOR': '1'})[0])
        self.assertNotIn('\x1b', self.run_client(fake, 'explain', '--color', 'auto', '1', '2')[0])
        self.assertIn(green, self.on_terminal(fake, '--color', 'auto', 'explain', '1', '2')[0])
        self.assertNotIn('\x1b', self.on_terminal(fake, 'explain', '--color=never', '1', '2')[0])
        self.assertIn('--color: sometimes', self.run_client(fake, '--color', 'sometimes', 'ping', exit=2)[1])


class PagerTest(ClientCase):
    def test_lists_go_through_it_on_a_terminal_only(self):
        fake = self.filled()
        paged = {'PAGER': 'sed s/^/P:/'}
        seen, exit = self.on_terminal(fake, 'members', '4', env=paged)
        self.assertEqual(exit, 0)
        self.assertTrue(all(row.startswith('P:') for row in seen.splitlines()), seen)
        self.assertEqual(len(seen.splitlines()), 3)
        self.assertNotIn('P:', self.run_client(fake, 'members', '4', env=paged)[0])
        self.assertNotIn('P:', self.on_terminal(fake, 'members', '--no-pager', '4', env=paged)[0])
        self.assertNotIn('P:', self.on_terminal(fake, 'ping', env=paged)[0])
        self.assertIn('Title 3', self.on_terminal(fake, 'members', '4', env={'PAGER': 'cat'})[0])

    def test_the_exit_status_is_ours(self):
        fake = self.filled()
        self.assertEqual(self.on_terminal(fake, 'members', '99', env={'PAGER': 'sed s/^/P:/'})[1], 1)
        self.assertEqual(self.on_terminal(fake, 'articles', env={'PAGER': 'head -n 1'}), ('1\ta0\t1\r\n', 0))
        seen, exit = self.on_terminal(fake, 'articles', env={'PAGER': '/no/such/pager'})
        self.assertEqual(exit, 0)
        self.assertIn('/no/such/pager', seen)

    def test_less_ends_by_itself_when_all_fits(self):
        fake = self.filled()
        environment = {'PAGER': 'test "$LESS" = FRX && cat'}
        self.assertIn('Title 3', self.on_terminal(fake, 'members', '4', env=environment)[0])
        self.assertEqual(self.on_terminal(fake, 'members', '4', env={**environment, 'LESS': 'X'})[0], '')


if __name__ == '__main__':
    unittest.main(verbosity=1)
