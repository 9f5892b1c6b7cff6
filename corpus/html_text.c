#include "corpus/html_text.h"

#include <stdlib.h>

#include "corpus/draft.h"
#include "corpus/entity.h"
#include "corpus/html_elements.h"

enum {
    DEPTH_MAX  = 512,    /* elements deeper than this count as their parent */
    BLOCK_MAX  = 100000, /* further text joins the last block */
    REGION_MAX = 50000,
    NEARLY_ALL = 90,     /* per cent */
    LABEL_MAX  = 40,     /* bytes of a text outside of paragraphs, headings and lists too short to count */
    TRUST_MIN  = 3,      /* one part in so many of the prose must be left when doubtful regions are not */
    PROSE_MIN  = 80,     /* bytes of a text outside of <p> that make it a paragraph */
};

/* ---- what is collected ------------------------------------------------------------------------- */

struct block {
    size_t    start, len; /* in text */
    size_t    linked;     /* bytes of it inside links */
    int       region;
    enum html_role role;
};

/* An element that may hold the story, or is doubted to. */
struct region {
    int    parent; /* comes before it; -1 of the page */
    int    mark;   /* 1 main, 2 article, 3 marked as the article's body, 0 any other */
    int    doubt;  /* 0 none, 1 by class or id, 2 otherwise; at the end its parents' too */
    size_t prose;  /* bytes of paragraphs directly in it */
    size_t inside; /* at the end: of all paragraphs inside that are not doubted */
};

struct open_element {
    int  element;
    bool dropped; /* it and all inside */
    int  region;  /* text inside belongs to */
};

struct html_text {
    struct buf          text, blocks, regions; /* of bytes, struct block, struct region */
    struct buf          scratch, heading;
    struct open_element open[DEPTH_MAX];
    int                 depth;
    int                 opened[HTML_ELEMENTS]; /* how many of each stand open */
    struct block        block;            /* being filled */
    bool                gap, linked, in_heading;
};

int html_text_new(struct html_text **out, struct err *err)
{
    *out = calloc(1, sizeof **out);
    return *out ? 0 : err_oom(err);
}

void html_text_free(struct html_text *t)
{
    if (!t)
        return;
    buf_release(&t->text);
    buf_release(&t->blocks);
    buf_release(&t->regions);
    buf_release(&t->scratch);
    buf_release(&t->heading);
    free(t);
}

void html_text_begin(struct html_text *t)
{
    buf_clear(&t->text);
    buf_clear(&t->blocks);
    buf_clear(&t->regions);
    buf_clear(&t->heading);
    memset(t->opened, 0, sizeof t->opened);
    t->depth = 0;
    t->block = (struct block){.role = BLOCK};
    t->gap = t->linked = t->in_heading = false;
    const struct region page           = {.parent = -1};
    buf_append(&t->regions, &page, sizeof page);
}

static struct region *region_at(struct html_text *t, int i)
{
    return (struct region *)(void *)t->regions.data + i;
}

static bool is_dropped(const struct html_text *t)
{
    return t->depth && t->open[t->depth - 1].dropped;
}

static int current_region(const struct html_text *t)
{
    return t->depth ? t->open[t->depth - 1].region : 0;
}

/* ---- blocks ------------------------------------------------------------------------------------ */

static bool mostly_links(const struct block *b)
{
    return b->linked * 2 > b->len;
}

static bool is_prose(const struct block *b)
{
    return !mostly_links(b) && (b->role == PARAGRAPH || (b->role == BLOCK && b->len >= PROSE_MIN));
}

static void end_block(struct html_text *t)
{
    struct block *b = &t->block;
    b->len          = t->text.len - b->start;
    if (b->len) {
        if (t->in_heading && !t->heading.len)
            buf_append(&t->heading, t->text.data + b->start, b->len);
        if (t->blocks.len / sizeof *b < BLOCK_MAX) {
            buf_append(&t->blocks, b, sizeof *b);
        } else {
            struct block *last = (struct block *)(void *)t->blocks.data + BLOCK_MAX - 1;
            last->len += b->len;
            last->linked += b->linked;
            buf_putc(&t->text, '\n');
        }
        if (is_prose(b))
            region_at(t, b->region)->prose += b->len;
    }
    t->gap = false;
    *b     = (struct block){.start = t->text.len, .region = current_region(t), .role = BLOCK};
}

