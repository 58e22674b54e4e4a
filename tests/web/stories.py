#!/usr/bin/python3
"""Made-up news for pictures and walks: stories that agencies wrote and papers printed, cut, retitled and added to.

  stories.py ADDRESS:PORT [COUNT]    submits COUNT (60) stories over HTTP

Every place, person and paper is invented. The same count gives the same stories; their times end now.
"""
import json
import random
import sys
import time
import urllib.request

PAPERS = ['harbourtimes.example', 'dailyledger.example', 'northcoastpost.example', 'worldview.example', 'valleycourier.example',
          'brieftoday.example', 'eveningstar.example', 'portobserver.example', 'cityrecord.example', 'ruralweek.example',
          'metrowire.example', 'islandgazette.example']
AGENCIES = ['Reuters', 'AP', 'AFP', 'dpa']
PLACES = ['Port Almeira', 'Lusk', 'Cartavia', 'Teverin', 'San Oreto', 'Vellamo', 'Kestrel Bay', 'Norhaven', 'Dunmarrow', 'Ostrava Heights']
BODIES = ['the harbour authority', 'the regional council', 'the national grid', 'the health ministry', 'the rail operator',
          'the central bank', 'the fisheries board', 'the weather service', 'the appeals court', 'the teachers\' union']
ACTS = [('reopens the {t} after {n} days', 'reopened the {t} on {d} after {n} days of repairs'),
        ('delays the {t} by {n} weeks', 'said on {d} that the {t} would be {n} weeks late'),
        ('raises the price of the {t} by {n} per cent', 'raised the price of the {t} by {n} per cent on {d}'),
        ('finds {n} faults in the {t}', 'found {n} faults in the {t} during an inspection that ended on {d}'),
        ('halts work on the {t}', 'halted all work on the {t} on {d} and sent {n} people home')]
THINGS = ['old ferry terminal', 'northern rail tunnel', 'winter heating plan', 'coastal wind park', 'river crossing', 'school meals programme',
          'grain silo', 'night bus network', 'flood barrier', 'hospital wing', 'tram line', 'drinking water plant']
OPEN = ['{p}, who has run the {t} since it opened,', 'An engineer who asked not to be named', 'Traders along the quay in {c}', 'A spokeswoman for {b}',
        'Two members of the inquiry', 'Neighbouring towns, Norhaven first among them,', 'The families of the night shift', 'Insurers with offices in {c}',
        'The oldest pilot still at work', 'Documents seen by this newspaper', 'The mayor, back from a short holiday,', 'Students of the technical college',
        'A retired judge, {p},', 'Nobody at the noon briefing']
CORE = ['had warned since spring of', 'spoke with unusual candour about', 'put a price of {m} million on', 'refused to take the blame for', 'asked for {n} more days to study',
        'compared with a leaking kettle', 'want a public vote on', 'had expected rather less of', 'counted {m} complaints concerning', 'praised, to some surprise,',
        'blamed a valve no larger than a fist for', 'wrote {n} pages of notes on', 'would rather hear nothing more of', 'found no one willing to sign for']
CLOSE = ['the state of the {t}.', 'what happened that {d} night.', 'the promises made before the election.', 'a plan that exists on paper only.', 'the bill, whoever pays it in the end.',
         'the missing minutes of {n} meetings.', 'the sand under the northern pier.', 'an order signed in a hurry.', 'repairs that began in the wrong place.', 'the silence of the ministry.',
         'the brass band hired for the opening.', 'the {m} households without heating.', 'a contract nobody can find.', 'everything that was said on {d}.']
LOCAL = ['Readers in {c} can send their photographs to the newsroom until Sunday evening.',
         'In our own county nothing changes for now, the council said when asked; its own {t} was inspected last autumn.',
         'The local branch of the engineers\' guild holds an open evening about the {t} next Thursday at seven.']
PEOPLE = ['Mara Ellind', 'Tobias Renn', 'Ines Corvalho', 'Piet Halloway', 'Saana Virtala', 'Lev Ostrow']
DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday']
OTHERS = [('ar', 'الميناء القديم يفتح أبوابه من جديد بعد إصلاحات استمرت ثلاثة أسابيع', 'قالت سلطة الميناء يوم الاثنين إن الميناء القديم في المدينة فتح أبوابه من جديد بعد إصلاحات استمرت ثلاثة أسابيع وشملت الرصيف الشمالي ومحطة العبارات. وأضافت أن أول عبارة غادرت عند الظهر وعلى متنها أكثر من مئتي راكب.\n\nوكان المسؤولون قد حذروا في الربيع من أن الرصيف لن يصمد موسما آخر دون تمويل جديد. وتبلغ كلفة الأعمال وفق وثائق اطلعت عليها الصحيفة نحو أربعين مليونا، وهو ما وصفه أحد المهندسين بأنه تقدير متواضع.'),
          ('ja', '旧フェリー港、三週間の修理を終えて再開', '港湾局は月曜日、三週間にわたる修理を終えて旧フェリー港を再開したと発表した。北側の岸壁と待合所が新しくなり、正午の便には二百人を超える乗客が乗り込んだ。\n\n担当者は春に、新たな資金がなければ岸壁は次の季節まで持たないと警告していた。工事費は約四千万に上るとみられ、報告書をまとめた技術者は控えめな見積もりだと話している。近隣の町からは毛布やポンプが届き、住民は久しぶりの汽笛に耳を傾けた。')]


