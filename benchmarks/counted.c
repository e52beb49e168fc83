/* Said by the measured program: count from here, and up to here under a name. Outside of valgrind both do nothing. */

#include <valgrind/callgrind.h>

/* Never stopped once started: callgrind 3.19 counts wrongly after a second start. */
static int started = 0;

void count(void)
{
    if (!started) {
        started = 1;
        CALLGRIND_START_INSTRUMENTATION;
    }
    CALLGRIND_ZERO_STATS;
}

void counted(const char *name)
{
    CALLGRIND_DUMP_STATS_AT(name);
}
