/*
 * Slows down those who guess tokens: after a wrong one an address waits, twice as long after each further one. A table
 * of fixed size; when it is full the address that failed longest ago makes room.
 *
 *     int64_t wait_ms = penalty_wait(&penalties, peer, now_ms);       // 0: it may try
 *     ...
 *     penalty_note(&penalties, peer, now_ms);                         // it was wrong
 */
#ifndef DAEMON_ACCESS_PENALTY_H
#define DAEMON_ACCESS_PENALTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where a client comes from: an IPv4 address, the first half of an IPv6 one, zeros for a Unix socket. */
struct peer {
    uint8_t at[16];
};

enum { PEER_TEXT_SIZE = 64 };

enum {
    PENALTIES = 1024,              /* addresses */
    PENALTY_FIRST_MS = 1000,       /* after the first wrong token */
    PENALTY_MOST_MS = 16 * 1000,   /* after the fifth and further ones */
    PENALTY_FORGET_MS = 600 * 1000 /* after the last one an address is as good as new */
};

struct penalties {
    struct penalty {
        struct peer peer;
        int64_t until_ms; /* 0 = this place is free */
        uint32_t wrong;
    } at[PENALTIES];
};

/* The peer behind a socket's address (of AF_INET, AF_INET6, else all count as this machine's Unix sockets). */
struct peer peer_of(const void *sockaddr);

bool peer_equal(struct peer a, struct peer b);

/* "192.0.2.1", "2001:db8:1:2::/64", "::1", "unix". */
void peer_print(struct peer peer, char out[PEER_TEXT_SIZE]);

/* How long it has to wait before its next try, in milliseconds. */
int64_t penalty_wait(const struct penalties *penalties, struct peer peer, int64_t now_ms);

/* It gave a wrong token. Returns how many that makes. */
uint32_t penalty_note(struct penalties *penalties, struct peer peer, int64_t now_ms);

#endif
