#include "corpus/html_elements.h"

/* Elements that matter, in byte order. All others are inline and closed by nothing. */
const struct html_element html_elements[HTML_ELEMENTS] = {
    {"address", BLOCK, false},    {"article", BLOCK, false},   {"aside", DOUBT, false},
    {"audio", DROP, false},       {"blockquote", BLOCK, false}, {"br", BREAK, true},
    {"button", DROP, false},      {"canvas", DROP, false},      {"center", BLOCK, false},
    {"datalist", DROP, false},    {"dd", ITEM, true},           {"details", BLOCK, false},
    {"dialog", DROP, false},      {"div", BLOCK, false},        {"dl", BLOCK, false},
    {"dt", ITEM, true},           {"fieldset", DOUBT, false},    {"figcaption", DOUBT, false},
    {"figure", BLOCK, false},     {"footer", DOUBT, false},      {"form", DOUBT, false},
    {"h1", HEADING, false},       {"h2", HEADING, false},       {"h3", HEADING, false},
    {"h4", HEADING, false},       {"h5", HEADING, false},       {"h6", HEADING, false},
    {"head", DROP, false},        {"header", DOUBT, false},      {"hgroup", BLOCK, false},
    {"hr", BREAK, true},          {"iframe", DROP, false},      {"label", DROP, false},
    {"li", ITEM, true},           {"main", BLOCK, false},      {"map", DROP, false},
    {"math", DROP, false},        {"menu", DROP, false},        {"nav", DROP, false},
    {"noembed", DROP, false},     {"noframes", DROP, false},    {"noscript", DOUBT, false},
    {"object", DROP, false},      {"ol", BLOCK, false},         {"option", DROP, true},
    {"p", PARAGRAPH, true},       {"pre", BLOCK, false},        {"rp", DROP, false},
    {"rt", DROP, false},          {"script", DROP, false},      {"section", BLOCK, false},
    {"select", DROP, false},      {"span", INLINE, false},      {"style", DROP, false},
    {"summary", BLOCK, false},    {"svg", DROP, false},         {"table", BLOCK, false},
    {"tbody", BLOCK, true},       {"td", BLOCK, true},          {"template", DROP, false},
    {"textarea", DROP, false},    {"tfoot", BLOCK, true},       {"th", BLOCK, true},
    {"thead", BLOCK, true},       {"tr", BLOCK, true},          {"ul", BLOCK, false},
    {"video", DROP, false},
};

int html_find_element(struct str name)
{
    int low = 0, high = HTML_ELEMENTS;
    if (name.len >= sizeof html_elements->name)
        return -1;
    char lower[sizeof html_elements->name];
    for (size_t i = 0; i < name.len; i++)
        lower[i] = name.data[i] >= 'A' && name.data[i] <= 'Z' ? (char)(name.data[i] | 0x20) : name.data[i];
    while (low < high) {
        int mid = (low + high) / 2, c = str_cmp(str_of(lower, name.len), str_c(html_elements[mid].name));
        if (c == 0)
            return mid;
        if (c < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return -1;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool has_word(struct str words, struct str word)
{
    while (words.data)
        if (str_eq_nocase(str_split(&words, ' '), word))
            return true;
    return false;
}

/* Words in the class or id of what stands around a story. */
static bool is_doubtful(struct str names)
{
    static const char *const words[] = {
        "ad",          "ads",        "advert", "advertisement", "author",          "breadcrumb",
        "breadcrumbs", "byline",     "caption", "comment",      "comments",        "consent",
        "cookie",      "copyright",  "credit", "disclaimer",    "footer",          "login",
        "modal",       "newsletter", "outbrain", "overlay",     "paywall",         "popup",
        "promo",       "related",    "recommended", "share",    "recommendations", "sharing",
        "sidebar",     "social",     "subscribe", "tags",       "subscription",    "taboola",
        "teaser",      "teasers",
    };
    for (size_t at = 0; at < names.len;) {
        size_t n = 0;
        while (at + n < names.len && is_letter(names.data[at + n]) &&
               (n == 0 || names.data[at + n] >= 'a' || names.data[at + n - 1] < 'a'))
            n++; /* "relatedBox" is two words */
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (str_eq_nocase(str_of(names.data + at, n), str_c(words[i])))
                return true;
        at += n ? n : 1;
    }
    return false;
}

struct html_traits html_traits_of(const struct html_token *tag)
{
    struct html_traits traits = {0, 0};
    struct str    rest = tag->attributes, key, value;
    if (str_eq_nocase(tag->name, STR("main")))
        traits.mark = 1;
    if (str_eq_nocase(tag->name, STR("article")))
        traits.mark = 2;
    while (html_attribute(&rest, &key, &value)) {
        bool none  = str_eq_nocase(key, STR("style")) && (memmem(value.data, value.len, "display:none", 12) ||
                                                          memmem(value.data, value.len, "display: none", 13));
        bool hides = none || (str_eq_nocase(key, STR("hidden")) && !str_eq_nocase(value, STR("false"))) ||
                     (str_eq_nocase(key, STR("aria-hidden")) && str_eq_nocase(value, STR("true")));
        bool role  = str_eq_nocase(key, STR("role")) &&
                    (has_word(value, STR("navigation")) || has_word(value, STR("complementary")) ||
                     has_word(value, STR("contentinfo")) || has_word(value, STR("banner")));
        bool names = str_eq_nocase(key, STR("class")) || str_eq_nocase(key, STR("id"));
        if (hides || role)
            traits.doubt = 2;
        else if (!traits.doubt && names && is_doubtful(value))
            traits.doubt = 1;
        if (str_eq_nocase(key, STR("itemprop")) && has_word(value, STR("articleBody")))
            traits.mark = 3;
    }
    return traits;
}
