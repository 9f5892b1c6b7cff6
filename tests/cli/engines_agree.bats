# The two engines over real news and real queries, where the corpora are at hand: the same ids in the same order, the
# same weights, counts and notes. PRESSMARK_ROUNDS=N asks at most N queries of each list (300).

load helpers

setup_file() {
    [ -d "${PRESSMARK_CORPORA:-/nonexistent}/reuters21578" ] || return 0
    export made=$BATS_FILE_TMPDIR
    local of=$PRESSMARK_CORPORA/reuters21578
    index -q "$made/reuters.idx" "$of"/reut2-0{00..14}.sgm.gz || [ $? = 1 ] # 1: some are without text
    index -q "$made/reuters.idx" "$of"/reut2-0{15..19}.sgm.gz || [ $? = 1 ]
    index -q "$made/reuters.idx" "$of"/reut2-0{20..21}.sgm.gz || [ $? = 1 ]
}

setup() {
    [ -n "${made:-}" ] || skip 'no test corpora (PRESSMARK_CORPORA)'
}

# agree LIST: queries of a list, evenly picked, some with other options, give the same by either engine.
agree() {
    python3 - "$PRESSMARK_BIN/pressmark-query" "$made/reuters.idx" "$PRESSMARK_CORPORA/queries/$1" \
        "${PRESSMARK_ROUNDS:-300}" <<'END'
import subprocess, sys
program, index, path, most = sys.argv[1:4] + [int(sys.argv[4])]
ways = [["-n", "10"], ["-n", "1000"], ["--count"], ["-n", "10", "--offset", "5"], ["-n", "20", "--sort=-date"]]
queries = [line.split("\t", 1)[1].strip() for line in open(path, encoding="utf-8", newline="\n") if "\t" in line]
picked = queries[:: max(1, -(-len(queries) // most))]
found = 0
for at, query in enumerate(picked):
    options = ["--json", "--no-snippet", *ways[at % len(ways)], "-i", index]
    results = []
    for engine in ["lookup", "xapian"]:
        run = subprocess.run([program, "--engine", engine, *options, "--", query], capture_output=True, text=True)
        results.append((run.returncode, run.stdout, run.stderr))
    if results[0] != results[1] or results[0][0] not in (0, 1, 2):
        sys.exit("query %r, options %r\nlookup: %s\nxapian: %s" % (query, options, *map(str, results)))
    found += results[0][0] == 0
print("%d of %d queries found something" % (found, len(picked)))
sys.exit(found * 3 < len(picked))
END
}

@test "the index has several segments" {
    equal "$(stat_of "$made/reuters.idx" 'len(s["segments"])')" 3
}

@test "words, phrases and +words of the Search Benchmark Game" {
    agree search_benchmark_game.tsv
}

@test "topics of TREC 2004 Robust" {
    agree trec_robust04.title.tsv
}

@test "topics of TREC 2017 Common Core" {
    agree trec_core17_nyt.title.tsv
}

@test "topics of TREC 2018 Common Core" {
    agree trec_core18_wapo.title.tsv
}

@test "web queries of TREC 2005 Terabyte" {
    agree web_terabyte05_efficiency_first5000.tsv
}

@test "tasks of luceneutil, whatever the parser makes of them" {
    agree luceneutil_wikimedium10M.tsv
}
