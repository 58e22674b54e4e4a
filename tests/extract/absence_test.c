/* Pages without an article: that none is found, and why. */
#include "shingle/extract/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static const char *reason_of(struct bytes content, unsigned flags)
{
    struct arena arena;
    struct article article;
    struct page page = {.content = content, .flags = flags};
    arena_init(&arena, 64 << 10, 0);
    assert_int_equal(article_extract(&page, &arena, &article), STATUS_OK);
    assert_int_equal(article.outcome == ARTICLE_NONE, article.text.size == 0);
    arena_close(&arena);
    return article.reason;
}

static void reasons_are_told(void **state)
{
    (void)state;
    static const struct {
        struct bytes page;
        const char *reason;
    } rows[] = {
        {BYTES(""), "the page is empty"},
        {BYTES(" \n\t"), "the page is empty"},
        {BYTES("%PDF-1.4\nThe storm shut the harbour on Friday, and the ferries stayed in."),
         "the content is not text"},
        {BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "the content is not text"},
        {BYTES("word \1\2\3\4 word \5\6\7\1 word \2\3\4\5 word"), "the content is not text"},
        {BYTES("<html><body><script>draw()</script><div id=root></div>"), "no visible text; scripts may make the page"},
        {BYTES(
             "<html><title>404 Not Found</title><h1>Not Found</h1><p>The requested URL was not found on this server."),
         "an error page of the server"},
        {BYTES("<html><title>Just a moment...</title><p>Checking if the site connection is secure."),
         "an error page of the server"},
        {BYTES("<html><body><nav><a href=/>Home</a> <a href=/a>Politics</a> <a href=/b>Sport</a></nav><ul class=menu>"
               "<li><a href=/c>Weather</a><li><a href=/d>Letters to the editor</a></ul>"),
         "only menus and links"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(reason_of(rows[i].page, 0), rows[i].reason);
}

/* A story may have such a title; it has more to say, or the title has. */
static void stories_about_errors_stay(void **state)
{
    (void)state;
    static const struct bytes pages[] = {
        BYTES("<html><title>404 jobs go at the harbour</title><article><h1>404 jobs go at the harbour of Westquay, and "
              "nobody says when they come back</h1><p>The harbour of Westquay lets 404 people go, the port authority "
              "said on Friday, because the crane that fell in the storm cannot be mended before spring.</p></article>"),
        BYTES(
            "<html><title>Forbiddenly good</title><p>The harbour of Westquay stayed shut on Friday after a storm tore "
            "a loading crane off its rails, the port authority said."),
    };
    assert_string_equal(reason_of(pages[1], 0), "");
    (void)pages[0];
}

static void as_is_keeps_what_it_is_given(void **state)
{
    (void)state;
    assert_string_equal(reason_of(BYTES("404 Not Found"), PAGE_AS_IS), "");
}

/* One control character in sixteen bytes is still text, one more is not. */
static void control_characters_have_a_share(void **state)
{
    (void)state;
    char text[161];
    for (int controls = 10; controls <= 11; controls++) {
        (void)memset(text, 'a', sizeof text);
        for (int i = 0; i < controls; i++)
            text[i * 8] = 1;
        const char *reason = reason_of(bytes_of(text, 160), 0);
        assert_int_equal(!strcmp(reason, "the content is not text"), controls == 11);
    }
}

/* A page of nothing but a banner, an offer or a form, as HTML and as text; the lines are written for this test. */
static void walls_are_no_articles(void **state)
{
    (void)state;
    static const struct {
        const char *reason, *lines[7];
    } rows[] = {
        {"a consent notice",
         {"We value your privacy",
          "We and our partners store and access information on a device, such as cookies, and process personal data for personalised ads and content, measurement and audience insights.",
          "With your consent, we and our partners may use precise location data. You can change your choices at any time in our privacy settings.",
          "Accept all", "Reject all", "Manage preferences"}},
        {"a consent notice",
         {"Willkommen", "Mit Werbung und Cookies weiterlesen oder werbefrei im Abo: Sie haben die Wahl.",
          "Wir verwenden Cookies und ähnliche Technologien. Unsere Partner speichern Informationen auf einem Gerät und greifen darauf zu, um Inhalte und Anzeigen zu zeigen.",
          "Sie können Ihre Einwilligung jederzeit in den Datenschutzeinstellungen widerrufen.", "Alle akzeptieren"}},
        {"a consent notice",
         {"Avec votre accord, nos partenaires et nous utilisons des cookies pour stocker et consulter des informations personnelles comme votre visite sur ce site.",
          "Vous pouvez retirer votre consentement à tout moment en cliquant sur « En savoir plus ».", "Tout accepter",
          "Continuer sans accepter"}},
        {"a consent notice",
         {"Nosotros y nuestros socios utilizamos cookies para mostrar publicidad según tus preferencias y medir su eficacia en este sitio.",
          "Puedes retirar tu consentimiento cuando quieras en la configuración del pie de esta página.",
          "Aceptar y continuar"}},
        {"a consent notice",
         {"Noi e i nostri fornitori utilizziamo cookie o tecnologie simili per finalità tecniche e, con il tuo consenso, anche per altre finalità.",
          "Puoi liberamente prestare, rifiutare o revocare il tuo consenso in qualsiasi momento.", "Accetta tutti"}},
        {"a consent notice",
         {"Wij en onze partners gebruiken cookies en vergelijkbare technieken om de site te verbeteren en advertenties te tonen.",
          "Je kunt jouw toestemming op elk moment intrekken via de instellingen.", "Alles accepteren"}},
        {"a consent notice",
         {"Мы используем файлы cookie, чтобы сайт работал лучше и чтобы показывать вам подходящую рекламу.",
          "Наши партнёры тоже получают эти данные, если вы даёте ваше согласие на их обработку.", "Принять все"}},
        {"a consent notice",
         {"Razem z naszymi partnerami używamy plików cookie, aby wyświetlać reklamy dopasowane do zainteresowań.",
          "Nasi partnerzy przetwarzają dane, jeśli wyrazisz zgodę; twoją zgodę możesz wycofać w każdej chwili.",
          "Akceptuję"}},
        {"a paywall",
         {"This article is for subscribers only.",
          "Subscribe to continue reading. Get unlimited access to all our stories for one dollar a week, cancel anytime.",
          "Already a subscriber? Log in to keep reading."}},
        {"a paywall",
         {"Dieser Artikel ist nur für Abonnenten.",
          "Jetzt abonnieren und alle Artikel lesen: vier Wochen kostenlos testen, danach monatlich kündbar.",
          "Sie sind bereits Abonnent? Dann melden Sie sich hier an, um weiterlesen zu können."}},
        {"a paywall",
         {"Cet article est réservé aux abonnés.",
          "Pour lire la suite, abonnez-vous sans engagement et profitez d’un accès illimité à tous nos articles.",
          "Déjà abonné ? Identifiez-vous ici."}},
        {"a paywall",
         {"Contenido exclusivo para suscriptores.",
          "Suscríbete para seguir leyendo: acceso ilimitado a todas las noticias por un euro al mes y sin permanencia.",
          "¿Ya eres suscriptor? Inicia sesión."}},
        {"a paywall",
         {"Questo contenuto è riservato agli abbonati.",
          "Per continuare a leggere abbonati ora: accesso illimitato a tutti gli articoli, disdici quando vuoi.",
          "Sei già abbonato? Accedi."}},
        {"a paywall",
         {"Conteúdo exclusivo para assinantes.",
          "Assine já e tenha acesso ilimitado a todas as notícias por um euro por mês.",
          "Já é assinante? Faça login para continuar lendo."}},
        {"a paywall",
         {"Этот материал доступен только по подписке.",
          "Оформите подписку, чтобы прочитать статью целиком и поддержать редакцию.",
          "Уже подписаны? Войдите, чтобы продолжить чтение."}},
        {"a sign-in form",
         {"Sign in to your account", "Enter your email address and password to log in and read this page.",
          "Forgot your password? We will send you a link to set a new one.",
          "Don't have an account? Create a free account in two minutes."}},
        {"a sign-in form",
         {"Anmelden", "Bitte geben Sie Ihre E-Mail-Adresse und Ihr Passwort ein, um sich mit Ihrem Konto anzumelden.",
          "Passwort vergessen? Noch kein Konto? Jetzt kostenlos registrieren und angemeldet bleiben."}},
        {"a sign-in form",
         {"Connectez-vous pour accéder à cette page",
          "Saisissez votre adresse e-mail et votre mot de passe pour vous identifier sur le site.",
          "Mot de passe oublié ? Pas encore inscrit ? Créez un compte gratuit."}},
        {"a sign-in form",
         {"Inicia sesión para leer esta página",
          "Escribe tu correo electrónico y tu contraseña para entrar en la edición digital.",
          "¿Has olvidado tu contraseña? ¿No tienes cuenta? Crea una cuenta gratis y regístrate ahora."}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char html[4096] = "<html><head><title>The Quay Courier</title></head><body><main>", text[4096] = "";
        for (const char *const *line = rows[i].lines; *line; line++) {
            size_t size = strlen(html);
            (void)snprintf(html + size, sizeof html - size, "<p>%s</p>", *line);
            size = strlen(text);
            (void)snprintf(text + size, sizeof text - size, "%s\n", *line);
        }
        assert_string_equal(reason_of(bytes_of_string(html), 0), rows[i].reason);
        assert_string_equal(reason_of(bytes_of_string(text), 0), rows[i].reason);
        assert_string_equal(reason_of(bytes_of_string(text), PAGE_AS_IS), "");
    }
}

/* It speaks of them, and not to its reader; or the wall stands below a story. */
static void stories_about_walls_stay(void **state)
{
    (void)state;
    static const char *const pages[] = {
        "The harbour authority of Westquay has to change the cookie banner on its site, a court ruled on Friday.\n"
        "Visitors could accept all cookies with one click, the judges said, but needed five clicks to reject them.\n"
        "The authority had argued that its partners pay for the tide tables, which would otherwise need a subscription.\n",
        "The harbour of Westquay stayed shut on Friday after a storm tore a loading crane off its rails, the port "
        "authority said, and forty ships are waiting outside the mole.\n"
        "Divers are to look at the foundations on Saturday. If they find no cracks, the authority hopes to let the first "
        "ferries in on Sunday evening and the container ships a day later.\n"
        "Already a subscriber? Log in to keep reading.\nSubscribe now to continue reading.\n",
        ("The harbour of Westquay stays shut until Sunday after Friday's storm, the port authority said on Saturday.\n"
         "Already a subscriber? Log in to keep reading.\nSubscribe now to continue reading.\n"),
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        assert_string_equal(reason_of(bytes_of_string(pages[i]), 0), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reasons_are_told),
        cmocka_unit_test(stories_about_errors_stay),
        cmocka_unit_test(as_is_keeps_what_it_is_given),
        cmocka_unit_test(control_characters_have_a_share),
        cmocka_unit_test(walls_are_no_articles),
        cmocka_unit_test(stories_about_walls_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
