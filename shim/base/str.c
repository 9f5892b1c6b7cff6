#include "base/str.h"

static int ascii_lower(int c)
{
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

bool str_eq_nocase(struct str a, struct str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (ascii_lower((unsigned char)a.data[i]) != ascii_lower((unsigned char)b.data[i]))
            return false;
    return true;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0';
}

struct str str_trim(struct str s)
{
    while (s.len && is_space(s.data[s.len - 1]))
        s.len--;
    while (s.len && is_space(*s.data)) {
        s.data++;
        s.len--;
    }
    return s;
}

struct str str_split(struct str *rest, char sep)
{
    struct str  part = *rest;
    const char *hit  = part.len ? memchr(part.data, sep, part.len) : NULL;
    if (hit) {
        part.len = (size_t)(hit - part.data);
        *rest    = str_skip(*rest, part.len + 1);
    } else {
        *rest = str_of(NULL, 0);
    }
    return part;
}
