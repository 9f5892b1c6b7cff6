#include "index/index_identity.h"

#include "text/languages.h"

int index_identity_check(const struct manifest *m, const char *index_path, struct analyzer *analyzer,
                         struct err *err)
{
    for (size_t i = 0; i < m->language_count; i++) {
        const struct manifest_language *row  = &m->languages[i];
        int                             lang = *row->code ? language_find(str_c(row->code)) : LANGUAGE_NONE;
        char                            now[sizeof row->fingerprint];
        if (lang < 0)
            return err_set(err, ERR_VERSION, "index '%s' holds articles in '%s', a language this program "
                           "does not know", index_path, row->code);
        int code = analyzer_fingerprint(analyzer, lang, now, err);
        if (code)
            return code;
        if (strcmp(now, row->fingerprint) != 0)
            return err_set(err, ERR_VERSION, "index '%s' was analyzed differently: %s is %s there and %s here",
                           index_path, lang == LANGUAGE_NONE ? "the analysis" : language_name(lang),
                           row->fingerprint, now);
    }
    return 0;
}

int index_identity_count(struct manifest *m, struct analyzer *analyzer, int lang, uint64_t documents,
                         struct err *err)
{
    struct manifest_language *row = manifest_language(m, language_code(lang), true);
    if (!row)
        return err_oom(err);
    row->documents += documents;
    return *row->fingerprint ? 0 : analyzer_fingerprint(analyzer, lang, row->fingerprint, err);
}
