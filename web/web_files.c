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

EMBED(api_js, "api.js");
EMBED(app_js, "app.js");
EMBED(compare_js, "compare.js");
EMBED(dom_js, "dom.js");
EMBED(find_js, "find.js");
EMBED(health_js, "health.js");
EMBED(icon_svg, "icon.svg");
EMBED(index_html, "index.html");
EMBED(runs_js, "runs.js");
EMBED(sources_js, "sources.js");
EMBED(stories_js, "stories.js");
EMBED(story_js, "story.js");
EMBED(style_css, "style.css");
EMBED(timeline_js, "timeline.js");
EMBED(token_js, "token.js");

#define HTML   "text/html; charset=utf-8"
#define SCRIPT "text/javascript; charset=utf-8"
#define STYLE  "text/css; charset=utf-8"
#define SVG    "image/svg+xml"

static const struct {
    const char *path, *type;
    const uint8_t *at, *end;
} rows[] = {
    {"/", HTML, web_index_html, web_index_html_end},
    {"/api.js", SCRIPT, web_api_js, web_api_js_end},
    {"/app.js", SCRIPT, web_app_js, web_app_js_end},
    {"/compare.js", SCRIPT, web_compare_js, web_compare_js_end},
    {"/dom.js", SCRIPT, web_dom_js, web_dom_js_end},
    {"/find.js", SCRIPT, web_find_js, web_find_js_end},
    {"/health.js", SCRIPT, web_health_js, web_health_js_end},
    {"/icon.svg", SVG, web_icon_svg, web_icon_svg_end},
    {"/runs.js", SCRIPT, web_runs_js, web_runs_js_end},
    {"/sources.js", SCRIPT, web_sources_js, web_sources_js_end},
    {"/stories.js", SCRIPT, web_stories_js, web_stories_js_end},
    {"/story.js", SCRIPT, web_story_js, web_story_js_end},
    {"/style.css", STYLE, web_style_css, web_style_css_end},
    {"/timeline.js", SCRIPT, web_timeline_js, web_timeline_js_end},
    {"/token.js", SCRIPT, web_token_js, web_token_js_end},
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
