/*
 * Numbers as people read them.
 *
 *     char text[NUMBER_TEXT_SIZE];
 *     number_grouped(1234567, text);          // "1,234,567"
 *     number_bytes(1 << 20, text);            // "1.0 MiB"
 *     number_time_us(1500, text);             // "1.5 ms"
 */
#ifndef CLIENT_NUMBER_TEXT_H
#define CLIENT_NUMBER_TEXT_H

#include "shingle/base/bytes.h"

enum { NUMBER_TEXT_SIZE = 32 };

/* Each writes out and returns it. */
const char *number_grouped(uint64_t number, char out[NUMBER_TEXT_SIZE]);
const char *number_bytes(uint64_t bytes, char out[NUMBER_TEXT_SIZE]);
const char *number_time_us(uint64_t time_us, char out[NUMBER_TEXT_SIZE]);

#endif
