#include "xap/postings_walk.hh"


namespace xap {

static int checked(int code, const struct err &why)
{
    if (code < 0)
        throw failure{why};
    return code;
}

postings_walk::postings_walk(const postings_file *file, bool positions) : with_positions_(positions)
{
    struct err err;
    checked(postings_terms_init(&terms_, file, str_of("", 0), &err), err);
}

bool postings_walk::next()
{
    struct err err;
    do
        if (checked(postings_terms_next(&terms_, &text, &term, &err), err) == 0)
            return false;
    while (has_positions() && !with_positions_);
    checked(postings_list_open(&list, terms_.file, &term, &err), err);
    run_ = {};
    return true;
}

uint32_t postings_walk::read(uint32_t block)
{
    struct err     err;
    const int      read  = checked(postings_block_read(&list, block, docids, counts_, &err), err);
    const uint32_t count = static_cast<uint32_t>(read);
    for (uint32_t i = 0; i < count; i++)
        wdfs[i] = term.kind == POSTINGS_WEIGHED ? counts_[i] : 0;
    block_ = block;
    return count;
}

const std::vector<uint32_t> &postings_walk::positions(uint32_t i)
{
    struct err err;
    if (counts_[i] > term.bytes + 1) /* each but the first takes a byte */
        fail(ERR_CORRUPT, "'%.*s' has more positions than there are", STR_ARG(text));
    positions_.resize(counts_[i]);
    checked(postings_run_positions(&list, block_, i, counts_, &run_, positions_.data(), counts_[i], &err), err);
    return positions_;
}

} // namespace xap
