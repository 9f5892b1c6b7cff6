#include "text/languages.h"

#include "text/stop_words.h"

struct language {
    const char *code;    /* ISO 639-1; of those that have none, 639-2 */
    const char *aliases; /* other codes, between blanks */
    const char *name;
    const char *stemmer;
    const char *const *stop_words;
    const char *probe;   /* inflected words whose stems tell one version of the stemmer from another */
};

static const char *const no_words[] = {NULL};

/* Every stemmer of libstemmer but "porter", an older one for English; and what else news is written in.
 * Append only: an index may store the numbers. */
static const struct language languages[] = {
    {"", "none und mul zxx mis", "None", NULL, no_words, ""},
    {"ar", "ara", "Arabic", "arabic", no_words,
     "الكتاب والمدارس كاتبون يكتبون المعلمات سيارتهم فالبيوت مكتبة اقتصادية الوزراء"},
    {"hy", "hye arm", "Armenian", "armenian", no_words,
     "քաղաքներից գրքերը աշխատանքային հայերեն կառավարության երեխաների գնացինք ուսուցիչներ"},
    {"eu", "eus baq", "Basque", "basque", stop_words_eu,
     "etxeetara liburuak mendietan gizonarekin hizkuntzaren ikasleentzat zaharragoa herritarrek"},
    {"ca", "cat", "Catalan", "catalan", stop_words_ca,
     "treballadores governs nacionalment ciutats cantaven eleccions possibilitat col·legis ràpidament"},
    {"da", "dan", "Danish", "danish", stop_words_da,
     "bøgerne regeringens arbejdsløshed kvinderne løbende venlige undersøgelser hurtigst"},
    {"nl", "nld dut", "Dutch", "dutch", stop_words_nl,
     "huizen regeringen mogelijkheden gelopen vriendelijkheid kinderen oplossing begrijpelijk werkte"},
    {"en", "eng", "English", "english", stop_words_en,
     "running connections happily generously relational nationalisation dying news skies abilities "
     "proceed herring operators"},
    {"fi", "fin", "Finnish", "finnish", stop_words_fi,
     "taloissamme hallituksen juoksijoille kirjastoista ystävällisempi opettajien kaupungeissa puhuttiin"},
    {"fr", "fra fre", "French", "french", stop_words_fr,
     "continuellement nationaux mangerions majestés généralisation chevaux activités finissaient yeux "
     "rapidement"},
    {"de", "deu ger gsw", "German", "german", stop_words_de,
     "häuser regierungen freundlichkeiten arbeiterinnen aufeinander straßen kategorischer bücherei läuft"},
    {"el", "ell gre", "Greek", "greek", stop_words_el,
     "ανθρώπων κυβερνήσεις εργαζόμενος σπίτια γρηγορότερα πολιτικής τρέχουμε βιβλία δασκάλους"},
    {"hi", "hin", "Hindi", "hindi", no_words,
     "लड़कियों किताबें सरकारी खाएगा राजनीतिक देशवासियों अच्छाई करवाना"},
    {"hu", "hun", "Hungarian", "hungarian", stop_words_hu,
     "házaimban kormányok könyveket dolgozóknak barátsággal gyerekekkel szebben városokból"},
    {"id", "ind in", "Indonesian", "indonesian", stop_words_id,
     "perjalanan membangun kekuatan dikerjakan pemerintahan bukunya berlarian menteri-menteri"},
    {"ga", "gle", "Irish", "irish", stop_words_ga,
     "bhfoireann leabharlanna rialtais gaeltachta oibrithe múinteoirí mbád tithe"},
    {"it", "ita", "Italian", "italian", stop_words_it,
     "governative lavoratori continuamente possibilità mangeremmo elezioni abbandonata amichevolmente città"},
    {"lt", "lit", "Lithuanian", "lithuanian", stop_words_lt,
     "namuose vyriausybės mokytojams skaitydavome gražiausias miestų knygomis bėgančio"},
    {"ne", "nep", "Nepali", "nepali", no_words,
     "केटाहरूले सरकारको किताबहरू विद्यालयमा जानेछन् मानिसलाई"},
    {"no", "nor nb nob nn nno", "Norwegian", "norwegian", stop_words_no,
     "bøkene regjeringens arbeidsløshet kvinnene løpende vennligere undersøkelser hurtigst"},
    {"pt", "por", "Portuguese", "portuguese", stop_words_pt,
     "governamentais trabalhadoras rapidamente possibilidades comeríamos eleições abandonada corações"},
    {"ro", "ron rum mo mol", "Romanian", "romanian", stop_words_ro,
     "guvernelor lucrătoare națională posibilitatea mâncaseră alegerilor copiilor frumoasele"},
    {"ru", "rus", "Russian", "russian", stop_words_ru,
     "правительственный работающими читала возможности домами красивейших государств побежавший учителей"},
    {"sr", "srp", "Serbian", "serbian", stop_words_sh,
     "вештачки vladinih радницима knjigama градовима могућност pisaćete lepšega"},
    {"es", "spa", "Spanish", "spanish", stop_words_es,
     "gubernamentales trabajadoras rápidamente posibilidades comeríamos elecciones abandonada corazones"},
    {"sv", "swe", "Swedish", "swedish", stop_words_sv,
     "böckerna regeringens arbetslöshet kvinnorna löpande vänligare undersökningar snabbast"},
    {"ta", "tam", "Tamil", "tamil", no_words,
     "புத்தகங்கள் அரசாங்கத்தின் பள்ளிகளுக்கு ஓடினார்கள் மரங்களை வீட்டில்"},
    {"tr", "tur", "Turkish", "turkish", stop_words_tr,
     "evlerimizden hükümetin çalışanlara kitapçılar öğretmenlerin güzelliği şehirlerde yapabileceğim"},
    {"yi", "yid ji", "Yiddish", "yiddish", no_words,
     "ביכער אַרבעטערס געשריבן פֿריינדלעכקייט לערערין שטעטלעך גרעסערע"},
    {"af", "afr", "Afrikaans", NULL, stop_words_af, ""},
    {"sq", "sqi alb", "Albanian", NULL, stop_words_sq, ""},
    {"am", "amh", "Amharic", NULL, no_words, ""},
    {"az", "aze", "Azerbaijani", NULL, stop_words_az, ""},
    {"be", "bel", "Belarusian", NULL, stop_words_be, ""},
    {"bn", "ben", "Bengali", NULL, no_words, ""},
    {"bs", "bos", "Bosnian", NULL, stop_words_sh, ""},
    {"bg", "bul", "Bulgarian", NULL, stop_words_bg, ""},
    {"my", "mya bur", "Burmese", NULL, no_words, ""},
    {"zh", "zho chi cmn yue", "Chinese", NULL, no_words, ""},
    {"hr", "hrv", "Croatian", NULL, stop_words_sh, ""},
    {"cs", "ces cze", "Czech", NULL, stop_words_cs, ""},
    {"et", "est", "Estonian", NULL, stop_words_et, ""},
    {"fo", "fao", "Faroese", NULL, no_words, ""},
    {"gl", "glg", "Galician", NULL, stop_words_gl, ""},
    {"ka", "kat geo", "Georgian", NULL, no_words, ""},
    {"gu", "guj", "Gujarati", NULL, no_words, ""},
    {"ha", "hau", "Hausa", NULL, no_words, ""},
    {"he", "heb iw", "Hebrew", NULL, no_words, ""},
    {"is", "isl ice", "Icelandic", NULL, stop_words_is, ""},
    {"ig", "ibo", "Igbo", NULL, no_words, ""},
    {"ja", "jpn", "Japanese", NULL, no_words, ""},
    {"kn", "kan", "Kannada", NULL, no_words, ""},
    {"kk", "kaz", "Kazakh", NULL, no_words, ""},
    {"km", "khm", "Khmer", NULL, no_words, ""},
    {"rw", "kin", "Kinyarwanda", NULL, no_words, ""},
    {"ko", "kor", "Korean", NULL, no_words, ""},
    {"ku", "kur ckb kmr", "Kurdish", NULL, no_words, ""},
    {"ky", "kir", "Kyrgyz", NULL, no_words, ""},
    {"lo", "lao", "Lao", NULL, no_words, ""},
    {"la", "lat", "Latin", NULL, no_words, ""},
    {"lv", "lav", "Latvian", NULL, stop_words_lv, ""},
    {"lb", "ltz", "Luxembourgish", NULL, no_words, ""},
    {"mk", "mkd mac", "Macedonian", NULL, stop_words_mk, ""},
    {"ms", "msa may", "Malay", NULL, no_words, ""},
    {"ml", "mal", "Malayalam", NULL, no_words, ""},
    {"mt", "mlt", "Maltese", NULL, no_words, ""},
    {"mr", "mar", "Marathi", NULL, no_words, ""},
    {"mn", "mon", "Mongolian", NULL, no_words, ""},
    {"ps", "pus", "Pashto", NULL, no_words, ""},
    {"fa", "fas per prs", "Persian", NULL, no_words, ""},
    {"pl", "pol", "Polish", NULL, stop_words_pl, ""},
    {"pa", "pan", "Punjabi", NULL, no_words, ""},
    {"si", "sin", "Sinhala", NULL, no_words, ""},
    {"sk", "slk slo", "Slovak", NULL, stop_words_sk, ""},
    {"sl", "slv", "Slovenian", NULL, stop_words_sl, ""},
    {"so", "som", "Somali", NULL, no_words, ""},
    {"st", "sot", "Sotho", NULL, no_words, ""},
    {"sw", "swa", "Swahili", NULL, no_words, ""},
    {"tl", "tgl fil", "Tagalog", NULL, no_words, ""},
    {"tg", "tgk", "Tajik", NULL, no_words, ""},
    {"te", "tel", "Telugu", NULL, no_words, ""},
    {"th", "tha", "Thai", NULL, no_words, ""},
    {"tn", "tsn", "Tswana", NULL, no_words, ""},
    {"tk", "tuk", "Turkmen", NULL, no_words, ""},
    {"uk", "ukr", "Ukrainian", NULL, stop_words_uk, ""},
    {"ur", "urd", "Urdu", NULL, no_words, ""},
    {"uz", "uzb", "Uzbek", NULL, no_words, ""},
    {"vi", "vie", "Vietnamese", NULL, no_words, ""},
    {"cy", "cym wel", "Welsh", NULL, stop_words_cy, ""},
    {"xh", "xho", "Xhosa", NULL, no_words, ""},
    {"yo", "yor", "Yoruba", NULL, no_words, ""},
    {"zu", "zul", "Zulu", NULL, no_words, ""},
};

