#include "base/options.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/utf8.h"

enum { NEAR_DISTANCE = 2, NAME_MAX_LEN = 63 };

/* ---- finding an option ------------------------------------------------------------------------- */

static const struct option *find_name(const struct program *program, struct str name)
{
    for (size_t i = 0; i < program->option_count; i++)
        if (str_eq(str_c(program->options[i].name), name))
            return &program->options[i];
    return NULL;
}

static const struct option *find_letter(const struct program *program, char letter)
{
    for (size_t i = 0; i < program->option_count; i++)
        if (program->options[i].letter && program->options[i].letter == letter)
            return &program->options[i];
    return NULL;
}

/* Levenshtein distance in one row; a.len <= NAME_MAX_LEN. */
static size_t edit_distance(struct str a, struct str b)
{
    size_t row[NAME_MAX_LEN + 1];
    for (size_t i = 0; i <= a.len; i++)
        row[i] = i;
    for (size_t j = 1; j <= b.len; j++) {
        size_t diagonal = row[0];
        row[0]          = j;
        for (size_t i = 1; i <= a.len; i++) {
            size_t best = diagonal + (a.data[i - 1] != b.data[j - 1]);
            if (best > row[i] + 1)
                best = row[i] + 1;
            if (best > row[i - 1] + 1)
                best = row[i - 1] + 1;
            diagonal = row[i];
            row[i]   = best;
        }
    }
    return row[a.len];
}

/* The option most like `typed`: at most NEAR_DISTANCE edits away, else one that it begins. */
static const struct option *find_near(const struct program *program, struct str typed)
{
    const struct option *near = NULL, *longer = NULL;
    size_t               best = NEAR_DISTANCE + 1;
    for (size_t i = 0; i < program->option_count; i++) {
        const struct option *o    = &program->options[i];
        struct str           name = str_c(o->name);
        if (!o->help || name.len > NAME_MAX_LEN || typed.len < 2)
            continue;
        if (!longer && str_starts(name, typed))
            longer = o;
        if (typed.len > name.len + NEAR_DISTANCE)
            continue;
        size_t distance = edit_distance(name, typed);
        if (distance < best && distance < name.len && distance < typed.len) {
            best = distance;
            near = o;
        }
    }
    return near ? near : longer;
}

/* ---- parsing ----------------------------------------------------------------------------------- */

struct parse {
    const struct program *program;
    char                **argv;
    int                   argc, next; /* next argument to look at */
    char                 *target;
    bool                 *given;      /* per option, for modes */
    struct option_list   *operands;
    struct err           *err;
};

static int list_add(struct option_list *list, const char *item, struct err *err)
{
    if ((list->count & (list->count - 1)) == 0) { /* a full power of two, or none yet */
        size_t       cap   = list->count ? list->count * 2 : 1;
        const char **items = realloc(list->items, cap * sizeof *items);
        if (!items)
            return err_oom(err);
        list->items = items;
    }
    list->items[list->count++] = item;
    return 0;
}

/* `shown`: the option as it was written, with its dashes. */
static int unknown_option(struct parse *p, struct str shown, struct str name, const char *in)
{
    const struct option *near = find_near(p->program, name);
    const char          *hint = p->program->unknown_hint;
    struct buf           msg  = BUF_INIT;
    buf_printf(&msg, "unknown option '%.*s'", STR_ARG(shown));
    if (in)
        buf_printf(&msg, " in '%s'", in);
    if (near)
        buf_printf(&msg, "; did you mean '--%s'?", near->name);
    if (hint && !str_starts(shown, STR("--")))
        buf_printf(&msg, "%s%s", near ? " " : "; ", hint);
    int code = buf_failed(&msg, p->err);
    if (!code)
        code = err_set(p->err, ERR_USAGE, "%s", msg.data);
    buf_release(&msg);
    return code;
}

/* The option wants something else, or (value NULL) anything at all. */
static int wrong_value(struct parse *p, const struct option *o, struct str shown, const char *value)
{
    struct buf want = BUF_INIT;
    switch (o->kind) {
    case OPTION_COUNT:
        buf_cstr(&want, "a number");
        break;
    case OPTION_SIZE:
        buf_cstr(&want, "a size such as 800K, 512M or 2G");
        break;
    case OPTION_CHOICE:
        buf_cstr(&want, "one of");
        for (size_t i = 0; o->choices[i]; i++)
            buf_printf(&want, "%s%s", i ? ", " : " ", o->choices[i]);
        break;
    default:
        buf_cstr(&want, "a value");
    }
    if (value)
        buf_printf(&want, ", not '%s'", value);
    int code = buf_failed(&want, p->err);
    if (!code)
        code = err_set(p->err, ERR_USAGE, "option '%.*s' wants %s", STR_ARG(shown), want.data);
    buf_release(&want);
    return code;
}

