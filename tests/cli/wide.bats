# Where the processor has wide registers, what is faster with them is done with them: tests that go through it are run
# once more as on a processor without. See tests/unit/test_wide.c.

load helpers

narrow() {
    local test=$1
    shift
    CMOCKA_MESSAGE_OUTPUT=STDOUT GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2 env "$@" "$PRESSMARK_BIN/tests/$test"
}

setup() {
    "$PRESSMARK_BIN/tests/test_wide" | grep -q 'wide registers: yes' || skip 'no wide registers here'
    cd "$BATS_TEST_TMPDIR" || return
}

@test "they can be hidden" {
    narrow test_wide | grep 'wide registers: no'
}

@test "postings files read the same without them" {
    narrow test_postings_file
    narrow test_postings_merge
    narrow test_postings_lengths
    narrow test_postings_hostile PRESSMARK_ROUNDS=100
}

@test "searches find the same without them" {
    narrow test_lookup
    narrow test_engines_agree PRESSMARK_ROUNDS=1000
    narrow test_phrases_naive PRESSMARK_ROUNDS=200
    narrow test_search_hostile PRESSMARK_ROUNDS=40
}
