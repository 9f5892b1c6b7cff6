#include "corpus/date_names.h"

#include <utf8proc.h>

/* Names as date_fold leaves them, separated by blanks, nominative and genitive where they differ. What is a
 * plain beginning of a name here (abbreviations, most nominatives) needs no entry of its own.
 * en de fr es it pt nl sv no da fi ru uk pl cs tr ro hu ca el lt id sr ar. */
static const char *const months[12] = {
    "january januar janner janvier enero gennaio janeiro januari tammikuuta tammikuun tammikuussa января "
    "январь січня січень stycznia styczen ledna leden ocak ianuarie januarban gener ιανουαριου ιανουαριος "
    "γεναρη sausio sausis يناير",
    "february februar fevrier febrero febbraio fevereiro februari helmikuuta helmikuun helmikuussa "
    "февраля февраль лютого лютий lutego luty unora unor subat februarie februarban febrer φεβρουαριου "
    "φεβρουαριος φλεβαρη vasario vasaris pebruari فبراير",
    "march mar marz maerz mrz mars marzo marco maart mrt marts maaliskuuta maaliskuun maaliskuussa марта "
    "март березня березень marca marzec brezna brezen mart martie marcius marciusban marc μαρτιου μαρτιος "
    "μαρτη kovo kovas maret مارس",
    "april avril abril aprile huhtikuuta huhtikuun huhtikuussa апреля апрель квітня квітень kwietnia "
    "kwiecien dubna duben nisan aprilie aprilis aprilisban απριλιου απριλιος απριλη balandzio balandis "
    "أبريل ابريل",
    "may mai mayo maggio maio mei maj toukokuuta toukokuun toukokuussa мая май травня травень maja kvetna "
    "kveten mayis majus majusban maig μαιου μαιος μαη geguzes geguze مايو",
    "june juni juin junio giugno junho kesakuuta kesakuun kesakuussa июня июнь червня червень czerwca "
    "czerwiec cervna cerven cvn haziran iunie junius juniusban juny ιουνιου ιουνιος ιουνη birzelio "
    "birzelis يونيو",
    "july juli juillet julio luglio julho heinakuuta heinakuun heinakuussa июля июль липня липень lipca "
    "lipiec cervence cervenec cvc temmuz iulie julius juliusban juliol ιουλιου ιουλιος ιουλη liepos liepa "
    "يوليو",
    "august aout agosto augustus augusti elokuuta elokuun elokuussa августа август серпня серпень "
    "sierpnia sierpien srpna srpen agustos augusztus augusztusban agost αυγουστου αυγουστος rugpjucio "
    "rugpjutis avgust avgusta agustus أغسطس اغسطس",
    "september septembre septiembre setiembre settembre setembro syyskuuta syyskuun syyskuussa сентября "
    "сентябрь вересня вересень wrzesnia wrzesien zari zarij eylul septembrie szeptember szeptemberben "
    "setembre σεπτεμβριου σεπτεμβριος σεπτεμβρη rugsejo rugsejis septembar سبتمبر",
    "october oktober octobre octubre ottobre outubro lokakuuta lokakuun lokakuussa октября октябрь жовтня "
    "жовтень pazdziernika pazdziernik rijna rijen ekim octombrie oktoberben οκτωβριου οκτωβριος οκτωβρη "
    "spalio spalis oktobar أكتوبر اكتوبر",
    "november novembre noviembre novembro marraskuuta marraskuun marraskuussa ноября ноябрь листопада "
    "листопад listopada listopad kasim noiembrie novemberben νοεμβριου νοεμβριος νοεμβρη lapkricio "
    "lapkritis novembar نوفمبر",
    "december dezember decembre diciembre dicembre dezembro desember joulukuuta joulukuun joulukuussa "
    "декабря декабрь грудня грудень grudnia grudzien prosince prosinec aralik decembrie decemberben "
    "desembre δεκεμβριου δεκεμβριος δεκεμβρη gruodzio gruodis decembar ديسمبر",
};
#define ABBREVIATION_MIN 3 /* letters */

