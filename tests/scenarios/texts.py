"""Made-up articles: the same seed gives the same text, and two seeds share no five words in a row to speak of."""
import random

OPENINGS = ('According to', 'In a letter to', 'Speaking after', 'Earlier this week', 'On behalf of',
            'At a hearing about', 'With the help of', 'In spite of', 'As a result of', 'Long before')
ACTS = ('announced', 'refused', 'repaired', 'welcomed', 'measured', 'closed', 'sold', 'renamed', 'defended', 'counted',
        'painted', 'postponed', 'inspected', 'insured', 'borrowed', 'rebuilt', 'flooded', 'surveyed', 'rented',
        'opened')
LINKS = ('because', 'although', 'before', 'after', 'while', 'unless', 'so that', 'as soon as', 'even though', 'until')
PARTS = ('ba', 'ce', 'di', 'fo', 'gu', 'ha', 'je', 'ki', 'lo', 'mu', 'na', 'pe', 'ri', 'so', 'tu', 'va', 'we', 'xi',
         'yo', 'zu')


def noun(rng):
    return ''.join(rng.choice(PARTS) for _ in range(3)) + rng.choice('lmnrst')


def sentence(rng):
    number = f'{rng.randrange(11, 99000)}'
    words = [rng.choice(OPENINGS), 'the', noun(rng), noun(rng), rng.choice(ACTS), number, noun(rng) + 's', 'in',
             noun(rng).title(), rng.choice(LINKS), 'the', noun(rng), rng.choice(ACTS), 'its', noun(rng), noun(rng)]
    return ' '.join(words) + '.'


def paragraphs(seed, count=8):
    """count paragraphs of about 55 words each."""
    rng = random.Random(f'article {seed}')
    return [' '.join(sentence(rng) for _ in range(3)) for _ in range(count)]


def article(seed, count=8):
    return '\n\n'.join(paragraphs(seed, count))


def title(seed):
    rng = random.Random(f'title {seed}')
    return f'{noun(rng).title()} {rng.choice(ACTS)} {noun(rng)} {noun(rng)}'


def fields(seed, site='example.org', count=8):
    """The fields of a submission; strip is off, so that the text is kept as it is."""
    return {'id': f'made-{seed}', 'url': f'https://{site}/{seed}', 'source': site, 'title': title(seed),
            'text': article(seed, count), 'strip': 'no'}
