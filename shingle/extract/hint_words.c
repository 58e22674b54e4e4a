#include "shingle/extract/hint_words.h"

const char *const hint_words[HINT_COUNT] = {
    [HINT_BODY] = "article body content contents story entry post text paragraph paragraphs richtext copy prose "
                  "storytext bodytext articlebody articletext articlecontent maincontent postcontent entrycontent "
                  "newstext artikel beitrag texte contenu cuerpo corpo testo articolo articulo nota noticia wysiwyg "
                  "longform p absatz fliesstext haber yazi",
    [HINT_ARTICLE] = "articlebody storybody",
    [HINT_MAIN] = "main maincontent primary",
    [HINT_HEADER] = "header masthead head kopf topbar intro",
    [HINT_FOOTER] = "footer foot bottom copyright colophon legal disclaimer fuss contentinfo imprint",
    [HINT_NAV] = "nav navigation navbar menu breadcrumb breadcrumbs crumb crumbs pagination pager paging submenu "
                 "topnav subnav skip toc sitemap tabs toolbar dropdown hamburger",
    [HINT_ASIDE] =
        "aside sidebar rail widget widgets module complementary secondary sidebox box infobox teaser rightcol "
        "leftcol marginalia factbox inset sticky",
    [HINT_SHARE] = "share shares sharing social socials sharebar sharetools addtoany addthis tools toolbox follow "
                   "facebook twitter whatsapp print email sharedaddy actions buttons button btn",
    [HINT_RELATED] =
        "related recommended recommendation recommendations recommend recirc recirculation more teaser "
        "teasers promo promos promoted outbrain taboola trending popular mostread latest readmore also "
        "suggested suggestions similar next previous prev links linklist headlines upnext morefrom further "
        "teaserlist zergnet revcontent relatednews readnext jp crosslink seealso top",
    [HINT_COMMENT] = "comment comments commentlist disqus reply replies respond discussion discuss conversation "
                     "livefyre viafoura coral kommentar kommentare commentaires comentarios reactions forum feedback "
                     "rating ratings review reviews",
    [HINT_ADVERT] = "ad ads adv advert advertisement advertising advertorial adslot adbox adsense banner sponsor "
                    "sponsored sponsors dfp gpt anzeige werbung publicidad affiliate commerce product shop offer "
                    "adunit leaderboard mpu billboard",
    [HINT_SUBSCRIBE] = "newsletter newsletters subscribe subscription subscriber signup sign signin login register "
                       "registration paywall premium piano regwall abo mailchimp optin cta donate donation support "
                       "membership offers account user join",
    [HINT_FIGURE] =
        "figure fig figcaption image images img photo photos picture pictures caption captions media gallery "
        "galleries slideshow carousel video videos player embed bild bildunterschrift foto thumbnail thumb "
        "lightbox slider swiper audio podcast imagecaption legend hero credit credits illustration",
    [HINT_META] = "meta metadata byline bylines author authors date dates time timestamp published updated info info "
                  "credit credits source dateline details pubdate postmeta autor auteur datum writer contributor "
                  "contributors reporter minutes reading attribution readtime",
    [HINT_TITLE] = "headline title heading headlines titles titre titel titulo hed h1 subtitle subheadline",
    [HINT_LEAD] =
        "summary lead lede intro introduction deck dek standfirst description excerpt abstract subhead "
        "subheadline subtitle sub teaser chapo chapeau entradilla sommario occhiello lead vorspann spitzmarke "
        "bullets highlights keypoints sapo ingress",
    [HINT_TAGS] =
        "tag tags taglist topic topics category categories keyword keywords label labels eyebrow kicker rubric "
        "rubrik overline ressort section badge pill chip flag",
    [HINT_CONSENT] = "cookie cookies consent gdpr privacy modal popup overlay onetrust cmp dialog alert notice toast "
                     "notification notifications usercentrics snackbar tooltip",
    [HINT_HIDDEN] = "hidden hide invisible visuallyhidden screenreader offscreen assistive accessibility print noprint "
                    "noscript",
    [HINT_LIST] = "list grid items item feed card cards listing archive river stream loop collection tile tiles ul rss "
                  "result results",
    [HINT_FORM] = "form search searchbox input field poll quiz survey",
    [HINT_TABLE] = "table",
    [HINT_QUOTE] = "quote blockquote pullquote tweet zitat citation instagram",
    [HINT_AUTHORBOX] = "bio biography about profile authorbox authorbio vcard aboutauthor",
    [HINT_UNSEEN] = ""};
