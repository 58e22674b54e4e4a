/*
 * Each file is put into the program by the assembler (.incbin), between two symbols. CMake names the folder, and builds
 * this again when one of them changes.
 */
#include "web/web_files.h"

#define EMBED(symbol, name)                                                                                            \
    __asm__(".section .rodata\n"                                                                                       \
            ".global web_" #symbol "\nweb_" #symbol ":\n.incbin \"" WEB_FOLDER "/" name "\"\n"                         \
            ".global web_" #symbol "_end\nweb_" #symbol "_end:\n.byte 0\n.previous\n");                                \
    extern const uint8_t web_##symbol[];                                                                               \
    extern const uint8_t web_##symbol##_end[]

EMBED(index_html, "index.html");
EMBED(app_js, "app.js");
EMBED(style_css, "style.css");
EMBED(icon_svg, "icon.svg");

#define HTML   "text/html; charset=utf-8"
#define SCRIPT "text/javascript; charset=utf-8"
#define STYLE  "text/css; charset=utf-8"
#define SVG    "image/svg+xml"

static const struct {
    const char *path, *type;
    const uint8_t *at, *end;
} rows[] = {
    {"/", HTML, web_index_html, web_index_html_end},
    {"/app.js", SCRIPT, web_app_js, web_app_js_end},
    {"/style.css", STYLE, web_style_css, web_style_css_end},
    {"/icon.svg", SVG, web_icon_svg, web_icon_svg_end},
};

bool web_file_find(struct bytes path, struct web_file *out)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!bytes_equal(path, bytes_of_string(rows[i].path)))
            continue;
        *out = (struct web_file){rows[i].type, bytes_of(rows[i].at, (size_t)(rows[i].end - rows[i].at))};
        return true;
    }
    return false;
}