/* Bytes of the blank or no-break space at s.data[i]; 0 when there is none. */
static size_t blank_at(struct str s, size_t i)
{
    unsigned char c = (unsigned char)s.data[i];
    if (c <= ' ' || c == 0x7F)
        return 1;
    return c == 0xC2 && i + 1 < s.len && s.data[i + 1] == '\xA0' ? 2 : 0;
}

/* Text of an element: white space runs together, a no-break space is a blank. */
static void add_text(struct html_text *t, struct str raw)
{
    buf_clear(&t->scratch);
    entity_decode(&t->scratch, raw);
    struct str s      = buf_view(&t->scratch);
    size_t     before = t->text.len;
    for (size_t i = 0; i < s.len;) {
        size_t blank = blank_at(s, i);
        if (blank) {
            t->gap = true;
            i += blank;
            continue;
        }
        if (t->gap && t->text.len > t->block.start)
            buf_putc(&t->text, ' ');
        t->gap       = false;
        size_t start = i;
        while (i < s.len && !blank_at(s, i))
            i++;
        buf_append(&t->text, s.data + start, i - start);
    }
    if (t->linked)
        t->block.linked += t->text.len - before;
    if (t->scratch.failed)
        t->text.failed = t->scratch.failed;
}

/* ---- tags -------------------------------------------------------------------------------------- */

static void close_to(struct html_text *t, int depth)
{
    while (t->depth > depth)
        t->opened[t->open[--t->depth].element]--;
}

static void open_tag(struct html_text *t, const struct html_token *tag)
{
    int           e      = html_find_element(tag->name);
    enum html_role role   = e < 0 ? INLINE : html_elements[e].role;
    struct html_traits traits = e < 0 ? (struct html_traits){0, 0} : html_traits_of(tag);
    if (role == INLINE && !traits.doubt) {
        t->linked |= str_eq_nocase(tag->name, STR("a"));
        if (e >= 0 && t->depth < DEPTH_MAX && !tag->empty) /* so that its end tag closes no other */
            goto push;
        return;
    }
    end_block(t);
    if (role == BREAK || (tag->empty && role != DROP))
        return;
    if (t->depth && t->open[t->depth - 1].element == e && html_elements[e].open_end)
        close_to(t, t->depth - 1);
    if (role == BLOCK || role == PARAGRAPH || role == HEADING || role == DOUBT)
        if (t->depth && html_elements[t->open[t->depth - 1].element].role == PARAGRAPH)
            close_to(t, t->depth - 1);
    if (t->depth == DEPTH_MAX)
        return;
push:;
    struct open_element *o = &t->open[t->depth];
    *o = (struct open_element){e, is_dropped(t) || role == DROP, current_region(t)};
    if (role == DOUBT)
        traits.doubt = 2;
    int  count  = (int)(t->regions.len / sizeof(struct region));
    bool region = role == BLOCK || traits.doubt || traits.mark;
    if (region && !o->dropped && count < REGION_MAX) {
        struct region new = {o->region, traits.mark, traits.doubt, 0, 0};
        buf_append(&t->regions, &new, sizeof new);
        o->region = t->regions.failed ? o->region : count;
    }
    t->opened[e]++;
    t->depth++;
    if (role != INLINE) {
        t->block.region = current_region(t);
        t->block.role   = role;
        t->in_heading   = role == HEADING && html_elements[e].name[1] == '1';
    }
}

static void close_tag(struct html_text *t, const struct html_token *tag)
{
    int e = html_find_element(tag->name);
    if (str_eq_nocase(tag->name, STR("a")))
        t->linked = false;
    if (e < 0)
        return;
    if (html_elements[e].role != INLINE)
        end_block(t);
    if (!t->opened[e])
        return;
    int depth = t->depth;
    while (t->open[depth - 1].element != e)
        depth--;
    close_to(t, depth - 1);
    t->in_heading &= html_elements[e].role != HEADING;
    t->block.region = t->text.len > t->block.start ? t->block.region : current_region(t);
}

