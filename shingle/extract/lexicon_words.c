#include "shingle/extract/lexicon_words.h"

#include "shingle/extract/letter.h"

const char *const lexicon_words[LEXICON_TOPICS] = {
    [LEXICON_SHARE] =
        "share shares sharing tweet facebook twitter whatsapp linkedin pinterest reddit telegram instagram youtube "
        "tumblr flipboard xing pocket messenger threads bluesky mastodon email mail print copy link url clipboard "
        "teilen drucken kopieren verschicken merken weiterleiten partager imprimer envoyer partagez compartir imprimir "
        "enviar condividi stampa partilhar compartilhar delen afdrukken dela udostępnij yazdır paylaş поделиться "
        "поделитесь отправить вконтакте одноклассники sdílet dijeli podijeli jaa del tiktok rss snapchat vk viber line "
        "مشاركة شارك 分享 微博 微信 シェア ツイート 공유",
    [LEXICON_SUBSCRIBE] =
        "newsletter newsletters subscribe subscriber subscribers subscription subscriptions sign signing signup log login "
        "logged logout register registered registration account inbox unsubscribe membership member members premium "
        "password unlimited paywall trial free digital abo abos abonnieren abonnenten abonnement abonnements abonnez "
        "abonnés abonné anmelden anmeldung angemeldet registrieren einloggen kostenlos kostenlose konto plus suscríbete "
        "suscriptores suscripción registrarse regístrate iscriviti abbonati abbonamento abbonarsi accedi assine assinante "
        "assinantes inscreva inloggen aanmelden nieuwsbrief nyhetsbrev prenumerera logga abone üye kayıt подписаться "
        "подписка подпишитесь рассылка войти регистрация boletín boletines connectez connexion inscrire inscrivez "
        "inscription compte gratuit gratuitement gratis odebírat přihlásit zaloguj prenumerata subskrypcja اشترك 订阅 "
        "登录 注册 登録 ログイン 会員 구독 로그인",
    [LEXICON_RELATED] =
        "related recommended recommends more read reading also popular trending latest topics topic explore discover next "
        "previous stories story article articles see must don miss similar additional further top most "
        "mehr lesen lies auch thema themen weitere weiterlesen empfohlen empfehlungen beliebt meistgelesen "
        "meistgelesene interessant artikel ähnliche siehe hintergrund passend lesetipps nächster vorheriger aktuell "
        "aktuelle lire aussi plus voir également sujet sujets liés recommandés à suite tags tag dossier "
        "leer más también vea relacionado relacionados relacionadas temas noticias leggi anche altri approfondimenti "
        "correlati argomenti leia mais também veja notícias relacionadas lees ook meer gerelateerd läs mer också "
        "ilgili haberler haber oku devamı читайте также подробнее ещё теме новости материалы přečtěte čtěte také čtení "
        "czytaj także zobacz więcej polecane اقرأ أيضا المزيد 相关 阅读 推荐 更多 関連 記事 おすすめ 続き 관련 기사",
    [LEXICON_CREDIT] =
        "photo photos photograph photographer photography image images picture pictures pic caption credit credits "
        "courtesy getty reuters ap afp epa dpa shutterstock istock alamy imago unsplash pixabay pexels screenshot "
        "screengrab illustration handout file video videos gallery slideshow foto fotos bild bilder bildrechte quelle "
        "symbolbild archivbild archiv fotograf fotografie grafik crédit crédits photographie légende vidéo fuente imagen "
        "imágenes fotografía crédito fotografia immagine immagini fonte imagem arquivo reprodução divulgação ansa "
        "beeld bron fotoğraf фото фотография изображение источник zdroj zdjęcie fot صورة 图 图片 图为 摄 写真 画像 사진 "
        "afpphoto gettyimages wire bloomberg keystone apa",
    [LEXICON_LEGAL] =
        "copyright rights reserved terms conditions privacy policy cookie cookies consent gdpr disclaimer trademark "
        "trademarks imprint impressum datenschutz datenschutzerklärung agb nutzungsbedingungen urheberrecht rechte "
        "vorbehalten einwilligung zustimmung mentions légales droits réservés confidentialité aviso privacidad "
        "derechos reservados condiciones política diritti riservati privati informativa direitos termos "
        "gizlilik çerez hakları saklıdır права защищены конфиденциальности prawa zastrzeżone llc inc gmbh ltd "
        "permission reproduced republished redistributed rewritten broadcast 版权 版权所有 隐私 保留 無断 転載 저작권",
    [LEXICON_COMMENT] =
        "comment comments commented commenting reply replies discussion discuss conversation moderator moderated forum "
        "kommentar kommentare kommentieren antworten diskussion leserkommentare commentaire commentaires commenter "
        "répondre réagir réactions comentario comentarios comentar responder comentários commenti commenta rispondi "
        "reacties reageer reactie kommentarer kommentera yorum yorumlar комментарии комментарий ответить komentáře "
        "komentarze thoughts responses feedback 评论 コメント 댓글 تعليقات تعليق",
    [LEXICON_ADVERT] =
        "advertisement advertisements advertising advertise ad ads sponsored sponsor promoted promotion advertorial "
        "affiliate affiliates commission partner partners shop buy deal deals offer offers sale discount price anzeige "
        "anzeigen werbung angebot angebote gesponsert kaufen rabatt publicité sponsorisé offre offres publicidad "
        "patrocinado anuncio anuncios oferta pubblicità sponsorizzato publicidade advertentie reklam реклама reklama "
        "إعلان 广告 広告 광고",
    [LEXICON_BYLINE] =
        "by author authors written writer editor editors edited editing reporter reporters reporting correspondent "
        "staff contributor contributors contributed columnist journalist bureau desk von autor autorin autoren redaktion "
        "redakteur redakteurin reporterin korrespondent par auteur auteurs rédaction rédigé publié por redacción autora "
        "di redazione autore a da redação door redactie av text yazar muhabir автор редакция корреспондент autoři "
        "redakcja reviewed biography bio follows profile source sources 作者 编辑 记者 责任编辑 来源 記者 文 기자",
    [LEXICON_DATE] =
        "january february march april may june july august september october november december jan feb mar apr jun jul "
        "aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun "
        "today yesterday ago hours hour minutes minute min mins updated published posted last am pm est edt gmt utc "
        "januar februar märz mai juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonntag "
        "uhr aktualisiert veröffentlicht stand vor stunden minuten lesezeit erstellt gestern heute janvier février mars "
        "avril juin juillet août septembre octobre novembre décembre lundi mardi mercredi jeudi vendredi samedi dimanche "
        "publié mis jour il y heures temps lecture modifié enero febrero marzo abril mayo junio julio agosto septiembre "
        "octubre noviembre diciembre actualizado publicado hace horas minutos lectura gennaio febbraio aprile maggio "
        "giugno luglio settembre ottobre novembre dicembre aggiornato pubblicato lettura janeiro fevereiro março maio "
        "junho julho setembro outubro novembro dezembro atualizado ocak şubat mart nisan mayıs haziran temmuz ağustos "
        "eylül ekim kasım aralık güncelleme января февраля марта апреля мая июня июля августа сентября октября ноября "
        "декабря сегодня вчера назад обновлено ledna února března dubna května června července srpna září října "
        "listopadu prosince stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października grudnia "
        "time reading read leestijd gepubliceerd bijgewerkt publicerad uppdaterad 发布 时间 更新 公開 年 月 日 입력 수정",
    [LEXICON_PROMPT] =
        "click tap watch listen follow download join visit support donate contact contacts enter check browse continue "
        "scroll view show hide close play skip loading load try please here app submit send get yes no cancel save "
        "install enable disable accept agree javascript browser klicken klick hören folgen anhören herunterladen "
        "schauen weiter zurück bitte hier öffnen schließen anzeigen einblenden ausblenden abspielen zustimmen laden "
        "cliquez cliquer écouter suivez suivre regarder télécharger ici fermer afficher haga clic escuchar síganos "
        "sigue seguir descargar aquí clicca ascolta segui seguici guarda scarica clique ouça siga assista baixar "
        "luister volg tıklayın izle takip нажмите смотрите слушайте скачать klikněte kliknij posłuchaj 点击 下载 关注 "
        "クリック ダウンロード フォロー audio podcast",
    [LEXICON_MENU] =
        "home search menu navigation sections news politics world business sport sports opinion culture lifestyle health "
        "science technology tech travel weather entertainment video videos live about contact careers jobs help faq "
        "sitemap archive startseite suche politik wirtschaft kultur wissen wetter panorama gesellschaft ratgeber meinung "
        "kontakt hilfe über uns karriere accueil recherche politique économie monde culture société contactez inicio "
        "buscar política economía mundo deportes opinión cultura portada cronaca politica esteri economia sport cerca "
        "início esportes ana sayfa gündem ekonomi dünya spor главная поиск политика экономика мир общество спорт "
        "back top up to skip content breadcrumb breadcrumbs edition editions section category categories tags filed "
        "under posted kategorie kategorien rubrik"};

uint32_t lexicon_hash(struct bytes word)
{
    uint32_t hash = LEXICON_HASH_START;
    size_t at = 0;
    while (at < word.size)
        hash = lexicon_hash_step(hash, letter_lower(letter_next(word, &at)));
    return hash ? hash : 1;
}
