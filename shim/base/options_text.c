/* What a program's option table says to people and shells: --help, man page, completion. */
#include "base/buf.h"
#include "base/options.h"
#include "base/utf8.h"

enum { WIDTH_MIN = 40, LABEL_MAX = 26, INDENT = 2 };

static bool takes_value(const struct option *o)
{
    return o->kind != OPTION_FLAG && o->kind != OPTION_MODE;
}

/* The help and, of a choice, what may be chosen. */
static void full_help(const struct option *o, struct buf *out)
{
    buf_cstr(out, o->help);
    if (o->kind != OPTION_CHOICE)
        return;
    for (size_t i = 0; o->choices[i]; i++)
        buf_printf(out, "%s%s", i ? ", " : " One of ", o->choices[i]);
    buf_putc(out, '.');
}

/* ---- --help ------------------------------------------------------------------------------------ */

static size_t columns(struct str s)
{
    size_t n = 0;
    for (; s.len; n++)
        utf8_next(&s);
    return n;
}

/* Append the words of one line, from column `at` on, continuing at column `indent`. Blanks between words of
 * an output line stay as many as they were. */
static void wrap_line(struct buf *out, struct str line, size_t at, size_t indent, size_t width)
{
    bool   first = true;
    size_t gap   = 0;
    while (line.data) {
        struct str word = str_split(&line, ' ');
        size_t     need = columns(word);
        gap++;
        if (!need)
            continue;
        if (!first && at + gap + need > width) {
            buf_putc(out, '\n');
            buf_fill(out, ' ', indent);
            at = indent;
        } else if (!first) {
            buf_fill(out, ' ', gap);
            at += gap;
        }
        buf_str(out, word);
        at += need;
        gap   = 0;
        first = false;
    }
    buf_putc(out, '\n');
}

/* Append text keeping its lines and their indentation. */
static void wrap_text(struct buf *out, const char *text, size_t width)
{
    for (struct str rest = str_c(text); rest.data;) {
        struct str line   = str_split(&rest, '\n');
        size_t     indent = 0;
        while (indent < line.len && line.data[indent] == ' ')
            indent++;
        if (indent < line.len)
            buf_fill(out, ' ', indent);
        wrap_line(out, line, indent, indent, width);
    }
}

static void option_label(const struct option *o, struct buf *out)
{
    if (o->letter)
        buf_printf(out, "-%c, ", o->letter);
    else
        buf_cstr(out, "    ");
    buf_printf(out, "--%s", o->name);
    if (takes_value(o))
        buf_printf(out, "=%s", o->arg ? o->arg : "VALUE");
}

/* Width of the labels' column: of the longest that still leaves room for the help. */
static size_t label_columns(const struct program *program)
{
    struct buf label = BUF_INIT;
    size_t     most  = 0;
    for (size_t i = 0; i < program->option_count; i++) {
        if (!program->options[i].help)
            continue;
        buf_clear(&label);
        option_label(&program->options[i], &label);
        size_t n = columns(buf_view(&label));
        if (n > most && n <= LABEL_MAX)
            most = n;
    }
    buf_release(&label);
    return most;
}

static void help_option(const struct option *o, size_t labels, size_t width, struct buf *out)
{
    struct buf label = BUF_INIT, help = BUF_INIT;
    option_label(o, &label);
    full_help(o, &help);
    size_t indent = INDENT + labels + 2, used = INDENT + columns(buf_view(&label));
    buf_fill(out, ' ', INDENT);
    buf_str(out, buf_view(&label));
    if (used + 2 > indent) {
        buf_putc(out, '\n');
        used = 0;
    }
    buf_fill(out, ' ', indent - used);
    wrap_line(out, buf_view(&help), indent, indent, width);
    if (label.failed || help.failed)
        out->failed = label.failed ? label.failed : help.failed;
    buf_release(&label);
    buf_release(&help);
}

void options_help(const struct program *program, int width, struct buf *out)
{
    size_t wide   = width < WIDTH_MIN ? WIDTH_MIN : (size_t)width;
    size_t labels = label_columns(program), name = strlen(program->name);
    for (size_t i = 0; program->synopsis[i]; i++) {
        buf_printf(out, "%s %s ", i ? "      " : "Usage:", program->name);
        wrap_line(out, str_c(program->synopsis[i]), 8 + name, 8 + name, wide);
    }
    buf_putc(out, '\n');
    wrap_text(out, program->summary, wide);
    if (program->option_count && !program->options[0].group)
        buf_putc(out, '\n');
    const char *group = NULL, *shown = NULL;
    for (size_t i = 0; i < program->option_count; i++) {
        const struct option *o = &program->options[i];
        if (o->group)
            group = o->group;
        if (!o->help)
            continue;
        if (group != shown)
            buf_printf(out, "\n%s:\n", group);
        shown = group;
        help_option(o, labels, wide, out);
    }
    if (program->epilogue) {
        buf_putc(out, '\n');
        wrap_text(out, program->epilogue, wide);
    }
}

/* ---- man page ---------------------------------------------------------------------------------- */

/* Append text for roff: nothing of it is taken as a request or an escape, and dashes, quotes, accents and
 * tildes stay the ASCII characters that people type. */
