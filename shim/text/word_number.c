#include "text/word_number.h"

long word_number(int32_t *codes, long count)
{
    long    head = 0, groups = 0, run = 0, last_mark = 0;
    bool    fit = codes[0] != '0', fit_before = false, mixed = false;
    int32_t first = 0, last = 0;

    for (; head < count; head++) {
        int32_t c = codes[head];
        if (word_is_digit(c)) {
            run++;
            continue;
        }
        if ((c != '.' && c != ',' && c != '\'') || head + 1 >= count || !word_is_digit(codes[head + 1]))
            break;
        fit        = fit && (groups ? run == 3 : run <= 3);
        fit_before = fit;
        mixed      = mixed || (groups > 1 && last != first);
        first      = groups ? first : c;
        last       = c;
        last_mark  = head;
        groups++;
        run = 0;
    }
    if (!groups || mixed)
        return count;
    fit = fit && run == 3;

    long decimal = -1;
    if (last != first) {
        if (!fit_before || last == '\'')
            return count;
        decimal = last_mark;
    } else if (groups == 1 && (last == '.' || (last == ',' && !fit))) {
        decimal = last_mark;
    } else if (!fit) {
        return count;
    }
    long kept = 0;
    for (long i = 0; i < count; i++) {
        if (i == decimal)
            codes[kept++] = '.';
        else if (i >= head || word_is_digit(codes[i]))
            codes[kept++] = codes[i];
    }
    return kept;
}
