#include "corpus/lexicon.h"

#include <stdlib.h>

static const char function_words[LEXICON_FUNCTION_WORDS][8] = {
    "the", "of", "and", "to", "in", "a", "is", "that", "for", "it", "was", "on", "with", "as", "be", "at",
    "by", "this", "have", "from", "or", "not", "are", "but", "had", "his", "they", "which", "an", "were",
    "you", "all", "their", "there", "been", "one", "if", "would", "when", "who", "what", "has", "more",
    "will", "no", "out", "so", "up", "them", "into", "some", "he", "we", "can", "she", "her", "him", "than",
    "then", "could", "its", "only", "also", "over", "new", "about", "after", "two", "most", "may", "these",
    "our", "any", "where", "such", "through", "between", "well", "own", "being", "during", "while", "same",
    "many", "those", "much", "before", "under", "must", "since", "very", "my", "me", "down", "like", "how",
    "because", "each", "too", "back", "should", "just", "another", "without", "against", "both", "until",
    "now",
};

/* No coda is also an onset of two letters, and vowels alternate with consonants: a word falls into
 * syllables in one way only. */
static const char onsets[24][3] = {"b", "c", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t",
                                   "v", "w", "br", "cr", "dr", "gr", "pl", "st", "tr"};
static const char vowels[7][3]  = {"a", "e", "i", "o", "u", "ai", "ou"};
static const char codas[10][3]  = {"n", "r", "l", "k", "m", "p", "nt", "rt", "lt", "nk"};

enum { OPEN_SYLLABLES = 24 * 7, LINK_WORDS = 32, BLOCKS_BEFORE_TOPICS = 4 };

/* A place among the words that are no function words: columns as in the header, the one before
 * first_topic being number `block`; index from 1 on. */
struct place {
    uint64_t column, index;
};

static struct place place_of(const struct lexicon *l, uint64_t rank)
{
    if (rank < l->first_topic)
        return (struct place){l->block, rank - LEXICON_FUNCTION_WORDS + 1};
    uint64_t at = rank - l->first_topic;
    return (struct place){at % l->block, at / l->block + 1};
}

static uint64_t rank_of(const struct lexicon *l, struct place p)
{
    return p.column == l->block ? p.index - 1 + LEXICON_FUNCTION_WORDS
                                : l->first_topic + (p.index - 1) * l->block + p.column;
}

static uint64_t hash_place(const struct lexicon *l, struct place p)
{
    return random_mix(l->salt ^ random_mix(p.column << 48 ^ p.index));
}

/* Each word has two children, the indexes twice its own and that plus one; a third of these are forms of
 * it unless it is a form itself. */
static bool is_form(const struct lexicon *l, struct place p)
{
    return p.index > 1 && hash_place(l, p) % 3 == 0 && !is_form(l, (struct place){p.column, p.index / 2});
}

static size_t append(char *out, size_t len, const char *part)
{
    while (*part)
        out[len++] = *part++;
    return len;
}

static uint64_t words_of_syllables(int syllables)
{
    uint64_t count = 10;
    while (syllables-- > 0)
        count *= OPEN_SYLLABLES;
    return count;
}

/* Neighbours in number should not look alike: numbers of words of one length change places. */
static uint64_t shuffle(const struct lexicon *l, uint64_t number, uint64_t count)
{
    uint64_t step = count / 1000 * 618 + 1; /* odd, as count / 1000 * 618 is even */
    while (step % 3 == 0 || step % 5 == 0 || step % 7 == 0)
        step += 2; /* counts have no factors but 2, 3, 5 and 7 */
    return (uint64_t)(((unsigned __int128)number * step + l->salt % count) % count);
}

static size_t spell_base(const struct lexicon *l, uint64_t number, char *out)
{
    int      syllables = 2;
    uint64_t count     = words_of_syllables(syllables);
    size_t   len       = 0;
    while (number >= count) {
        number -= count;
        count = words_of_syllables(++syllables);
    }
    number           = shuffle(l, number, count);
    const char *coda = codas[number % 10];
    number /= 10;
    for (; syllables > 0; syllables--) {
        uint64_t open = number % OPEN_SYLLABLES;
        number /= OPEN_SYLLABLES;
        len = append(out, len, onsets[open / 7]);
        len = append(out, len, vowels[open % 7]);
    }
    return append(out, len, coda);
}

size_t lexicon_spell(const struct lexicon *l, uint64_t rank, char out[LEXICON_WORD_MAX], bool *is_name)
{
    *is_name = false;
    if (rank < LEXICON_FUNCTION_WORDS)
        return append(out, 0, function_words[rank]);
    struct place p    = place_of(l, rank);
    uint64_t     hash = hash_place(l, p);
    if (!is_form(l, p)) {
        *is_name = hash >> 32 & 1 && hash >> 33 & 1 && hash >> 34 & 1;
        return spell_base(l, rank - LEXICON_FUNCTION_WORDS, out);
    }
    uint64_t base = rank_of(l, (struct place){p.column, p.index / 2});
    size_t   len  = spell_base(l, base - LEXICON_FUNCTION_WORDS, out);
    return append(out, len, p.index % 2 == 0 ? "s" : hash >> 32 & 1 ? "ed" : "ing");
}

bool lexicon_follower(const struct lexicon *l, uint64_t rank, uint64_t *follower, int *link)
{
    if (rank < LEXICON_FUNCTION_WORDS)
        return false;
    struct place p    = place_of(l, rank);
    uint64_t     hash = random_mix(hash_place(l, p) ^ 0x666f6c6c6f7765);
    if (hash & 3)
        return false;
    p.index += 1 + (hash >> 16) % (p.index / 2 + 1);
    *follower = rank_of(l, p);
    if (p.column == l->block && *follower >= l->first_topic)
        *follower = LEXICON_FUNCTION_WORDS + (*follower - l->first_topic);
    *link = hash & 12 ? -1 : (int)((hash >> 4) % LINK_WORDS);
    return true;
}

size_t lexicon_topic_name(const struct lexicon *l, uint32_t topic, char out[LEXICON_WORD_MAX])
{
    bool is_name;
    return lexicon_spell(l, l->first_topic + topic, out, &is_name);
}

int lexicon_init(struct lexicon *l, uint64_t seed, uint32_t topics, uint32_t cached, struct err *err)
{
    *l = (struct lexicon){.salt = random_mix(seed), .topics = topics, .block = topics * LEXICON_GROUPS,
                          .cached = cached};
    l->first_topic = LEXICON_FUNCTION_WORDS + (uint64_t)BLOCKS_BEFORE_TOPICS * l->block;
    l->words       = calloc(cached ? cached : 1, sizeof *l->words);
    if (!l->words)
        return err_oom(err);
    for (uint32_t rank = 0; rank < cached; rank++) {
        struct lexicon_word *w = &l->words[rank];
        char                 spelled[LEXICON_WORD_MAX];
        bool                 is_name;
        size_t               len = lexicon_spell(l, rank, spelled, &is_name);
        if (len <= sizeof w->text) {
            memcpy(w->text, spelled, len);
            w->len     = (uint8_t)len;
            w->is_name = is_name;
        }
    }
    return 0;
}

void lexicon_release(struct lexicon *l)
{
    free(l->words);
    l->words = NULL;
}