def story(number):
    """An agency's article as {title, paragraphs, agency, place}."""
    rng = random.Random(f'story {number}')
    place, body, thing = rng.choice(PLACES), rng.choice(BODIES), rng.choice(THINGS)
    facts = {'t': thing, 'n': rng.randrange(3, 60), 'm': rng.randrange(90, 4000), 'c': place, 'b': body, 'd': rng.choice(DAYS), 'p': rng.choice(PEOPLE)}
    head, lead = rng.choice(ACTS)
    agency = rng.choice(AGENCIES)
    title = f'{place}: {body.replace("the ", "", 1).capitalize()} {head.format(**facts)}'
    opening = f'{body.capitalize()} of {place} {lead.format(**facts)}, the latest turn in a matter that has kept the town busy since last autumn.'
    paragraphs = [opening]
    for _ in range(5):
        said = []
        for _ in range(rng.randrange(3, 5)):
            words = {**facts, 'p': rng.choice(PEOPLE), 'n': rng.randrange(3, 60), 'm': rng.randrange(90, 4000), 'd': rng.choice(DAYS)}
            said.append(' '.join((rng.choice(OPEN), rng.choice(CORE), rng.choice(CLOSE))).format(**words))
        paragraphs.append(' '.join(said))
    return {'title': title, 'paragraphs': paragraphs, 'agency': agency, 'place': place, 'facts': facts, 'rng': rng}


def prints(number, end):
    """The submissions of a story, in the order of their times."""
    one = story(number)
    rng, paragraphs = one['rng'], one['paragraphs']
    at = end - rng.randrange(600, 60 * 3600)
    papers = rng.sample(PAPERS, min(len(PAPERS), 1 + int(rng.paretovariate(0.9))))
    for i, paper in enumerate(papers):
        own, title = list(paragraphs), one['title']
        if i and rng.random() < 0.35:
            own = own[:rng.randrange(3, len(own) + 1)]
        if i and rng.random() < 0.3:
            own.insert(rng.randrange(1, len(own)), rng.choice(LOCAL).format(**one['facts']))
        if i and rng.random() < 0.4:
            title = title.partition(': ')[2] + rng.choice([', again', ' as autumn nears', '', ' - what we know'])
        if i and rng.random() < 0.2:
            own[1] = own[1].replace('spoke', 'talked').replace('refused', 'declined').replace('since spring', 'for months').replace('counted', 'received')
        own[0] = f'{one["place"].upper()} ({one["agency"]}) - {own[0]}'
        stamp = at + (0 if i == 0 else int(rng.expovariate(1 / 7000)) + 120)
        yield {'id': f's{number}-{i}', 'url': f'https://{paper}/news/{number}', 'source': paper, 'title': title, 'lang': 'en',
               'published': time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(min(stamp, end))), 'text': '\n\n'.join(own), 'strip': 'no'}


def submissions(count, end):
    items = [item for number in range(count) for item in prints(number, end)]
    for i, (lang, title, text) in enumerate(OTHERS):
        for k, paper in enumerate(('alminaa.example', 'sahil.example') if lang == 'ar' else ('minato.example', 'kaigan.example')):
            items.append({'id': f'o{i}-{k}', 'url': f'https://{paper}/1', 'source': paper, 'title': title, 'lang': lang, 'text': text, 'strip': 'no',
                          'published': time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(end - 5000 + 900 * k))})
    items.sort(key=lambda item: item['published'])
    return items


def feed(address, count=60):
    body = ''.join(json.dumps(item) + '\n' for item in submissions(count, int(time.time()))).encode()
    request = urllib.request.Request(f'http://{address}/api/v1/articles', body, {'Content-Type': 'application/x-ndjson'})
    with urllib.request.urlopen(request, timeout=120) as answer:
        told = [json.loads(line) for line in answer]
    wrong = [line for line in told if 'code' in line]
    if wrong:
        sys.exit(f'{len(wrong)} were refused: {wrong[0]}')
    return told


if __name__ == '__main__':
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    print(len(feed(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 60)), 'articles submitted')
