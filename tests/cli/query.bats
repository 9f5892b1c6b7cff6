# pressmark-query as people run it: finding, exit status, options, indexes, articles.

load helpers

setup_file() {
    export made=$BATS_FILE_TMPDIR
    index -q "$made/x.idx" "$sample"
    { article p One "penguins waddle"; article q Two "penguins swim"; } | index -q -f jsonl "$made/y.idx" -
}

setup() {
    cd "$made"
}

@test "found: status 0; nothing found: 1; an error: 2; results on stdout, all else on stderr" {
    run -0 --separate-stderr query x.idx night train
    equal "$stderr" ""
    contains "${lines[0]}" "   1. "
    contains "$output" "matches in $sample_articles articles, "
    run -1 --separate-stderr query x.idx herringbone
    contains "$output" "no matches in $sample_articles articles"
    contains "$stderr" "note: no article has 'herringbone'"
    run -2 --separate-stderr query x.idx --since never night
    equal "$output" ""
    contains "$stderr" "'never'"
}

@test "the words of the command line are one query, with or without quotes around all of it" {
    equal "$(hits x.idx night train)" "$(hits x.idx 'night train')"
    equal "$(hits x.idx +night -- -train)" "$(hits x.idx '+night -train')"
    equal "$(hits x.idx '"night train"')" "$(hits x.idx '"night' 'train"')"
    run ! equal "$(hits x.idx '"night train"')" "$(hits x.idx night train)"
}

@test "words near each other: in any order, with so many others among them at most" {
    { article p One "penguins waddle to the cold sea"; article q Two "sea of penguins"; } | index -q -f jsonl near.idx -
    equal "$(hits near.idx '"penguins sea"~4')" "q p"
    equal "$(hits near.idx '"sea penguins"~3')" "q"
    equal "$(hits near.idx --engine xapian '"sea penguins"~1')" "q"
    run -1 query near.idx '"sea penguins"~0'
    run -0 query near.idx --explain '"sea penguins"~3'
    contains "$output" "NEAR/5(=sea =penguins)"
    run -2 query near.idx '"sea penguins"~100'
    contains "$output" "'~100' is too far: at most 99 other words"
}

@test "words near each other: the end of a paragraph counts as ten, that of the title too; no phrase crosses it" {
    article a Heron 'seals sleep\n\npenguins waddle' | index -q -f jsonl gap.idx -
    for engine in lookup xapian; do
        equal "$(hits gap.idx --engine $engine '"sleep penguins"~10')" a
        equal "$(hits gap.idx --engine $engine '"heron seals"~10')" a
        run -1 query gap.idx --engine $engine '"sleep penguins"~9'
        run -1 query gap.idx --engine $engine '"heron seals"~9'
        run -1 query gap.idx --engine $engine '"sleep penguins"'
    done
}

@test "--count is the number of matches, alone" {
    run -0 --separate-stderr query --count x.idx night
    [[ $output =~ ^[0-9]+$ ]]
    equal "$output" "$(hits x.idx night | wc -w)"
    run -1 --separate-stderr query -c x.idx herringbone
    equal "$output" 0
    run -0 query -c --json x.idx night
    equal "$(json 'docs[0]["count"]' <<<"$output")" "$(query -c x.idx night)"
    equal "$(query -c x.idx date:2022..2023)" "$(query -c x.idx date:2022 OR date:2023)"
}

@test "words that come together are not taken to be independent when matches are estimated" {
    awk 'BEGIN { for (i = 0; i < 9000; i++)
        printf "{\"id\": \"%d\", \"text\": \"%s %d\"}\n", i, i % 3 ? "ferry" : "harbour pilot", i }' |
        index -q -f jsonl together.idx -
    contains "$(query together.idx +harbour +pilot)" "about 3,000 matches in 9,000 articles"
    contains "$(query together.idx '"harbour pilot"')" "about 3,000 matches in 9,000 articles"
    equal "$(query --count together.idx +harbour +pilot)" 3000
}

@test "--show: the whole article, or status 1 and its id" {
    run -0 --separate-stderr query x.idx --show hc-2022-0114
    equal "$stderr" ""
    contains "$output" "title: Night train to Milan sells out before its first run"
    contains "$output" "author: Ines Halvorsen"
    contains "$output" "date: 2022-01-14"
    contains "$output" "Trains on the route were withdrawn in 2009"
    run -1 --separate-stderr query x.idx --show nobody
    equal "$output" ""
    equal "$stderr" "pressmark-query: no article has the id 'nobody'"
    equal "$(query --json x.idx --show hc-2022-0114)" "$(index --dump x.idx | grep '"id": "hc-2022-0114"')"
    run -2 query x.idx --show hc-2022-0114 night
    run -2 query x.idx --show hc-2022-0114 --count
}

