#include "shingle/extract/wall.h"

enum wall { WALL_CONSENT, WALL_PAY, WALL_SIGN_IN, WALLS };

enum { PHRASES_LEAST = 2, PHRASES_MANY = 3, FEW_WORDS = 60 /* words up to which the lesser number will do */ };

/* Each kind's phrases, NUL between, in the languages of most pages; lower case, but case counts beyond ASCII. */
static const char *const phrases[WALLS] = {
    [WALL_CONSENT] =
        /* en */
    "we use cookies\0uses cookies\0our partners\0accept all\0reject all\0manage preferences\0"
    "cookie settings\0cookie policy\0your consent\0your choices\0privacy settings\0vendors\0"
    "information on a device\0personalised ads\0personalized ads\0similar technologies\0"
    /* de */ "wir verwenden cookies\0wir nutzen cookies\0unsere partner\0alle akzeptieren\0alles akzeptieren\0"
    "alle ablehnen\0ihre einwilligung\0deine einwilligung\0ihre zustimmung\0cookie-einstellungen\0"
    "mit werbung und cookies\0mit werbung weiterlesen\0werbefrei\0auf einem gerät\0widerrufen\0"
    /* fr */ "utilisons des cookies\0nos partenaires\0tout accepter\0accepter et continuer\0continuer sans accepter\0"
    "vos choix\0votre consentement\0votre terminal\0traceurs\0retirer votre\0"
    /* es */ "utilizamos cookies\0usamos cookies\0nuestros socios\0aceptar todo\0aceptar y continuar\0rechazar todo\0"
    "su consentimiento\0tu consentimiento\0tus preferencias\0cookies propias\0"
    /* it */
    "utilizziamo i cookie\0utilizziamo cookie\0usiamo i cookie\0nostri partner\0i nostri fornitori\0accetta tutt\0"
    "rifiuta tutt\0tuo consenso\0le tue preferenze\0cookie tecnici\0"
    /* pt */ "nossos parceiros\0aceitar todos\0aceitar tudo\0seu consentimento\0suas prefer\0"
    /* nl */ "gebruiken cookies\0onze partners\0alles accepteren\0accepteer alle\0jouw toestemming\0uw toestemming\0"
    "je toestemming\0"
    /* pl */ "pliki cookie\0plików cookie\0nasi partnerzy\0naszych partnerów\0zaufani partnerzy\0akceptuj\0"
    "twoją zgodę\0twojej zgody\0zgody w dowolnym\0"
    /* ru */ "мы используем cookie\0мы используем файлы\0файлы cookie\0файлов cookie\0наши партнёры\0наши партнеры\0"
    "принять все\0ваше согласие\0вашего согласия\0Мы используем\0Файлы cookie\0Наши партнёры\0"
    "Наши партнеры\0Принять все\0Ваше согласие\0"
    /* tr */ "çerezleri kullan\0çerez politika\0tümünü kabul\0iş ortaklarımız\0rızanızı\0"
    /* sv, da, no */ "använder cookies\0våra partner\0godkänn alla\0acceptera alla\0bruger cookies\0vores partnere\0"
    "accepter alle\0bruker cookies\0våre partnere\0godta alle\0ditt samtycke\0dit samtykke\0"
    /* ja, zh, ko */ "クッキーを使用\0同意する\0すべて受け入れ\0パートナー\0使用cookie\0接受所有\0全部接受\0"
    "我们的合作伙伴\0쿠키를 사용\0모두 동의\0모두 허용\0",
    [WALL_PAY] =
        /* en */
    "subscribe to continue\0subscribe to read\0subscribe now\0already a subscriber\0continue reading\0"
    "keep reading\0subscribers only\0for subscribers\0subscriber-only\0subscription\0free articles\0"
    "unlimited access\0free trial\0cancel anytime\0cancel any time\0start your\0become a member\0per month\0"
    /* de */ "weiterlesen\0bereits abonnent\0sie sind bereits\0jetzt abonnieren\0"
    "nur für abonnenten\0abonnement\0kostenlos testen\0jederzeit kündbar\0probemonat\0monatlich kündbar\0"
    "alle artikel\0exklusiv für\0"
    /* fr */ "réservé aux abonnés\0réservé à nos abonnés\0déjà abonné\0abonnez-vous\0pour lire la suite\0"
    "il vous reste\0sans engagement\0s'abonner\0s’abonner\0accès illimité\0poursuivre votre lecture\0"
    /* es */ "para suscriptores\0suscríbete\0suscríbase\0ya eres suscriptor\0ya soy suscriptor\0seguir leyendo\0"
    "continuar leyendo\0acceso ilimitado\0sin permanencia\0al mes\0"
    /* it */ "riservato agli abbonati\0per gli abbonati\0abbonati ora\0abbonati per\0sei già abbonato\0"
    "per continuare a leggere\0continua a leggere\0accesso illimitato\0al mese\0disdici quando\0"
    /* pt */ "para assinantes\0assine já\0assine agora\0já é assinante\0continuar lendo\0continuar a ler\0"
    "acesso ilimitado\0por mês\0"
    /* nl */ "voor abonnees\0al abonnee\0neem een abonnement\0verder lezen\0lees verder\0onbeperkt\0per maand\0"
    /* pl */ "dla prenumeratorów\0dla subskrybentów\0masz już subskrypcję\0czytać dalej\0czytaj dalej\0wykup\0"
    "dostęp do\0"
    /* ru */ "для подписчиков\0по подписке\0оформите подписку\0оформить подписку\0уже подписаны\0"
    "продолжить чтение\0чтобы прочитать\0Оформите подписку\0Уже подписаны\0Продолжить чтение\0"
    /* tr */ "abonelere özel\0abone ol\0zaten abone\0okumaya devam\0"
    /* sv, da, no */ "för prenumeranter\0redan prenumerant\0bli prenumerant\0läs vidare\0kun for abonnenter\0"
    "for abonnenter\0allerede abonnent\0bliv abonnent\0bli abonnent\0læs videre\0les videre\0"
    /* ja, zh, ko */ "有料会員\0会員限定\0続きを読む\0続きをご覧\0订阅后\0立即订阅\0会员专享\0继续阅读\0구독자 전용\0"
    "구독하기\0계속 읽\0",
    [WALL_SIGN_IN] =
        /* en */
    "log in\0sign in\0sign up\0create an account\0create your account\0create a free account\0password\0"
    "email address\0e-mail address\0remember me\0register for free\0don't have an account\0"
    "don’t have an account\0have an account\0keep me logged\0"
    /* de */ "anmelden\0einloggen\0registrieren\0passwort\0e-mail-adresse\0benutzername\0noch kein konto\0"
    "angemeldet bleiben\0konto erstellen\0"
    /* fr */ "se connecter\0connectez-vous\0créer un compte\0créez un compte\0mot de passe\0adresse e-mail\0"
    "adresse email\0s'inscrire\0s’inscrire\0identifiez-vous\0se souvenir de moi\0"
    /* es */ "iniciar sesión\0inicia sesión\0inicie sesión\0regístrate\0regístrese\0contraseña\0correo electrónico\0"
    "crear una cuenta\0crea una cuenta\0"
    /* it */ "accedi\0registrati\0la password\0indirizzo email\0indirizzo e-mail\0crea un account\0ricordami\0"
    /* pt */
    "iniciar sessão\0faça login\0fazer login\0entre com\0senha\0palavra-passe\0criar uma conta\0crie uma conta\0"
    "cadastre-se\0"
    /* nl */ "inloggen\0aanmelden\0wachtwoord\0e-mailadres\0account aanmaken\0maak een account\0"
    /* pl */ "zaloguj\0zarejestruj\0hasła\0hasło\0adres e-mail\0załóż konto\0"
    /* ru */
    "войдите\0войти\0Войдите\0Войти\0Пароль\0Зарегистрируйтесь\0зарегистрируйтесь\0регистрация\0пароль\0электронной почты\0создать аккаунт\0"
    /* tr */ "giriş yap\0üye ol\0şifre\0e-posta adres\0hesap oluştur\0"
    /* sv, da, no */ "logga in\0lösenord\0skapa ett konto\0skapa konto\0e-postadress\0log ind\0adgangskode\0logg inn\0"
    "passord\0opret\0opprett\0"
    /* ja, zh, ko */ "ログイン\0パスワード\0新規登録\0メールアドレス\0登录\0密码\0注册\0로그인\0비밀번호\0회원가입\0",
};