void html_text_take(struct html_text *t, const struct html_token *token)
{
    if (token->kind == HTML_OPEN)
        open_tag(t, token);
    else if (token->kind == HTML_CLOSE)
        close_tag(t, token);
    else if (token->kind == HTML_TEXT && !token->raw && !is_dropped(t))
        add_text(t, token->text);
}

/* ---- the story --------------------------------------------------------------------------------- */

struct str html_text_heading(const struct html_text *t)
{
    return buf_view(&t->heading);
}

/* Sum the prose inside each region without those doubted more than `doubt`; parents come before children. */
static size_t sum_regions(struct html_text *t, int count, int doubt)
{
    for (int i = 0; i < count; i++)
        region_at(t, i)->inside = region_at(t, i)->doubt > doubt ? 0 : region_at(t, i)->prose;
    for (int i = count - 1; i > 0; i--)
        region_at(t, region_at(t, i)->parent)->inside += region_at(t, i)->inside;
    return region_at(t, 0)->inside;
}

/* Settle the doubts: a region that holds most of the page's prose is the story whatever it is called; of the
 * others nothing counts, nor of what is inside them. Where that leaves little, the page is one whose doubtful
 * names mean nothing. Returns up to which doubt a region is trusted. */
static int weigh_regions(struct html_text *t, int count)
{
    size_t all = sum_regions(t, count, 2);
    for (int i = 1; i < count; i++) {
        struct region *r = region_at(t, i), *parent = region_at(t, r->parent);
        if (r->inside * 2 > all)
            r->doubt = 0;
        r->doubt = r->doubt > parent->doubt ? r->doubt : parent->doubt;
    }
    size_t named = sum_regions(t, count, 1);
    if (sum_regions(t, count, 0) * TRUST_MIN >= named && named * TRUST_MIN >= all)
        return 0;
    int trusted = named * TRUST_MIN >= all ? 1 : 2;
    sum_regions(t, count, trusted);
    return trusted;
}

/* Where the story stands: the surest marked region with most of the page's prose, and in it the innermost
 * element that holds nearly all. */
static int choose_region(struct html_text *t, int count)
{
    int    best = 0;
    size_t all  = region_at(t, 0)->inside;
    for (int i = 1; i < count; i++) {
        const struct region *r = region_at(t, i), *b = region_at(t, best);
        bool surer = r->mark > b->mark || (r->mark && r->mark == b->mark && r->inside > b->inside);
        if (surer && r->inside * 2 > all)
            best = i;
    }
    for (int i = best + 1; i < count; i++) { /* a child comes after its parent */
        const struct region *r = region_at(t, i), *b = region_at(t, best);
        if (r->parent == best && r->inside && r->inside * 100 >= b->inside * NEARLY_ALL)
            best = i;
    }
    return best;
}

static bool is_inside(struct html_text *t, int region, int outer)
{
    while (region > outer)
        region = region_at(t, region)->parent;
    return region == outer;
}

int html_text_story(struct html_text *t, struct str title, struct buf *out, struct err *err)
{
    end_block(t);
    if (buf_failed(&t->text, err) || buf_failed(&t->blocks, err) || buf_failed(&t->regions, err) ||
        buf_failed(&t->heading, err))
        return err->code;
    int                 count = (int)(t->regions.len / sizeof(struct region));
    int                 trusted = weigh_regions(t, count);
    int                 region = choose_region(t, count);
    const struct block *blocks = (const struct block *)(const void *)t->blocks.data;
    for (size_t i = 0; i < t->blocks.len / sizeof *blocks; i++) {
        const struct block *b = &blocks[i];
        struct str          text = str_of(t->text.data + b->start, b->len);
        bool                odd  = mostly_links(b) || (b->role == BLOCK && b->len < LABEL_MAX) ||
                   (b->role == HEADING && str_eq(text, title));
        if (odd || region_at(t, b->region)->doubt > trusted || !is_inside(t, b->region, region))
            continue;
        if (out->len)
            buf_cstr(out, "\n\n");
        buf_str(out, text);
    }
    return buf_failed(out, err);
}
