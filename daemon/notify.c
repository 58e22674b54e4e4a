#include "daemon/notify.h"

#include "daemon/clock.h"

#include <inttypes.h>
#include <systemd/sd-daemon.h>

bool notify_ready(const char *status)
{
    return sd_notifyf(0, "READY=1\nSTATUS=%s", status) >= 0;
}

void notify_status(const char *status)
{
    (void)sd_notifyf(0, "STATUS=%s", status);
}

void notify_extend(const char *status, int64_t extend_us)
{
    (void)sd_notifyf(0, "EXTEND_TIMEOUT_USEC=%" PRId64 "\nSTATUS=%s", extend_us, status);
}

void notify_reloading(void)
{
    (void)sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%" PRId64, clock_us());
}

void notify_stopping(const char *status)
{
    (void)sd_notifyf(0, "STOPPING=1\nSTATUS=%s", status);
}

void notify_watchdog(void)
{
    (void)sd_notify(0, "WATCHDOG=1");
}

uint64_t notify_watchdog_us(void)
{
    uint64_t us = 0;
    return sd_watchdog_enabled(0, &us) > 0 ? us : 0;
}
