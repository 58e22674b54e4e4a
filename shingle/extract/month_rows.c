#include "shingle/extract/month_rows.h"

/* Names and common short forms, folded; by month, then those that need another word. */
const char *const month_names[MONTH_NAME_LISTS] = {
    "january jan jänner januar januari janvier janv enero ene gennaio gen janeiro ocak oca января январь янв січня "
    "stycznia styczeń sty ledna leden siječnja tammikuuta يناير جانفي ιανουαρίου január januára ianuarie januari "
    "जनवरी มกราคม ינואר בינואר",
    "february feb februar februari feber fevrier février févr fév febrero febbraio febb fevereiro fev şubat şub subat "
    "февраля февраль фев лютого lutego luty února únor veljače helmikuuta فبراير فيفري شباط φεβρουαρίου február "
    "februarie फरवरी กุมภาพันธ์ פברואר בפברואר",
    "march mar märz maerz mars marzo março mrz maart mrt mart марта март мар березня marca marzec března březen ožujka "
    "maaliskuuta مارس آذار μαρτίου március martie maret marts मार्च มีนาคม מרץ במרץ",
    "april apr avril avr abril abr aprile nisan nis апреля апрель апр квітня kwietnia kwiecień kwi dubna duben travnja "
    "huhtikuuta أبريل ابريل إبريل أفريل نيسان απριλίου április aprilie अप्रैल เมษายน אפריל באפריל",
    "may mai mayo maggio mag maio mayıs mayis мая май травня maja maj května květen svibnja toukokuuta مايو ماي أيار "
    "μαΐου május mei मई พฤษภาคม מאי במאי",
    "june jun juni juin junio giugno giu junho haziran haz июня июнь июн червня czerwca czerwiec cze června červen "
    "lipnja kesäkuuta يونيو جوان حزيران ιουνίου június iunie जून มิถุนายน יוני ביוני",
    "july jul juli juillet juil julio luglio lug julho temmuz tem июля июль июл липня lipca lipiec lip července "
    "červenec srpnja heinäkuuta يوليو يوليوز جويلية تموز ιουλίου július iulie जुलाई กรกฎาคม יולי ביולי",
    "august aug août aout agosto ago ağustos agustos ağu августа август авг серпня sierpnia sierpień sie srpna srpen "
    "kolovoza elokuuta أغسطس اغسطس غشت أوت آب αυγούστου augusztus augusti agustus augustus अगस्त สิงหาคม אוגוסט "
    "באוגוסט",
    "september sep sept septembre septiembre setiembre settembre set setembro eylül eylul eyl сентября сентябрь сен "
    "сент вересня września wrzesień wrz září rujna syyskuuta سبتمبر شتنبر أيلول σεπτεμβρίου szeptember septembrie "
    "सितंबर กันยายน ספטמבר בספטמבר",
    "october oct oktober okt octobre octubre ottobre ott outubro out ekim eki октября октябрь окт жовтня października "
    "październik paź října říjen lokakuuta أكتوبر اكتوبر οκτωβρίου október octombrie अक्टूबर ตุลาคม אוקטובר באוקטובר",
    "november nov novembre noviembre novembro kasım kasim kas ноября ноябрь ноя нояб листопада listopada listopad "
    "listopadu studenoga marraskuuta نوفمبر نونبر νοεμβρίου noiembrie नवंबर พฤศจิกายน נובמבר בנובמבר",
    "december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro aralık aralik ara декабря декабрь "
    "дек грудня grudnia grudzień gru prosince prosinec prosinca joulukuuta ديسمبر دجنبر δεκεμβρίου desember दिसंबर "
    "ธันวาคม דצמבר בדצמבר",
    "كانون",
    "تشرين",
    "tháng"};
