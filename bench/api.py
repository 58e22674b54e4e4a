#!/usr/bin/python3
"""How fast the HTTP API answers while articles come in, view by view of the web page.

  api.py ADDRESS:PORT [SECONDS]     asks for SECONDS (10) each, one request after another; prints p50, p99, max

Run bench/submit beside it for load:  bench/submit --short -c 1 -p 8 -n 100000
"""
import http.client
import random
import sys
import time

VIEWS = [('stories', '/api/v1/clusters?min_size=2&count=30'), ('largest', '/api/v1/clusters?sort=size&count=30'),
         ('headline', '/api/v1/clusters?min_size=2&title=council&count=30'),
         ('source', '/api/v1/clusters?min_size=2&source=site1.example&count=30'),
         ('story', '/api/v1/clusters/{id}?after=0&count=1000'), ('article', '/api/v1/articles/{id}'), ('text', '/api/v1/articles/{id}/text'),
         ('similar', '/api/v1/articles/{id}/similar'), ('compare', '/api/v1/explain?a={id}&b={other}'),
         ('sources', '/api/v1/sources?count=1000'), ('changes', '/api/v1/changes?after={id}&count=100'),
         ('metrics', '/metrics')]


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 10
    connection = http.client.HTTPConnection(sys.argv[1], timeout=60)

    def get(path):
        connection.request('GET', path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    metrics = get('/metrics')[1].decode()
    articles = int(next(line for line in metrics.splitlines() if line.startswith('shingled_articles ')).split()[1])
    rng = random.Random(1)
    print(f'{articles} articles\n{"view":10} {"asked":>6} {"p50 ms":>8} {"p99 ms":>8} {"max ms":>8} {"KB":>7}')
    for name, path in VIEWS:
        times, size = [], 0
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            began = time.monotonic()
            status, body = get(path.format(id=rng.randrange(1, articles + 1), other=rng.randrange(1, articles + 1)))
            times.append(1000 * (time.monotonic() - began))
            size += len(body)
            if status not in (200, 304):
                sys.exit(f'{name}: {status} {body[:200]}')
        times.sort()
        print(f'{name:10} {len(times):6} {times[len(times) // 2]:8.2f} {times[int(len(times) * .99)]:8.2f} {times[-1]:8.2f} '
              f'{size / len(times) / 1000:7.1f}', flush=True)


if __name__ == '__main__':
    main()
