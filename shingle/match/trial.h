/*
 * Trial: one article, the subject, against others, and what each pair's overlap is worth. Pure: knows no index.
 *
 *     struct trial trial;
 *     status = trial_open(&trial, width, subject, source, room, arena);
 *     status = trial_add(&trial, id, cluster, source, profile);     // for each other
 *     for (size_t i = 0; i < trial.count; i++)
 *         trial_judge(&trial, &rules, i);
 *
 * Shared text is not yet a copy. Press offices, agencies and sites print the same paragraphs under every announcement,
 * and only the town and the sum differ. What speaks for a copy, in this order:
 *
 *  1. Containment: half of the shorter article's shingles stand in the other.
 *  2. Informative containment: the same, each shingle weighted by 1 / (1 + strangers), where strangers are the other
 *     articles of either one's source, among those on trial, that have the shingle too. A passage that is everybody's
 *     weighs next to nothing; in a family of true copies all shingles lose alike, and the share stays what it is. The
 *     same text again is no further stranger.
 *     (Inverse document frequency, Spärck Jones 1972, as the weight of Broder's containment.)
 *  3. Figures: of the shorter one's numbers, half are in the other, or few are missing.
 *     And not one form filled in twice: where figure after figure stands in the place of another, within otherwise
 *     common text, the texts are two days' weather or two towns' results.
 *  4. Certainty: what all of this and more (openings, names, topics, lengths, how much is known of the source's
 *     templates; see pair_features.h) say together to a forest that was learnt from labelled pairs. Within one source,
 *     where templates are, more is asked for: "Monroe" that became "New Bern" throughout is another story on the same
 *     form.
 */
#ifndef SHINGLE_MATCH_TRIAL_H
#define SHINGLE_MATCH_TRIAL_H

#include "shingle/base/forest.h"
#include "shingle/base/status.h"
#include "shingle/match/comparison.h"
#include "shingle/match/pair_features.h"

#include <stdbool.h>

struct trial_rules {
    const struct forest *forest; /* of pair features, gives the certainty */
    double containment;          /* of the shorter one's shingles, to be judged at all */
    double certainty;            /* to join, between sources */
    double certainty_kin;        /* and within one */
    double figures_min;          /* share of the shorter one's figures that the other has */
    uint32_t figures_few;        /* so many missing ones are always forgiven */
    uint32_t form_slots;         /* so many figures in each other's places, ... */
    double form_density;         /* ... that many for each 100 common shingles ... */
    double form_missing;         /* ... and that share of either's figures missing in the other make a form */
    uint32_t strangers_kin;      /* a shingle that more strangers have tells nothing */
    uint32_t strangers_any;      /* a shingle in more other clusters, of whatever source, tells nothing */
};

/* Why an article on trial does not join, the first reason that holds. */
enum refusal {
    REFUSAL_NONE,    /* it joins */
    REFUSAL_OVERLAP, /* too little shared text */
    REFUSAL_FIGURES, /* other figures: one form filled in twice */
    REFUSAL_DOUBT,   /* certainty too low */
    REFUSAL_DIGEST   /* joining would glue stories through a text that holds several */
};

struct evidence {
    uint32_t id;
    uint32_t cluster;
    uint32_t source; /* 0 = unknown */
    bool digest; /* holds several stories; set it after trial_add(). Printing a story, it makes it nobody's template */
    struct profile theirs;
    struct comparison comparison;
    uint64_t family; /* those on trial of the same source, a bit each; of equal texts only the first */
    uint64_t twins;  /* those with the same text, itself too */
    /* By trial_judge(). Informative weights as shares, 0 to 1. */
    double resemblance;
    double containment; /* of the subject in theirs */
    double contained;   /* of theirs in the subject */
    bool overlaps;      /* enough shared text, informative or not */
    bool joins;         /* whether refusal is REFUSAL_NONE */
    enum refusal refusal;
    float certainty;               /* that it is a copy, 0 to 1; 0 when it does not overlap */
    float features[PAIR_FEATURES]; /* when it overlaps */
};

struct trial {
    struct comparer comparer;
    struct arena *arena;
    uint32_t source;
    uint64_t family; /* those of the subject's source */
    struct evidence *evidence;
    size_t count;
    size_t room;
};

/* room: others, at most COMPARER_OTHERS_MAX. Everything lives in arena. NOMEM. */
MUST_CHECK enum status trial_open(struct trial *trial, uint32_t width, struct profile subject, uint32_t source,
                                  size_t room, struct arena *arena);

/* Adds and compares one other. theirs must stay valid until the last judgement. */
void trial_add(struct trial *trial, uint32_t id, uint32_t cluster, uint32_t source, struct profile theirs);

/* Judges number i against the subject; all others must have been added. */
void trial_judge(struct trial *trial, const struct trial_rules *rules, size_t i);

/* Does number i share enough with the subject to be judged at all? */
bool trial_overlaps(const struct trial *trial, const struct trial_rules *rules, size_t i);

/* Takes a join back. */
void trial_refuse(struct evidence *one, enum refusal why);

/*
 * Do numbers i and j share the same part of the subject? The share of the smaller one's part that the other has too,
 * 0 to 1; 0 when one shares nothing with the subject.
 */
double trial_same_part(const struct trial *trial, size_t i, size_t j);

#endif
