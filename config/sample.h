/*
 * The two texts for people that are made from the table of settings: the sample file, every setting commented out at
 * its default, and the part of shingled.conf(5) between its marks. config_sample prints them; a test sees to it that
 * the files in the tree are up to date.
 */
#ifndef CONFIG_SAMPLE_H
#define CONFIG_SAMPLE_H

#include "shingle/base/status.h"
#include "shingle/base/writer.h"

/* The lines of the manual page between which sample_manual puts the settings. */
#define SAMPLE_BEGIN ".\\\" settings: written by config_sample --manual"
#define SAMPLE_END   ".\\\" end of settings"

/* Appends the sample file. */
void sample_file(struct writer *out);

/* Appends page with what stands between its marks made anew, in mdoc(7). STATUS_NOTFOUND when it has no marks. */
MUST_CHECK enum status sample_manual(struct bytes page, struct writer *out);

#endif