@test "every id that a search shows can be shown whole" {
    for id in $(hits x.idx date:2022..2023); do
        run -0 query x.idx --show "$id"
        contains "$output" "id: $id"
    done
}

@test "--limit, --offset: pages of one list" {
    all=($(hits x.idx night))
    page=($(query --json -n 5 --offset 3 x.idx night | json '" ".join(d["id"] for d in docs)'))
    equal "${page[*]}" "${all[*]:3:5}"
    equal "$(query --json -n 5 --offset 3 x.idx night | json '[d["rank"] for d in docs]')" "[4, 5, 6, 7, 8]"
    equal "$(query --json -n 0 x.idx night)" ""
    run -0 query -n 0 x.idx night
    contains "$output" "matches in"
    run -0 query --offset 1000 x.idx night
    equal "${#lines[@]}" 1
    equal "$(query --json x.idx night | wc -l)" 10
}

@test "--sort: by date both ways; a query that only filters lists the newest first" {
    dates() { query --json -n 99 "$@" | json '[d.get("date", "") for d in docs]'; }
    sorted() { query --json -n 99 "$@" | json 'sorted((d.get("date", "") for d in docs), reverse='"$reverse)"; }
    reverse=False equal "$(dates x.idx --sort date +night date:2022..)" \
        "$(reverse=False sorted x.idx +night date:2022..)"
    reverse=True
    equal "$(dates x.idx --sort=-date +night date:2022..)" "$(sorted x.idx +night date:2022..)"
    equal "$(dates x.idx source:reuters)" "$(sorted x.idx source:reuters)"
    query --json -n 99 x.idx night |
        json '[d["weight"] for d in docs] == sorted((d["weight"] for d in docs), reverse=True)' |
        grep -qx True
}

@test "--since and --until: a day, a month, a year, both ends included; also without a query" {
    equal "$(query -c x.idx --since 2022 --until 2022)" "$(query -c x.idx date:2022)"
    equal "$(query -c x.idx --since 2023-02 --until 2023-03)" "$(query -c x.idx date:2023-02..2023-03)"
    equal "$(hits x.idx --since 2022-01-14 --until 2022-01-14)" hc-2022-0114
    equal "$(hits x.idx --since 2022-01-14 --until 2022-01-14 train)" hc-2022-0114
    run -1 query x.idx --since 2022-01-15 --until 2022-01-15 Milan
    run -2 --separate-stderr query x.idx --since 2023 --until 2022 night
    run -2 --separate-stderr query x.idx --since 2023-02-30 night
    contains "$stderr" "'2023-02-30'"
}

@test "accents do not count, even where they decide how a word is cut" {
    {
        article 1 "Energía" "La energía salió cara"
        article 2 "Otro" "La energia salio barata"
        article 3 "Tercero" "Una cosa verde"
    } | index -q --lang es -f jsonl es.idx -
    for q in energia energía ENERGIA salio salió '"energia salio"' '"la energía"' =energia '+energia +salió' \
        'energi*'; do
        equal "$(hits es.idx "$q" | tr ' ' '\n' | sort | paste -sd' ')" "1 2"
        equal "$(hits es.idx --engine xapian "$q")" "$(hits es.idx "$q")"
    done
    equal "$(hits es.idx title:energia)" 1
    contains "$(query es.idx -n 1 title:energia)" "La energía salió cara"
    index -q --delete es.idx 1
    index -q --merge es.idx
    equal "$(hits es.idx energía)" 2
    { article 1 "Une femme" "Elle est arrivée"; article 2 "Un homme" "Il est parti"; } |
        index -q --lang fr -f jsonl fr.idx -
    equal "$(query --count fr.idx arrivee)" 1
    equal "$(query --count fr.idx arrivée)" 1
    equal "$(query --count -i es.idx -i fr.idx 'energia arrivee')" 2
}

@test "--lang: the words are of that language alone" {
    equal "$(hits x.idx --lang fr 'élections' lang:fr)" "$(hits x.idx --lang french 'election' lang:fr)"
    run -2 --separate-stderr query x.idx --lang klingon night
    contains "$stderr" "'klingon'"
}

