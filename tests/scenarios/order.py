#!/usr/bin/python3
"""
The same articles in the same order get the same answers from the same store, however many connections and workers they
come through. (Another store has another secret, which samples other keys: where an article resembles several about as
much, it may name another of them.)
"""
import random
import shutil

import harness
import texts

STORIES, COPIES = 40, 6


def made():
    """Stories with copies of each: cut, with paragraphs of another one, and as they are, shuffled by a fixed seed."""
    choice = random.Random(7)
    articles = []
    for story in range(STORIES):
        paragraphs = texts.paragraphs(story)
        articles.append(paragraphs)
        for _ in range(COPIES - 1):
            first = choice.randrange(len(paragraphs) // 2)
            cut = paragraphs[first:first + choice.randrange(2, len(paragraphs) + 1)]
            articles.append(cut + texts.paragraphs(choice.randrange(STORIES))[:choice.randrange(3)])
    choice.shuffle(articles)
    return [dict(id=f'a{i}', url=f'https://site{i % 9}.example/{i}', text='\n\n'.join(paragraphs), strip='no')
            for i, paragraphs in enumerate(articles)]


class Order(harness.Scenario):
    def answers(self, articles, connections, store):
        served = self.daemon(start=False)
        shutil.copytree(store, served.store)
        served.start()
        clients = [served.client() for _ in range(connections)]
        given = [clients[i % connections].submit(**article) for i, article in enumerate(articles)]
        events = clients[0].call('CHANGES', 'AFTER', 0)
        for client in clients:
            client.close()
        served.stop()
        return given, len(events)

    def test_one_connection_and_eight_give_the_same_answers(self):
        articles = made()
        empty = self.daemon()
        empty.stop()
        one = self.answers(articles, 1, empty.store)
        eight = self.answers(articles, 8, empty.store)
        self.assertEqual(one, eight)
        verdicts = {answer['status'] for answer in one[0]}
        self.assertLessEqual({'new', 'copy', 'excerpt'}, verdicts)


if __name__ == '__main__':
    harness.main()
