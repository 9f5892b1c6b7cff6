#include "index/facet.h"

#include "store/schema.h"
#include "text/languages.h"

void facet_whole(struct analyzer *a, enum article_field field, struct str value, struct buf *out)
{
    struct buf folded = BUF_INIT;
    analyzer_fold(a, value, &folded);
    schema_term(out, schema_field(field)->prefix, buf_view(&folded));
    if (folded.failed)
        out->failed = folded.failed;
    buf_release(&folded);
}

struct word_call {
    const char *prefix;
    facet_fn    fn;
    void       *ctx;
    struct buf  term;
    struct err *err;
};

static int call_with_word(void *ctx, const struct token *token)
{
    struct word_call *call = ctx;
    buf_clear(&call->term);
    schema_term(&call->term, call->prefix, token->word);
    int code = buf_failed(&call->term, call->err);
    return code ? code : call->fn(call->ctx, buf_view(&call->term), call->err);
}

int facet_words(struct analyzer *a, enum article_field field, struct str value, facet_fn fn, void *ctx,
                struct err *err)
{
    struct word_call call     = {schema_field(field)->word_prefix, fn, ctx, BUF_INIT, err};
    uint32_t         position = 0;
    int code = analyzer_run(a, LANGUAGE_NONE, value, &position, call_with_word, &call, err);
    buf_release(&call.term);
    return code;
}