static const struct {
    const char    *name;
    enum date_half half;
} halves[] = {
    {"am", DATE_AM},   {"pm", DATE_PM},     {"오전", DATE_AM}, {"오후", DATE_PM},
    {"上午", DATE_AM}, {"下午", DATE_PM},   {"午前", DATE_AM}, {"午後", DATE_PM},
    {"πμ", DATE_AM},   {"μμ", DATE_PM},
};

#define ZONE(name, hours) {name, (int)((hours) * 60), false}
#define OPEN_ZONE(name, hours) {name, (hours) * 60, true}
static const struct {
    const char *name;
    int         minutes;
    bool        open; /* an hour more in summer */
} zones[] = {
    ZONE("z", 0),        ZONE("ut", 0),        ZONE("utc", 0),      ZONE("gmt", 0),
    ZONE("wet", 0),      ZONE("west", 1),      ZONE("bst", 1),      ZONE("cet", 1),
    ZONE("mez", 1),      ZONE("cest", 2),      ZONE("mesz", 2),     ZONE("eet", 2),
    ZONE("eest", 3),     ZONE("msk", 3),       ZONE("trt", 3),      ZONE("nst", -3.5),
    ZONE("ndt", -2.5),   ZONE("ast", -4),      ZONE("adt", -3),     ZONE("est", -5),
    ZONE("edt", -4),     ZONE("cst", -6),      ZONE("cdt", -5),     ZONE("mst", -7),
    ZONE("mdt", -6),     ZONE("pst", -8),      ZONE("pdt", -7),     ZONE("akst", -9),
    ZONE("akdt", -8),    ZONE("hst", -10),     ZONE("brt", -3),     ZONE("art", -3),
    ZONE("ist", 5.5),    ZONE("pkt", 5),       ZONE("sgt", 8),      ZONE("hkt", 8),
    ZONE("jst", 9),      ZONE("kst", 9),       ZONE("aest", 10),    ZONE("aedt", 11),
    ZONE("nzst", 12),    ZONE("nzdt", 13),     ZONE("sast", 2),     ZONE("wib", 7),
    OPEN_ZONE("et", -5), OPEN_ZONE("ct", -6),  OPEN_ZONE("mt", -7), OPEN_ZONE("pt", -8),
};

void date_fold(struct buf *out, uint32_t cp)
{
    utf8proc_int32_t parts[8], c = utf8proc_tolower((utf8proc_int32_t)cp);
    bool             plain = c < 0x80 || c >= 0x0400; /* Cyrillic keeps its marks: they make letters */
    if (c == 0x131)                                   /* Turkish dotless i */
        c = 'i';
    if (c >= 0x0300 && c < 0x0370) /* a combining mark of its own */
        return;
    if (!plain || (c >= 0x1E00 && c < 0x2000)) {
        int boundary = 0;
        if (utf8proc_decompose_char(c, parts, 8, UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD, &boundary) > 0)
            c = parts[0];
    }
    if (c == 0x3C2) /* final sigma */
        c = 0x3C3;
    buf_utf8(out, (uint32_t)c);
}

static size_t letters(struct str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += ((unsigned char)s.data[i] & 0xC0) != 0x80;
    return n;
}

int date_month(struct str word)
{
    if (letters(word) < ABBREVIATION_MIN)
        return 0;
    int  found = 0;
    bool open  = false; /* the beginning of names of two months */
    for (int m = 1; m <= 12; m++) {
        for (struct str rest = str_c(months[m - 1]); rest.data;) {
            struct str name = str_split(&rest, ' ');
            if (str_eq(name, word))
                return m;
            if (str_starts(name, word)) {
                open |= found && found != m;
                found = m;
            }
        }
    }
    return open ? 0 : found;
}

enum date_half date_half_day(struct str word)
{
    for (size_t i = 0; i < sizeof halves / sizeof *halves; i++)
        if (str_eq(word, str_c(halves[i].name)))
            return halves[i].half;
    return DATE_NO_HALF;
}

bool date_zone(struct str word, int month, int *minutes)
{
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        if (!str_eq(word, str_c(zones[i].name)))
            continue;
        *minutes = zones[i].minutes + (zones[i].open && month >= 4 && month <= 10 ? 60 : 0);
        return true;
    }
    return false;
}