enum { PHRASES_ROOM = 512, FILTER_BITS = 2048 };

/* All phrases, and a bit for each hash of a phrase's first three bytes: most places in a text end there. */
struct phrase_set {
    struct bytes at[PHRASES_ROOM];
    uint8_t wall[PHRASES_ROOM];
    bool seen[PHRASES_ROOM];
    size_t count;
    uint8_t filter[FILTER_BITS / 8];
};

/* What was found of one kind. */
struct found {
    size_t phrases; /* different ones */
    size_t words;   /* of lines that have one */
};

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

/* All phrases have three bytes. */
static unsigned hash_of(const uint8_t *at)
{
    return (lower(at[0]) * 37u ^ lower(at[1]) * 331u ^ lower(at[2]) * 3u) % FILTER_BITS;
}

static void gather(struct phrase_set *set)
{
    memset(set, 0, sizeof *set);
    for (unsigned wall = 0; wall < WALLS; wall++) {
        for (const char *phrase = phrases[wall]; *phrase && set->count < PHRASES_ROOM; phrase += strlen(phrase) + 1) {
            unsigned hash = hash_of((const uint8_t *)phrase);
            set->at[set->count] = bytes_of_string(phrase);
            set->wall[set->count++] = (uint8_t)wall;
            set->filter[hash / 8] |= (uint8_t)(1u << hash % 8);
        }
    }
}