static bool parse_number(const char *text, const char *units, uint64_t *number)
{
    uint64_t value = 0;
    size_t   i     = 0;
    for (; text[i] >= '0' && text[i] <= '9'; i++) {
        unsigned digit = (unsigned)(text[i] - '0');
        if (value > (UINT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    if (i == 0)
        return false;
    if (text[i]) {
        int         letter = text[i] >= 'a' && text[i] <= 'z' ? text[i] - 'a' + 'A' : text[i];
        const char *unit   = strchr(units, letter);
        if (!unit || text[i + 1])
            return false;
        unsigned shift = 10 * (unsigned)(unit - units + 1);
        if (value > UINT64_MAX >> shift)
            return false;
        value <<= shift;
    }
    *number = value;
    return true;
}

/* One mode a target: name the two that clash. */
static int set_mode(struct parse *p, const struct option *o, int *target)
{
    for (size_t i = 0; i < p->program->option_count; i++) {
        const struct option *other = &p->program->options[i];
        if (p->given[i] && other != o && other->kind == OPTION_MODE && other->offset == o->offset)
            return err_set(p->err, ERR_USAGE, "'--%s' and '--%s' cannot be given together", other->name,
                           o->name);
    }
    p->given[o - p->program->options] = true;
    *target                           = o->value;
    return 0;
}

/* Options without value come with value NULL. */
static int set_option(struct parse *p, const struct option *o, struct str shown, const char *value)
{
    void *target = p->target + o->offset;
    switch (o->kind) {
    case OPTION_FLAG:
        *(bool *)target = true;
        return 0;
    case OPTION_MODE:
        return set_mode(p, o, target);
    case OPTION_STRING:
        *(const char **)target = value;
        return 0;
    case OPTION_LIST:
        return list_add(target, value, p->err);
    case OPTION_COUNT:
        return parse_number(value, "", target) ? 0 : wrong_value(p, o, shown, value);
    case OPTION_SIZE:
        return parse_number(value, "KMGT", target) ? 0 : wrong_value(p, o, shown, value);
    case OPTION_CHOICE:
        for (int i = 0; o->choices[i]; i++) {
            if (strcmp(o->choices[i], value) == 0) {
                *(int *)target = i;
                return 0;
            }
        }
        return wrong_value(p, o, shown, value);
    }
    return err_set(p->err, ERR_INTERNAL, "option '--%s' is of no known kind", o->name);
}

static bool takes_value(const struct option *o)
{
    return o->kind != OPTION_FLAG && o->kind != OPTION_MODE;
}

/* The value stands in the next argument. */
static int set_from_next(struct parse *p, const struct option *o, struct str shown)
{
    if (p->next >= p->argc)
        return wrong_value(p, o, shown, NULL);
    return set_option(p, o, shown, p->argv[p->next++]);
}

static int parse_long(struct parse *p, const char *arg)
{
    const char          *equals = strchr(arg, '=');
    struct str           shown  = equals ? str_of(arg, (size_t)(equals - arg)) : str_c(arg);
    struct str           name   = str_skip(shown, 2);
    const struct option *o      = find_name(p->program, name);
    if (!o)
        return unknown_option(p, shown, name, NULL);
    if (!takes_value(o))
        return equals ? err_set(p->err, ERR_USAGE, "'--%s' takes no value", o->name)
                      : set_option(p, o, shown, NULL);
    return equals ? set_option(p, o, shown, equals + 1) : set_from_next(p, o, shown);
}

/* "-v", "-vq", "-n10", "-vn 10" */
static int parse_letters(struct parse *p, const char *arg)
{
    for (const char *at = arg + 1; *at; at++) {
        char                 dashed[] = {'-', *at, '\0'};
        struct str           shown    = str_c(dashed);
        const struct option *o        = find_letter(p->program, *at);
        if (!o && at == arg + 1) /* "-offset": show it whole */
            return unknown_option(p, str_c(arg), str_c(at), NULL);
        if (!o) {
            struct str rest = str_c(at), whole = rest;
            utf8_next(&rest);
            struct buf letter = BUF_INIT;
            buf_printf(&letter, "-%.*s", (int)(whole.len - rest.len), at);
            int code = unknown_option(p, buf_view(&letter), STR(""), arg);
            buf_release(&letter);
            return code;
        }
        if (takes_value(o))
            return at[1] ? set_option(p, o, shown, at + 1) : set_from_next(p, o, shown);
        int code = set_option(p, o, shown, NULL);
        if (code)
            return code;
    }
    return 0;
}

static int parse_all(struct parse *p)
{
    while (p->next < p->argc) {
        const char *arg  = p->argv[p->next++];
        int         code = 0;
        if (strcmp(arg, "--") == 0) {
            while (p->next < p->argc && !code)
                code = list_add(p->operands, p->argv[p->next++], p->err);
        } else if (arg[0] != '-' || !arg[1]) {
            code = list_add(p->operands, arg, p->err);
        } else {
            code = arg[1] == '-' ? parse_long(p, arg) : parse_letters(p, arg);
        }
        if (code)
            return code;
    }
    return 0;
}

int options_parse(const struct program *program, int argc, char **argv, void *target,
                  struct option_list *operands, struct err *err)
{
    *operands = (struct option_list){NULL, 0};
    struct parse p = {program, argv, argc, 1, target, NULL, operands, err};
    p.given        = calloc(program->option_count + 1, sizeof *p.given);
    if (!p.given)
        return err_oom(err);
    int code = parse_all(&p);
    free(p.given);
    return code;
}

void options_release(const struct program *program, void *target, struct option_list *operands)
{
    for (size_t i = 0; i < program->option_count; i++) {
        if (program->options[i].kind != OPTION_LIST)
            continue;
        struct option_list *list = (void *)((char *)target + program->options[i].offset);
        free(list->items);
        *list = (struct option_list){NULL, 0};
    }
    free(operands->items);
    *operands = (struct option_list){NULL, 0};
}