enum { LANGUAGE_COUNT = sizeof languages / sizeof *languages };

static bool has_alias(const char *aliases, struct str name)
{
    struct str rest = str_c(aliases);
    while (rest.data)
        if (str_eq_nocase(str_split(&rest, ' '), name))
            return true;
    return false;
}

int language_find(struct str name)
{
    if (!name.len)
        return -1;
    size_t main_len = 0; /* of a tag, what stands before its first subtag */
    while (main_len < name.len && name.data[main_len] != '-' && name.data[main_len] != '_')
        main_len++;
    struct str tag = str_of(name.data, main_len);
    if (!tag.len)
        return -1;
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        if (str_eq_nocase(str_c(languages[i].code), tag) || has_alias(languages[i].aliases, tag) ||
            str_eq_nocase(str_c(languages[i].name), name))
            return i;
    return -1;
}

int language_count(void)
{
    return LANGUAGE_COUNT;
}

static const struct language *language_at(int lang)
{
    return &languages[lang > 0 && lang < LANGUAGE_COUNT ? lang : LANGUAGE_NONE];
}

const char *language_code(int lang)
{
    return language_at(lang)->code;
}

const char *language_name(int lang)
{
    return language_at(lang)->name;
}

const char *language_stemmer(int lang)
{
    return language_at(lang)->stemmer;
}

int language_kept_letters(int lang)
{
    /* The Latin-script stemmers that take something off the front of a word; and English, which for all its suffixes
     * leaves two letters as they are or no second one, but for "dying" and its like, where y becomes i. */
    static const struct {
        char code[3];
        int  letters;
    } kept[] = {{"id", 0}, {"ga", 0}, {"en", 2}};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (strcmp(language_code(lang), kept[i].code) == 0)
            return kept[i].letters;
    return 1;
}

const char *const *language_stop_words(int lang)
{
    return language_at(lang)->stop_words;
}

const char *language_probe(int lang)
{
    return language_at(lang)->probe;
}
