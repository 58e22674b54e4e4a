/*
 * shinglectl evaluate: how thresholds would do on pairs of articles that a person labelled.
 */
#ifndef CLIENT_EVALUATE_H
#define CLIENT_EVALUATE_H

#include "client/client.h"

/*
 * Reads lines "ID<TAB>ID<TAB>copy|different", asks the daemon for each pair's measures, and prints precision, recall
 * and F1 at thresholds of containment (of the shorter article) and of resemblance, and of the clusters as they are.
 * Lines that are wrong or name unknown articles are told on standard error and left out. Returns the exit status.
 */
int evaluate_run(struct client *client, const struct options *options);

#endif
