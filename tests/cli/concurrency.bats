# Writers exclude each other, readers are disturbed by nobody.

load helpers
load ../fault/fault

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    fast_disk
}

teardown() {
    [ -z "${writer:-}" ] || kill "$writer" 2>/dev/null || true
}

# A writer that holds the lock and waits for more on standard input, which is descriptor 9.
start_writer() {
    mkfifo feed
    exec 9<>feed
    "$PRESSMARK_BIN/pressmark-index" "$1" - <feed 2>writer.err 9>&- &
    writer=$!
    wait_for [ -e "$1/manifest" ]
}

end_writer() {
    kill -TERM "$writer"
    wait "$writer" || true
    writer=
    exec 9>&-
}

@test "two writers at once: the second ends with 75 and names the process of the first" {
    articles 20 20 >some.jsonl
    start_writer x.idx
    for mode in "x.idx some.jsonl" "--delete x.idx made-1" "--merge x.idx" "--rebuild x.idx"; do
        run --separate-stderr index $mode
        equal "$mode: $status" "$mode: 75"
        contains "$stderr" "index 'x.idx' is being written by process $writer"
        equal "$output" ""
    done
    cat some.jsonl >&9
    end_writer
    index -q x.idx some.jsonl
    equal "$(live_articles x.idx)" 18
    sound x.idx
}

@test "a writer that was killed leaves no lock behind" {
    articles 20 20 >some.jsonl
    start_writer x.idx
    kill -9 "$writer"
    wait "$writer" || true
    writer=
    index -q x.idx some.jsonl
    sound x.idx
    tidy x.idx
}

@test "eight writers start together: one or more succeed, the others end with 75, nothing is lost" {
    local pids=() ended=() status
    for n in {1..8}; do
        articles 50 20 $((n * 100)) >part-$n.jsonl
    done
    for n in {1..8}; do
        "$PRESSMARK_BIN/pressmark-index" -q x.idx part-$n.jsonl 2>err-$n &
        pids+=($!)
    done
    for n in {1..8}; do
        status=0
        wait "${pids[n - 1]}" || status=$?
        [ "$status" = 0 ] || [ "$status" = 75 ] || { echo "status $status: $(cat err-$n)"; return 1; }
        [ "$status" = 75 ] || ended+=("part-$n.jsonl")
    done
    [ "${#ended[@]}" -ge 1 ]
    index -q expected.idx "${ended[@]}"
    cmp <(content x.idx) <(content expected.idx)
    sound x.idx
    tidy x.idx
}

@test "readers see no error while a writer commits 50 times, deletes and merges" {
    local readers=() failed=0
    articles 20 20 >some.jsonl
    index -q x.idx some.jsonl
    read_on() { # until there is a file "stop"
        local times=0
        while [ ! -e stop ]; do
            "$@" >/dev/null 2>"reader-$BASHPID.err" || { echo "status $? of: $*" >>"reader-$BASHPID.err"; exit 1; }
            times=$((times + 1))
        done
        echo "$times" >"reader-$BASHPID.times"
    }
    read_on "$PRESSMARK_BIN/pressmark-query" x.idx lighthouse & readers+=($!)
    read_on "$PRESSMARK_BIN/pressmark-query" --json -n 100 x.idx '"lighthouse" source:source' & readers+=($!)
    read_on "$PRESSMARK_BIN/pressmark-index" --stats x.idx & readers+=($!)
    read_on "$PRESSMARK_BIN/pressmark-index" --dump x.idx & readers+=($!)
    for n in {1..50}; do
        articles 10 20 $((n * 10)) >next.jsonl
        index -q x.idx next.jsonl
        [ $((n % 10)) != 0 ] || index -q --delete x.idx made-$((n * 10))
        [ $((n % 25)) != 0 ] || index -q --merge x.idx
    done
    touch stop
    for reader in "${readers[@]}"; do
        wait "$reader" || failed=1
    done
    cat reader-*.err
    [ "$failed" = 0 ]
    equal "$(ls reader-*.times | wc -l)" 4
    [ "$(cat reader-*.times | sort -n | head -n 1)" -ge 5 ]
    sound x.idx
}

@test "a reader keeps what it opened while the index is rewritten under it" {
    articles 3000 30 >some.jsonl
    index -q x.idx some.jsonl
    content x.idx >before
    mkfifo slow
    "$PRESSMARK_BIN/pressmark-index" --dump x.idx >slow 2>err & # more than a pipe holds: it waits for us
    local reader=$!
    exec 8<slow
    read -r first <&8
    articles 3000 40 >others.jsonl
    index -q x.idx others.jsonl
    index -q --merge x.idx
    { echo "$first"; cat <&8; } | sort >seen
    wait "$reader"
    cmp seen before
}
