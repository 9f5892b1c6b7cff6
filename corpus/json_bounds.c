#include "corpus/json_bounds.h"

enum json_bound json_bounds_find(struct json_bounds *b, struct str text)
{
    while (b->at < text.len) {
        char c = text.data[b->at];
        if (b->in_string) {
            if (c == '\\' && b->at + 1 >= text.len)
                return BOUND_MORE;
            if (c == '\n')
                return BOUND_TORN;
            b->at += c == '\\' ? 2 : 1;
            b->in_string = c != '"';
            continue;
        }
        b->at++;
        if (c == '"')
            b->in_string = true;
        else if (c == '{' || c == '[')
            b->depth++;
        else if ((c == '}' || c == ']') && --b->depth == 0)
            return BOUND_END;
    }
    return BOUND_MORE;
}

bool json_bounds_array(struct str text, size_t *at, int *around)
{
    int    objects = 0, arrays = 0;
    bool   in_string = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (in_string) {
            i += c == '\\';
            in_string = c != '"';
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '}') {
            objects += arrays ? 0 : c == '{' ? 1 : -1;
        } else if (c == ']') {
            arrays -= arrays > 0;
        } else if (c == '[') {
            struct str rest = str_skip(text, i + 1);
            rest            = str_trim(str_of(rest.data, rest.len < 64 ? rest.len : 64));
            if (!arrays && objects > 0 && objects <= 3 && rest.len && *rest.data == '{') {
                *at     = i + 1;
                *around = objects;
                return true;
            }
            arrays++;
        }
    }
    return false;
}
