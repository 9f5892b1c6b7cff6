# A fault at every call of a command in its turn: load ../fault/every_call (after fault)

# The scenarios: each changes base.idx, which has two segments and a deleted article.
scenario() {
    case $1 in
    add) scenario=(-j 1 x.idx more.jsonl) ;;
    delete) scenario=(--delete x.idx made-0 made-13) ;;
    merge) scenario=(-j 1 --merge x.idx) ;;
    rebuild) scenario=(-j 1 --rebuild x.idx) ;;
    esac
    scenario=("$PRESSMARK_BIN/pressmark-index" -q "${scenario[@]}")
}

make_base() {
    articles 20 30 >first.jsonl
    articles 4 30 20 >second.jsonl
    articles 12 40 15 >more.jsonl # ids that are there, with other texts, and new ones
    index -q base.idx first.jsonl
    index -q base.idx second.jsonl
    index -q --delete base.idx made-3
}

# Let every call of these kinds fail in its turn, from a fresh copy of the base each.
# at_each SCENARIO CALLS WHAT
at_each() {
    local scenario n now
    scenario "$1"
    rm -rf x.idx
    cp -r base.idx x.idx
    content x.idx >before
    "${scenario[@]}"
    content x.idx >after
    for ((n = 1; n < 1000; n++)); do
        rm -rf x.idx
        cp -r base.idx x.idx
        faulty "$2" "$n" "$3" "${scenario[@]}" || break
        now=$(content x.idx) || { echo "unreadable after $3 at $2 $n of $1"; return 1; }
        if [ "$struck_status" = 0 ]; then # then it has got over it
            equal "$now" "$(cat after)" || { echo "false success after $3 at $2 $n of $1"; return 1; }
        elif [ "$now" != "$(cat after)" ]; then
            equal "$now" "$(cat before)" || { echo "neither before nor after: $3 at $2 $n of $1"; return 1; }
        fi
        [ "$3" = kill ] || [ "$struck_status" = 0 ] || [ -s err ] || { echo "failed without a word at $2 $n"; return 1; }
        [ "$3" = kill ] || [ "$struck_status" -le 2 ] || { echo "status $struck_status: $(cat err)"; return 1; }
        again "$1" || { echo "after $3 at $2 $n of $1"; return 1; }
    done
    [ "$n" -gt 1 ] && [ "$n" -lt 1000 ] || { echo "$n faults at $2"; return 1; }
    echo "$1, $2, $3: $((n - 1)) points"
}

# The same command once more, undisturbed.
again() {
    local status=0
    "${scenario[@]}" 2>again.err || status=$?
    if [ "$1" = delete ]; then # then perhaps it has nothing to delete any more
        [ "$status" -le 1 ]
    else
        [ "$status" = 0 ]
    fi || { echo "the next run failed: $(cat again.err)"; return 1; }
    content x.idx | cmp - after && sound x.idx && tidy x.idx
}
