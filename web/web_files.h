/*
 * The files of the web page, inside the program: the daemon needs no folder of them, and they are of its own version.
 *
 *     struct web_file file;
 *     if (web_file_find(BYTES("/app.js"), &file))
 *         send(file.type, file.content);
 */
#ifndef WEB_WEB_FILES_H
#define WEB_WEB_FILES_H

#include "shingle/base/bytes.h"

struct web_file {
    const char *type; /* media type; static */
    struct bytes content;
};

/* False when there is none at that path. */
bool web_file_find(struct bytes path, struct web_file *out);

#endif
