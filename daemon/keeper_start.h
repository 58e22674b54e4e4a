/*
 * Opens the store with the daemon's settings, and tells about it.
 */
#ifndef DAEMON_KEEPER_START_H
#define DAEMON_KEEPER_START_H

#include "config/config.h"

struct keeper;

/*
 * Opens or makes the store of config->store.path; the service manager is told how far it is. *keeper stays NULL on
 * failure, which is logged; then the exit code for it is returned.
 */
int keeper_start(const struct config *config, struct keeper **keeper);

/* Applies the settings that may change while it runs. Store thread, outside a batch. */
void keeper_follow(const struct config *config, struct keeper *keeper);

/* Writes a snapshot before an orderly stop, if there is something new. Store thread, outside a batch. */
void keeper_snapshot_at_stop(struct keeper *keeper);

/* Closes it: for when no store thread took it over. */
void keeper_stop(struct keeper *keeper);

/* shingled --check DIR: prints what is wrong, or that nothing is. Returns the exit code. */
int keeper_check_store(const char *path);

/*
 * Copies what can be read of a damaged store to a new one, proves that, and prints what is lost. The exit code is
 * EXIT_CODE_DAMAGED when something is.
 */
int keeper_salvage_store(const char *from, const char *to);

#endif
