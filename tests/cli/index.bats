# pressmark-index as people run it: adding, again, on top, options, order, permissions.

load helpers

setup() {
    cd "$BATS_TEST_TMPDIR"
}

@test "a corpus of every format: all of it, status 0, nothing on standard output" {
    run -0 --separate-stderr index x.idx "$sample"
    equal "$output" ""
    counts $sample_articles 0 0 0
    contains "$stderr" "committed, $sample_articles articles in the index"
    sound x.idx
}

@test "indexing the same again changes no byte" {
    index -q x.idx "$sample"
    cp -r x.idx before.idx
    run -0 --separate-stderr index x.idx "$sample"
    counts 0 0 $sample_articles 0
    diff -r --exclude=lock before.idx x.idx
}

@test "on top of what is there: new, changed and unchanged articles are told apart" {
    { article a One herons; article b Two cranes; article c Three storks; } >first.jsonl
    { article a One herons; article b Two owls; article d Four ducks; } >second.jsonl
    index -q x.idx first.jsonl
    run -0 --separate-stderr index x.idx second.jsonl
    counts 1 1 1 0
    equal "$(ids x.idx)" "a c b d"
    equal "$(hits x.idx cranes)" ""
    equal "$(hits x.idx owls)" b
    sound x.idx
}

@test "going back to an earlier version is an update too" {
    article a One herons >v1.jsonl
    article a One cranes >v2.jsonl
    index -q x.idx v1.jsonl
    index -q x.idx v2.jsonl
    run -0 --separate-stderr index x.idx v1.jsonl
    counts 0 1 0 0
    equal "$(hits x.idx herons)" a
    equal "$(hits x.idx cranes)" ""
    equal "$(query -c x.idx date:1900.. 2>/dev/null || true)" 0
    equal "$(stat_of x.idx 's["articles"]')" 1
}

@test "a deleted article comes back when it is indexed again" {
    { article a One herons; article b Two cranes; } >first.jsonl
    index -q x.idx first.jsonl
    index -q --delete x.idx a
    run -0 --separate-stderr index x.idx first.jsonl
    counts 1 0 1 0
    equal "$(hits x.idx herons)" a
    sound x.idx
}

@test "the same id within a run: the last one stands, exact repeats count as unchanged" {
    { article a One herons; article a One herons; article a One cranes; article b Two owls; } >first.jsonl
    run -0 --separate-stderr index x.idx first.jsonl
    counts 2 1 1 0
    equal "$(ids x.idx)" "a b"
    equal "$(hits x.idx herons)" ""
    equal "$(hits x.idx cranes)" a
    sound x.idx
}

@test "any field that changes makes an article new, not its text alone" {
    echo '{"id": "a", "title": "t", "text": "x", "author": "Ann"}' >first.jsonl
    echo '{"id": "a", "title": "t", "text": "x", "author": "Bob"}' >second.jsonl
    index -q x.idx first.jsonl
    run -0 --separate-stderr index x.idx second.jsonl
    counts 0 1 0 0
    equal "$(hits x.idx author:bob)" a
}

@test "several inputs in the order given, standard input among them" {
    article a One herons >a.jsonl
    article c Three storks >c.jsonl
    article b Two cranes | index -q x.idx c.jsonl - a.jsonl
    equal "$(ids x.idx)" "c b a"
}

@test "rejected records: named with file and line, counted, status 1, the others indexed" {
    { article a One herons; echo '{broken'; article b Two cranes; echo; echo '{"lang": "en"}'; } >mixed.jsonl
    run -1 --separate-stderr index x.idx mixed.jsonl
    equal "$output" ""
    contains "$stderr" "mixed.jsonl:2: "
    contains "$stderr" "mixed.jsonl:5: record without title, text and id"
    contains "$stderr" "1 malformed record"
    counts 2 0 0 2
    equal "$(ids x.idx)" "a b"
}

@test "--quiet says nothing of what went well, and still names what did not" {
    article a One herons >good.jsonl
    run -0 --separate-stderr index --quiet x.idx good.jsonl
    equal "$output$stderr" ""
    echo '{broken' >bad.jsonl
    run -1 --separate-stderr index -q x.idx bad.jsonl
    contains "$stderr" "bad.jsonl:1: "
    lacks "$stderr" added
}

@test "of many rejected records ten are named, with --verbose all" {
    for i in $(seq 25); do echo "broken $i"; done >bad.jsonl
    run -1 --separate-stderr index --format jsonl x.idx bad.jsonl
    equal "$(grep -c 'bad.jsonl:' <<<"$stderr")" 10
    counts 0 0 0 25
    run -1 --separate-stderr index -v --format jsonl x.idx bad.jsonl
    equal "$(grep -c 'bad.jsonl:' <<<"$stderr")" 25
}

