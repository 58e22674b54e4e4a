/*
 * What the daemon tells its service manager (sd_notify(3)): readiness, state in words, signs of life. Does nothing when
 * no manager asked for it.
 */
#ifndef DAEMON_NOTIFY_H
#define DAEMON_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

/* READY=1 with a status text. False when it could not be sent: send it again. */
bool notify_ready(const char *status);

/* STATUS= alone. */
void notify_status(const char *status);

/* STATUS= and "give me so much longer to start or stop", from now. */
void notify_extend(const char *status, int64_t extend_us);

/* RELOADING=1 with the monotonic time; notify_ready ends it. */
void notify_reloading(void);

/* STOPPING=1. */
void notify_stopping(const char *status);

/* WATCHDOG=1. */
void notify_watchdog(void);

/* Microseconds between signs of life that the manager expects, or 0. */
uint64_t notify_watchdog_us(void);

#endif
