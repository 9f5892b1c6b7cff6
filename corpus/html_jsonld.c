/* JSON-LD: what a page tells search engines, as a schema.org NewsArticle and its kind. */
#include <jansson.h>

#include "corpus/entity.h"
#include "corpus/html_meta.h"

enum {
    SCRIPT_MAX = 4 << 20, /* bytes of JSON-LD read of one page: jansson's tree takes many times as much */
    DEPTH_MAX  = 16,
};

static bool is_article(struct str type)
{
    static const char *const others[] = {"BlogPosting", "LiveBlogPosting", "Report"};
    if (type.len >= 7 && str_eq(str_skip(type, type.len - 7), STR("Article"))) /* News-, Reportage- */
        return true;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (str_eq(type, str_c(others[i])))
            return true;
    return false;
}

static struct str text_of(const json_t *value)
{
    return json_is_string(value) ? str_of(json_string_value(value), json_string_length(value)) : STR("");
}

static bool node_is_article(const json_t *node)
{
    const json_t *type = json_object_get(node, "@type");
    if (!json_is_array(type))
        return is_article(text_of(type));
    for (size_t i = 0; i < json_array_size(type); i++)
        if (is_article(text_of(json_array_get(type, i))))
            return true;
    return false;
}

/* A string, an object with a name, or an array of them. */
static void offer(struct html_meta *m, int field, int rank, const json_t *value, const char *key)
{
    if (json_is_array(value)) {
        for (size_t i = 0; i < json_array_size(value) && i < 256; i++) {
            const json_t *item = json_array_get(value, i);
            item               = json_is_object(item) ? json_object_get(item, key) : item;
            html_meta_offer(m, field, rank, text_of(item));
        }
        return;
    }
    const json_t *inner = json_is_object(value) ? json_object_get(value, key) : value;
    if (json_is_array(inner) && json_is_object(value))
        offer(m, field, rank, inner, key);
    else
        html_meta_offer(m, field, rank, text_of(inner));
}

static void read_article(struct html_meta *m, const json_t *node, int rank)
{
    offer(m, FIELD_TITLE, rank, json_object_get(node, "headline"), "@value");
    offer(m, FIELD_DATE, rank, json_object_get(node, "datePublished"), "@value");
    offer(m, FIELD_AUTHOR, rank, json_object_get(node, "author"), "name");
    offer(m, FIELD_SOURCE, rank, json_object_get(node, "publisher"), "name");
    offer(m, FIELD_SECTION, rank, json_object_get(node, "articleSection"), "name");
    offer(m, FIELD_TOPIC, rank, json_object_get(node, "keywords"), "name");
    offer(m, FIELD_LANG, rank, json_object_get(node, "inLanguage"), "alternateName");
    offer(m, FIELD_URL, RANK_META, json_object_get(node, "mainEntityOfPage"), "@id");
    offer(m, FIELD_URL, RANK_META, json_object_get(node, "url"), "@id");
    struct str body = text_of(json_object_get(node, "articleBody"));
    if (body.len > m->story.len) {
        buf_clear(&m->story);
        buf_clear(&m->scratch);
        entity_decode(&m->scratch, body);
        if (m->scratch.failed)
            m->story.failed = m->scratch.failed;
        draft_body(&m->story, buf_view(&m->scratch));
    }
}

/* The article may stand in an array, in "@graph", or as the main entity of a page. */
static void walk(struct html_meta *m, const json_t *node, int depth)
{
    static const char *const inner[] = {"@graph", "mainEntity", "mainEntityOfPage"};
    if (depth > DEPTH_MAX)
        return;
    if (json_is_array(node)) {
        for (size_t i = 0; i < json_array_size(node); i++)
            walk(m, json_array_get(node, i), depth + 1);
    } else if (json_is_object(node)) {
        if (node_is_article(node))
            read_article(m, node, depth < 3 ? RANK_JSON_LD : RANK_JSON_LD_OTHER);
        for (size_t i = 0; i < sizeof inner / sizeof *inner; i++)
            walk(m, json_object_get(node, inner[i]), depth + 1);
    }
}

int html_meta_json(struct html_meta *m, struct str script, struct err *err)
{
    if (script.len > SCRIPT_MAX - m->json_bytes)
        return 0;
    m->json_bytes += script.len;
    const char *wrapped = memmem(script.data, script.len < 64 ? script.len : 64, "<![CDATA[", 9);
    if (wrapped)
        script = str_skip(script, (size_t)(wrapped - script.data) + 9);
    while (script.len && *script.data != '{' && *script.data != '[')
        script = str_skip(script, 1);
    struct buf clean = BUF_INIT; /* many write line breaks inside strings */
    buf_str(&clean, script);
    for (size_t i = 0; i < clean.len; i++)
        if ((unsigned char)clean.data[i] < ' ')
            clean.data[i] = ' ';
    int rc = buf_failed(&clean, err);
    if (!rc && clean.len) {
        json_error_t problem;
        size_t       how  = JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL;
        json_t      *root = json_loadb(clean.data, clean.len, how, &problem);
        if (root)
            walk(m, root, 0);
        json_decref(root);
    }
    buf_release(&clean);
    return rc;
}
