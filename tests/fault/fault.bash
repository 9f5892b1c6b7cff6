# What the tests of crashes, crowds and full disks share: load ../fault/fault (after helpers)
[ -e "$PRESSMARK_BIN/faultlib.so" ] || { echo "no '$PRESSMARK_BIN/faultlib.so': 'make check' builds it" >&2 && return 1; }
export ASAN_OPTIONS=verify_asan_link_order=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}

# LSAN_OPTIONS for runs that are made to fail.
lost_by_xapian="suppressions=$PRESSMARK_SOURCE/tests/fault/lsan.supp:print_suppressions=0"

# Killing a process loses nothing that it wrote: these tests need not wait for the disk.
fast_disk() {
    export LD_PRELOAD=$PRESSMARK_BIN/faultlib.so FAULT_NO_SYNC=1
}

# articles COUNT WORDS [FIRST]
articles() {
    "$PRESSMARK_SOURCE/tests/fault/make-articles" "$@"
}

# What an index holds, whatever the order it was put in.
content() {
    index --dump "$1" | sort
}

live_articles() {
    index --stats --json "$1" | json 'docs[0]["articles"]'
}

# In the index lies what its manifest names, and nothing else.
tidy() {
    equal "$(cd "$1" && find . -type f | sort)" "$({
        printf './lock\n./manifest\n'
        sed -nE 's|.*\{"name": "(seg-[0-9]+)".*"deleted_generation": ([0-9]+).*|./\1/xapian\n./\1/postings\n./\1/records\n./\1/deleted-\2|p' "$1/manifest" |
            grep -v '/deleted-0$'
    } | sort)"
}

# faulty CALLS AT DO PROGRAM...: the AT-th of CALLS fails, see faultlib.c. $fault_on: all after it too. Fails when it
# came to no such call.
faulty() {
    rm -f "$BATS_TEST_TMPDIR/struck"
    local calls=$1 at=$2 what=$3
    shift 3
    struck_status=0
    env LSAN_OPTIONS="$lost_by_xapian" FAULT_CALLS="$calls" FAULT_AT="$at" FAULT_DO="$what" \
        FAULT_MARK="$BATS_TEST_TMPDIR/struck" ${fault_on:+FAULT_ON=1} LD_PRELOAD="$PRESSMARK_BIN/faultlib.so" "$@" \
        >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" || struck_status=$?
    [ -e "$BATS_TEST_TMPDIR/struck" ]
}

# Wait up to a minute for a condition.
wait_for() {
    for _ in {1..1200}; do
        ! "$@" || return 0
        sleep 0.05
    done
    echo "waited in vain: $*"
    return 1
}
