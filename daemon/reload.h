/*
 * SIGHUP: the settings are read again, and those that can change under a running daemon do.
 */
#ifndef DAEMON_RELOAD_H
#define DAEMON_RELOAD_H

#include "daemon/options.h"

struct server;

/* Copies what threads read at any time out of config. Main thread. */
void reload_tunables(struct server *server, const struct config *config);

/*
 * Makes the table of the agencies that config names and hands it to the threads. It lives in config's memory, so config
 * must stay until the threads have ended. STATUS_NOMEM: the threads keep the table that they have. Main thread.
 */
MUST_CHECK enum status reload_agencies(struct server *server, struct config *config);

/*
 * Reads the settings again. Whatever is wrong with them is logged, and the ones in force stay; a change that needs a
 * restart is logged and left out. Main thread.
 */
void reload_settings(struct server *server, const struct options *options);

/* Frees the settings of all reloads. Main thread, after all others have ended. */
void reload_close(struct server *server);

#endif