@test "options stand anywhere before --, short ones joined, after it everything is an operand" {
    article a One herons >good.jsonl
    index x1.idx good.jsonl -q --format jsonl
    index x2.idx -qfjsonl good.jsonl
    index --format=jsonl x3.idx -vqj2 good.jsonl --memory 64M
    for x in x1 x2 x3; do equal "$(ids $x.idx)" a; done
    cp good.jsonl ./--stats
    index -q -- --odd.idx --stats
    equal "$(index --dump -- --odd.idx | wc -l)" 1
}

@test "wrong command lines: status 2, the reason on stderr, and no index is made" {
    article a One herons >good.jsonl
    wrong() {
        local what=$1
        shift
        run -2 --separate-stderr index "$@"
        equal "$output" ""
        contains "$stderr" "pressmark-index: "
        contains "$stderr" "$what"
        lacks "$stderr" added
        [ ! -e x.idx ]
    }
    wrong 'no index named'
    wrong 'no input' x.idx
    wrong "unknown option '--fromat'; did you mean '--format'?" --fromat jsonl x.idx good.jsonl
    wrong "unknown option '-z'" -z x.idx good.jsonl
    wrong "'bogus' is no format: jsonl, json" --format bogus x.idx good.jsonl
    wrong "'bogus' is no field" --map bogus=key x.idx good.jsonl
    wrong "unknown encoding 'ebcdic-of-mars'" --encoding ebcdic-of-mars x.idx good.jsonl
    wrong "cannot read 'godo.jsonl': No such file" x.idx godo.jsonl
    wrong "none of the inputs can be read: cannot read 'a': No such file" x.idx a b good.jsonl/c
    wrong "does not know the language 'klingon'" --lang klingon x.idx good.jsonl
    wrong "wants a number" --threads many x.idx good.jsonl
    wrong "wants a size" --memory 12X x.idx good.jsonl
    wrong "wants a size" --record-max -1 x.idx good.jsonl
    wrong "wants one character" --csv-separator ab x.idx good.jsonl
    wrong "cannot be given together" --merge --delete x.idx
    wrong "takes no value" --merge=yes x.idx
    wrong "wants a value" x.idx good.jsonl --source
    wrong "--json goes with --stats only" --json x.idx good.jsonl
    wrong "one operand too many" --stats x.idx good.jsonl
    wrong "there is no index at 'x.idx'" --stats x.idx
    wrong "there is no index at 'x.idx'" --delete x.idx a
    wrong "cannot make directory 'no/such/x.idx'" no/such/x.idx good.jsonl
}

@test "--help and --version: standard output, status 0" {
    run -0 --separate-stderr index --help
    contains "$output" "pressmark-index [OPTION]... INDEX INPUT..."
    equal "$stderr" ""
    run -0 --separate-stderr index -V
    [[ $output =~ ^"pressmark-index "[0-9.]+", Xapian "[0-9.]+$ ]]
    run -2 --separate-stderr into /dev/full index --help
    contains "$stderr" "cannot write to standard output"
}

@test "directories are 0700 and files 0600 whatever the umask" {
    article a One herons >one.jsonl
    for mask in 000 022 077 777; do
        (umask $mask && index -q $mask.idx "$PWD/one.jsonl" && index -q --delete $mask.idx a)
        equal "$(find $mask.idx -type d ! -perm 0700)" ""
        equal "$(find $mask.idx -type f ! -perm 0600)" ""
        [ "$(find $mask.idx -name 'deleted-*' | wc -l)" = 1 ]
    done
}

@test "an empty directory becomes an index, and an input without articles makes an empty one" {
    mkdir x.idx empty
    run -0 --separate-stderr index x.idx empty
    counts 0 0 0 0
    run -1 --separate-stderr query x.idx herons
    contains "$output" "no matches in 0 articles"
    sound x.idx
    equal "$(index --dump x.idx)" ""
}

# ---- positions ----

@test "positions: in Xapian's files only when asked for, and for the whole index" {
    { article a One herons; article b Two cranes; } >a.jsonl
    index -q plain.idx a.jsonl
    equal "$(index --stats --json plain.idx | json 'docs[0]["positions"]')" postings
    index -q --positions xapian full.idx a.jsonl
    equal "$(index --stats --json full.idx | json 'docs[0]["positions"]')" xapian
    run -2 --separate-stderr index -q --positions xapian plain.idx a.jsonl
    contains "$stderr" "the index was made with --positions postings, which --rebuild alone can change"
    run -2 --separate-stderr index -q --positions nowhere plain.idx a.jsonl
    contains "$stderr" "--positions is 'postings' or 'xapian', not 'nowhere'"
    article c Three egrets | index -q -f jsonl full.idx - # as it was made
    index -q --merge full.idx
    equal "$(index --stats --json full.idx | json 'docs[0]["positions"]')" xapian
    sound full.idx
    index -q --rebuild --positions postings full.idx
    equal "$(index --stats --json full.idx | json 'docs[0]["positions"]')" postings
    sound full.idx
}