static bool is_letter(uint8_t c)
{
    return c >= 0x80 || (uint8_t)(lower(c) - 'a') < 26;
}

/* Whether a word may begin there: scripts without spaces begin one at each letter. */
static bool may_begin(struct bytes text, size_t at)
{
    uint8_t c = text.at[at];
    return c >= 0xe3 || (is_letter(c) && (c & 0xc0) != 0x80 && (at == 0 || !is_letter(text.at[at - 1])));
}

/* Notes the phrases at the front of text; returns the kinds as bits. */
static unsigned match(struct phrase_set *set, struct bytes text, struct found *found)
{
    unsigned walls = 0, hash = hash_of(text.at);
    if (!(set->filter[hash / 8] >> hash % 8 & 1))
        return 0;
    for (size_t i = 0; i < set->count; i++) {
        if (!bytes_starts_with_nocase(text, set->at[i]))
            continue;
        walls |= 1u << set->wall[i];
        found[set->wall[i]].phrases += !set->seen[i];
        set->seen[i] = true;
    }
    return walls;
}

static void look(struct phrase_set *set, const struct line *line, struct found *found)
{
    unsigned walls = 0;
    for (size_t at = 0; at + 3 <= line->text.size; at++)
        walls |= may_begin(line->text, at) ? match(set, bytes_from(line->text, at), found) : 0;
    for (size_t wall = 0; wall < WALLS; wall++)
        found[wall].words += walls >> wall & 1 ? line->words : 0;
}

/* Whether so little is kept that all lines are looked at: nothing, or the lesser part of a page of a few words. */
static bool keeps_little(const struct line_list *list)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++)
        kept += list->at[i].kept ? list->at[i].words : 0;
    return kept == 0 || (list->word_count <= FEW_WORDS && kept * 2 < list->word_count);
}

const char *wall_reason(const struct line_list *list)
{
    static const char *const reasons[WALLS] = {"a consent notice", "a paywall", "a sign-in form"};
    size_t words = 0, size = 0;
    bool all = keeps_little(list);
    for (size_t i = 0; i < list->count; i++) {
        words += list->at[i].kept || all ? list->at[i].words : 0;
        size += list->at[i].kept || all ? list->at[i].text.size : 0;
    }
    if (!words || words > WALL_WORDS_MAX || size > WALL_BYTES_MAX)
        return NULL;
    struct phrase_set set;
    struct found found[WALLS] = {{0, 0}};
    gather(&set);
    for (size_t i = 0; i < list->count; i++)
        if (list->at[i].kept || all)
            look(&set, &list->at[i], found);
    const char *best = NULL;
    size_t most = words / 2, least = words <= FEW_WORDS ? PHRASES_LEAST : PHRASES_MANY;
    for (size_t wall = 0; wall < WALLS; wall++) {
        if (found[wall].phrases < least || found[wall].words <= most)
            continue;
        most = found[wall].words;
        best = reasons[wall];
    }
    return best;
}
