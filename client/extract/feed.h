/*
 * The reader: files, compressed or not, as whole pages or line by line.
 *
 *     feed_files(&options, pipeline);
 */
#ifndef CLIENT_EXTRACT_FEED_H
#define CLIENT_EXTRACT_FEED_H

#include "client/extract/pipeline.h"

/*
 * Sends every file, or with options->jsonl every line of it that is not blank. What cannot be read is a piece with a
 * problem, and the next file follows. Stops early only when the pipeline takes no more.
 */
void feed_files(const struct extract_options *options, struct pipeline *pipeline);

#endif