@test "fields: each finds what the articles say" {
    equal "$(hits x.idx id:NL-20220428)" NL-20220428
    equal "$(hits x.idx 'author:"Leander Strüver"' section:Kultur)" \
        https://auenbote.example/2023/im-caf-federkiel-wird-wieder-gedichtet
    equal "$(query -c x.idx source:reuters)" 8
    equal "$(query -c x.idx lang:de)" 7
    equal "$(query -c x.idx lang:german)" 7
    equal "$(query -c x.idx date:2022-01-14)" 1
    equal "$(query --json -n 99 x.idx topic:energy |
        json 'all("energy" in str(d["topic"]) for d in docs) and len(docs) > 1')" True
    equal "$(query --json -n 99 x.idx title:night |
        json 'all("night" in d["title"].lower() for d in docs) and len(docs) > 3')" True
}

@test "the index: first operand, -i, or PRESSMARK_INDEX; -i twice searches both; -i wins" {
    equal "$(hits -i x.idx night)" "$(hits x.idx night)"
    equal "$(hits night -i x.idx)" "$(hits x.idx night)"
    equal "$(PRESSMARK_INDEX=x.idx hits night)" "$(hits x.idx night)"
    equal "$(PRESSMARK_INDEX=x.idx hits -i y.idx penguins)" "p q"
    equal "$(PRESSMARK_INDEX=x.idx query --show 6 | head -1)" "id: 6"
    run -2 --separate-stderr env PRESSMARK_INDEX= "$PRESSMARK_BIN/pressmark-query" night train
    contains "$stderr" "there is no index at 'night'; without -i the first operand names the index"
    run -2 --separate-stderr query -i none.idx night
    lacks "$stderr" "first operand"
    run -0 --separate-stderr query -i x.idx -i y.idx penguins OR Milan
    contains "$output" "articles of 2 indexes"
    query --json -i x.idx -i y.idx penguins OR Milan | json 'sorted(set(d["index"] for d in docs))' |
        grep -qxF "['x.idx', 'y.idx']"
    equal "$(query -c -i x.idx --index=y.idx penguins)" 2
    equal "$(query --show p -i x.idx -i y.idx | head -1)" "id: p"
    run -2 --separate-stderr query -i x.idx -i none.idx night
    contains "$stderr" "'none.idx'"
}

@test "wrong command lines: status 2, the reason, nothing on stdout" {
    wrong() {
        local what=$1
        shift
        run -2 --separate-stderr query "$@"
        equal "$output" ""
        contains "$stderr" "$what"
    }
    wrong "no index named"
    wrong "no query for index 'flood': the first operand names the index" flood
    wrong "no query; see" -i x.idx
    wrong "unknown option '--limt'; did you mean '--limit'?" x.idx --limt 3 night
    lacks "$stderr" "put --"
    wrong "put -- before the query" x.idx night -train
    wrong "'2023-01..2023-03' is no date: write 2023, 2023-07 or 2023-07-27" --since 2023-01..2023-03 x.idx night
    lacks "$stderr" range
    wrong "wants a number, not '-1'" x.idx -n -1 night
    wrong "wants a number" x.idx -n 99999999999999999999999 night
    wrong "wants one of relevance, date, -date" x.idx --sort size night
    wrong "wants one of auto, always, never" x.idx --color=blue night
    wrong "wants a value" x.idx night --since
    wrong "--offset and --sort do not go with it" x.idx --count --offset 3 night
    wrong "takes no value" x.idx --count=3 night
}

@test "what a query cannot mean is an error that shows the place" {
    run -2 --separate-stderr query x.idx night date:2023-13
    contains "$stderr" "'2023-13'"
    contains "$stderr" "  night date:2023-13"
    contains "$stderr" "^^^^^^^"
    for q in 'date:2024..2022' '-night' 'NOT night' 'a*' 'date:soon'; do
        run -2 --separate-stderr query x.idx -- "$q"
        equal "$output" ""
        contains "$stderr" "^"
    done
}

@test "what is doubtful is searched, with a note" {
    run -0 --separate-stderr query x.idx 'foo:bar night'
    contains "$stderr" "note: there is no field 'foo'"
    run -0 --separate-stderr query x.idx '"night train'
    contains "$stderr" "note: the quotation mark before"
    run -0 --separate-stderr query x.idx '(night train'
    contains "$stderr" "note: a parenthesis is never closed"
    run -1 --separate-stderr query x.idx ''
    contains "$stderr" "note: there is no word in the query"
}

@test "--help and --version" {
    run -0 --separate-stderr query --help
    contains "$output" "pressmark-query [OPTION]... INDEX QUERY..."
    equal "$stderr" ""
    run -0 --separate-stderr query --version
    [[ $output =~ ^"pressmark-query "[0-9.]+", built for Xapian "[0-9.]+$ ]]
}