static void roff_text(struct buf *out, const char *text)
{
    bool line_start = out->len == 0 || out->data[out->len - 1] == '\n';
    for (struct str s = str_c(text); s.len;) {
        uint32_t cp = utf8_next(&s);
        if (line_start && (cp == '.' || cp == '\'' || cp == ' '))
            buf_cstr(out, "\\&");
        line_start = cp == '\n';
        switch (cp) {
        case '-':
            buf_cstr(out, "\\-");
            break;
        case '\\':
            buf_cstr(out, "\\(rs");
            break;
        case '\'':
            buf_cstr(out, "\\(aq");
            break;
        case '"':
            buf_cstr(out, "\\(dq");
            break;
        case '`':
            buf_cstr(out, "\\(ga");
            break;
        case '^':
            buf_cstr(out, "\\(ha");
            break;
        case '~':
            buf_cstr(out, "\\(ti");
            break;
        default:
            if (cp < 0x80)
                buf_putc(out, (int)cp);
            else
                buf_printf(out, "\\[u%04X]", (unsigned)cp);
        }
    }
}

static void man_option(const struct option *o, struct buf *out)
{
    struct buf help = BUF_INIT;
    buf_cstr(out, ".TP\n");
    if (o->letter)
        buf_printf(out, "\\fB\\-%c\\fR, ", o->letter);
    buf_cstr(out, "\\fB\\-\\-");
    roff_text(out, o->name);
    buf_cstr(out, "\\fR");
    if (takes_value(o)) {
        buf_cstr(out, "=\\fI");
        roff_text(out, o->arg ? o->arg : "VALUE");
        buf_cstr(out, "\\fR");
    }
    buf_putc(out, '\n');
    full_help(o, &help);
    if (help.failed)
        out->failed = help.failed;
    else
        roff_text(out, help.data);
    buf_putc(out, '\n');
    buf_release(&help);
}

void options_man(const struct program *program, struct buf *out)
{
    buf_cstr(out, ".SH SYNOPSIS\n");
    for (size_t i = 0; program->synopsis[i]; i++) {
        buf_cstr(out, i ? ".br\n\\fB" : "\\fB");
        roff_text(out, program->name);
        buf_cstr(out, "\\fR ");
        roff_text(out, program->synopsis[i]);
        buf_putc(out, '\n');
    }
    buf_cstr(out, ".SH OPTIONS\n");
    const char *group = NULL, *shown = NULL;
    for (size_t i = 0; i < program->option_count; i++) {
        const struct option *o = &program->options[i];
        if (o->group)
            group = o->group;
        if (!o->help)
            continue;
        if (group != shown) {
            buf_cstr(out, ".SS ");
            roff_text(out, group);
            buf_putc(out, '\n');
        }
        shown = group;
        man_option(o, out);
    }
}

/* ---- bash completion --------------------------------------------------------------------------- */

static bool names_a_file(const struct option *o)
{
    static const char *const args[] = {"FILE", "DIR", "PATH", "INDEX"};
    for (size_t i = 0; o->arg && i < sizeof args / sizeof *args; i++)
        if (strcmp(o->arg, args[i]) == 0)
            return true;
    return false;
}

/* What completes the value of the option that stands before the cursor. */
static void completion_case(const struct option *o, struct buf *out)
{
    buf_cstr(out, "    ");
    if (o->letter)
        buf_printf(out, "-%c | ", o->letter);
    buf_printf(out, "--%s) ", o->name);
    if (o->kind == OPTION_CHOICE) {
        buf_cstr(out, "words='");
        for (size_t i = 0; o->choices[i]; i++)
            buf_printf(out, "%s%s", i ? " " : "", o->choices[i]);
        buf_putc(out, '\'');
    } else {
        buf_cstr(out, names_a_file(o) ? "compopt -o default; return" : "return");
    }
    buf_cstr(out, " ;;\n");
}

/* A shell function name: "_" and the program's, blanks and dashes as "_". */
static void completion_function(const struct program *program, struct buf *out)
{
    buf_putc(out, '_');
    for (const char *c = program->name; *c; c++) {
        bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9');
        buf_putc(out, plain ? *c : '_');
    }
}

void options_completion(const struct program *program, struct buf *out)
{
    buf_printf(out, "# bash completion for %s\n", program->name);
    completion_function(program, out);
    /* bash makes "--name=value" three words: the value's option is then two words back. */
    buf_cstr(out, "()\n{\n"
                  "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} words='' i\n"
                  "    COMPREPLY=()\n"
                  "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                  "        [[ ${COMP_WORDS[i]} == -- ]] && { compopt -o default; return; }\n"
                  "    done\n"
                  "    if [[ $cur == '=' ]]; then\n"
                  "        cur=\n"
                  "    elif [[ $prev == '=' ]]; then\n"
                  "        prev=${COMP_WORDS[COMP_CWORD - 2]}\n"
                  "    fi\n"
                  "    case $prev in\n");
    for (size_t i = 0; i < program->option_count; i++)
        if (program->options[i].help && takes_value(&program->options[i]))
            completion_case(&program->options[i], out);
    buf_cstr(out, "    esac\n"
                  "    if [[ -z $words && $cur == -* ]]; then\n"
                  "        words='");
    bool first = true;
    for (size_t i = 0; i < program->option_count; i++) {
        const struct option *o = &program->options[i];
        if (!o->help)
            continue;
        buf_printf(out, "%s--%s%s", first ? "" : " ", o->name, takes_value(o) ? "=" : "");
        first = false;
    }
    buf_cstr(out, "'\n"
                  "    fi\n"
                  "    if [[ -z $words ]]; then\n"
                  "        compopt -o default\n"
                  "        return\n"
                  "    fi\n"
                  "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
                  "    if [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]]; then\n"
                  "        compopt -o nospace\n"
                  "    fi\n"
                  "}\n"
                  "complete -F ");
    completion_function(program, out);
    buf_printf(out, " %s\n", program->name);
}
