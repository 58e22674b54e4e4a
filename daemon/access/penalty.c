#include "daemon/access/penalty.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

enum { IPV6_HALF = 8, MAPPED_AT = 12 };

struct peer peer_of(const void *sockaddr)
{
    const struct sockaddr *any = sockaddr;
    struct peer peer = {{0}};
    if (any->sa_family == AF_INET) {
        const struct sockaddr_in *in = sockaddr;
        memset(peer.at + MAPPED_AT - 2, 0xff, 2);
        memcpy(peer.at + MAPPED_AT, &in->sin_addr, sizeof in->sin_addr);
    } else if (any->sa_family == AF_INET6) {
        const struct sockaddr_in6 *in6 = sockaddr;
        bool mapped = IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr);
        memcpy(peer.at, &in6->sin6_addr, mapped ? sizeof peer.at : IPV6_HALF);
        if (!mapped) /* ::1 is not a Unix socket */
            peer.at[MAPPED_AT] = 1;
    }
    return peer;
}

bool peer_equal(struct peer a, struct peer b)
{
    return memcmp(a.at, b.at, sizeof a.at) == 0;
}

void peer_print(struct peer peer, char out[PEER_TEXT_SIZE])
{
    static const struct peer zero = {{0}};
    struct in6_addr in6 = {0};
    memcpy(&in6, peer.at, sizeof in6);
    bool mapped = IN6_IS_ADDR_V4MAPPED(&in6);
    if (peer_equal(peer, zero)) {
        strcpy(out, "unix");
    } else if (mapped) {
        (void)inet_ntop(AF_INET, peer.at + MAPPED_AT, out, PEER_TEXT_SIZE);
    } else {
        in6.s6_addr[MAPPED_AT] = 0;
        bool loopback = IN6_IS_ADDR_UNSPECIFIED(&in6);
        (void)inet_ntop(AF_INET6, loopback ? &in6addr_loopback : &in6, out, PEER_TEXT_SIZE - sizeof "/64");
        (void)strcat(out, loopback ? "" : "/64");
    }
}

static size_t find(const struct penalties *penalties, struct peer peer)
{
    for (size_t i = 0; i < PENALTIES; i++)
        if (penalties->at[i].until_ms && peer_equal(penalties->at[i].peer, peer))
            return i;
    return PENALTIES;
}

int64_t penalty_wait(const struct penalties *penalties, struct peer peer, int64_t now_ms)
{
    size_t at = find(penalties, peer);
    int64_t left_ms = at == PENALTIES ? 0 : penalties->at[at].until_ms - now_ms;
    return left_ms > 0 ? left_ms : 0;
}

uint32_t penalty_note(struct penalties *penalties, struct peer peer, int64_t now_ms)
{
    size_t at = find(penalties, peer);
    if (at == PENALTIES) {
        at = 0;
        for (size_t i = 1; i < PENALTIES; i++)
            if (penalties->at[i].until_ms < penalties->at[at].until_ms)
                at = i;
        penalties->at[at] = (struct penalty){.peer = peer};
    }
    struct penalty *penalty = &penalties->at[at];
    if (now_ms - penalty->until_ms > PENALTY_FORGET_MS)
        penalty->wrong = 0;
    int64_t wait_ms = PENALTY_FIRST_MS;
    for (uint32_t i = 0; i < penalty->wrong && wait_ms < PENALTY_MOST_MS; i++)
        wait_ms *= 2;
    penalty->wrong++;
    penalty->until_ms = now_ms + wait_ms;
    return penalty->wrong;
}
