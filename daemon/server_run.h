/*
 * The daemon from start to end: opens the store, starts the threads, serves until a signal, stops in good order.
 */
#ifndef DAEMON_SERVER_RUN_H
#define DAEMON_SERVER_RUN_H

#include "daemon/options.h"

/*
 * Runs with the settings in config until SIGTERM, SIGINT, SHUTDOWN, or an error that it cannot live with. Returns the
 * process's exit code. SIGHUP reads the settings again the way that options tells.
 */
int server_run(const struct options *options, struct config *config);

#endif
