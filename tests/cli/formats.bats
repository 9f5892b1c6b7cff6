# Every format of the sample corpus, and the options that say how to read.

load helpers

setup_file() {
    export made=$BATS_FILE_TMPDIR
    index -q "$made/x.idx" "$sample"
    index --dump "$made/x.idx" >"$made/all.jsonl"
}

setup() {
    cd "$BATS_TEST_TMPDIR"
}

# field ID NAME: of an article of the sample; a list as Python prints it, nothing where it has none.
field() {
    json "[d.get('$2', '') for d in docs if ('/' + d['id']).endswith('/$1')][0]" <"$made/all.jsonl"
}

# has ID FIELD VALUE FIELD VALUE ...
has() {
    local id=$1
    shift
    while [ $# -gt 0 ]; do
        equal "$id $1: $(field "$id" "$1")" "$id $1: $2"
        shift 2
    done
}

# The sample file alone has so many articles.
alone() {
    index -q alone.idx "$sample/$1"
    equal "$1 $(stat_of alone.idx 's["articles"]')" "$1 $2"
    rm -r alone.idx
}

@test "each file of the sample has its articles" {
    alone harbour-courier.jsonl 12
    alone northern-ledger.csv 8
    alone meridian-wire.sgm 8
    alone northern-ledger.trec 4
    alone auenbote.jsonl.gz 6
    alone phare-des-marais.csv 7
    alone gaceta-de-valmora.json 8
    for file in sleeping-car.html island-telescope.html cafe-federkiel.html coq-barnabe.html \
        vessano-2023-07-27.txt walking-football.txt notaufnahme-2023-01-30.txt; do
        alone $file 1
    done
    equal "$(wc -l <"$made/all.jsonl")" $sample_articles
}

@test "JSON Lines" {
    has hc-2022-0114 title "Night train to Milan sells out before its first run" date 2022-01-14 \
        author "Ines Halvorsen" source "The Harbour Courier" section Transport lang en topic "['transport', 'travel']"
    has hc-2022-0520 author "['Ines Halvorsen', 'Amadou Reyes']" date 2022-05-20
    contains "$(field hc-2022-0114 text)" "head of sleeper services, Tove Brandt"
}

@test "packed JSON Lines, in German" {
    has ab-2022-01-21 title "Der Nachtzug nach Mailand hält wieder in Göttingen" date 2022-01-21 \
        author "Friederike Aumann" source "Der Auenbote" lang de topic Verkehr
}

@test "one JSON array with keys of its own, dates in Spanish words" {
    has lg-1001 title "El tren nocturno vuelve a cruzar la sierra" date 2022-03-10 author "Jimena Robledo" \
        source "La Gaceta de Valmora" section Sociedad lang es topic transporte
    has lg-1008 date 2023-12-01 source "La Gaceta de Valmora"
}

@test "CSV with commas, dates in words, and with semicolons, dates in French words" {
    has NL-20220209 title "Hospital apologises for an email that reached 4,000 strangers" date 2022-02-09 \
        author "Dara Quill" source "The Northern Ledger" section health lang en
    contains "$(field NL-20220209 text)" "had offered the hospital tulip bulbs"
    has phare-01 title "Le train de nuit revient à Brévanne, avec du retard" date 2022-02-18 \
        author "Maëlle Kerivel" source "Le Phare des Marais" section Transports lang fr
    has phare-04 date 2022-12-14
}

@test "SGML of Reuters" {
    has 1 title "TIMBER TARIFF TALKS RESUME IN GDANSK" date 2022-01-27T09:12:44Z source Reuters \
        topic "['trade', 'timber', 'norway', 'poland']"
    contains "$(field 3 text)" "Danugrain <DNG.X> will double"
}

@test "SGML of TREC" {
    has NL22-0505-011 title "Insurers redraw the map of the Aune valley" date 2022-05-05 author "Dara Quill"
    contains "$(field NL22-0505-011 text)" "higher by the width of a hand"
    lacks "$(field NL22-0505-011 text)" "<P>"
}

@test "pages: title, date, author and source from their metadata, the story without what surrounds it" {
    has railway-museum-puts-a-sleeping-car-back-to-bed title "Railway museum puts a sleeping car back to bed" \
        date 2022-10-30T06:30:00Z author "Mabel Osei" source "The Northern Ledger" section culture lang en
    has im-caf-federkiel-wird-wieder-gedichtet title "Im Café Federkiel wird wieder gedichtet" \
        date 2023-09-19T06:30:00Z author "Leander Strüver" source "Der Auenbote" lang de
    has le-proc-s-du-coq-s-ach-ve-par-un-accord title "Le procès du coq s'achève par un accord" \
        date 2023-11-23T06:30:00Z author "Apolline Ferrand" lang fr
    story=$(field railway-museum-puts-a-sleeping-car-back-to-bed text)
    contains "$story" "They found a love letter under a mattress spring"
    lacks "$story" "document.title"
    lacks "$story" "Sport"
}

@test "plain texts: the mark with the date, the heading, what stands beside it left out" {
    has vessano-2023-07-27.txt title "Cloudburst tears a bridge from the village of Vessano" date 2023-07-27
    lacks "$(field vessano-2023-07-27.txt text)" "Morning Ledger list"
    contains "$(field vessano-2023-07-27.txt text)" "like a night train going through the kitchen"
    has walking-football.txt title "Walking football club signs a striker aged ninety"
    has notaufnahme-2023-01-30.txt date 2023-01-30
    contains "$(field notaufnahme-2023-01-30.txt text)" "Die Leiterin der Pflege, Oda Behrens"
}

@test "every article of the sample has text, all but one a date, and none a date outside its years" {
    equal "$(json 'all(len(d["text"]) > 200 for d in docs)' <"$made/all.jsonl")" True
    [ "$(json 'sum("date" not in d for d in docs)' <"$made/all.jsonl")" -le 1 ]
    equal "$(json 'all("2022" <= d["date"][:4] <= "2023" for d in docs if "date" in d)' <"$made/all.jsonl")" True
}

@test "pipes that are named: those of the shell, and one whose writer comes later" {
    index -q piped.idx <(gzip -cd "$sample/auenbote.jsonl.gz") <(cat "$sample/auenbote.jsonl.gz") \
        "$sample/northern-ledger.csv" <(cat "$sample/meridian-wire.sgm")
    index -q files.idx "$sample"/{auenbote.jsonl.gz,northern-ledger.csv,meridian-wire.sgm}
    cmp <(index --dump piped.idx | sort) <(index --dump files.idx | sort)
    mkfifo late
    { sleep 0.3 && cat "$sample/northern-ledger.csv"; } >late 3>&- &
    index -q late.idx late
    wait $!
    index -q ledger.idx "$sample/northern-ledger.csv"
    cmp <(index --dump late.idx) <(index --dump ledger.idx)
}

@test "articles without ids that come through pipes: one day's do not take the place of another's" {
    day() { printf '{"title":"%s","text":"herons"}\n' "$@"; }
    day one two | index -q x.idx -
    day three | index -q x.idx -
    index -q x.idx <(day four) <(day five) <(printf 'Title: A page of text\n\nHerons.\n')
    printf 'Title: Another one\n\nHerons.\n' | index -q x.idx -
    equal "$(stat_of x.idx 's["articles"]')" 7
    run -0 --separate-stderr index x.idx <(day one five)
    contains "$stderr" "added 0, updated 0, unchanged 2, rejected 0"
    day one two one | index -q y.idx -
    equal "$(stat_of y.idx 's["articles"]')" 2
    index -q --delete y.idx "$(index --dump y.idx | json 'docs[0]["id"]')"
    equal "$(stat_of y.idx 's["articles"]')" 1
}

@test "standard input: any format, found by content or named" {
    for file in harbour-courier.jsonl northern-ledger.csv gaceta-de-valmora.json \
        meridian-wire.sgm northern-ledger.trec \
        sleeping-car.html walking-football.txt auenbote.jsonl.gz; do
        index -q file.idx "$sample/$file"
        index -q piped.idx - <"$sample/$file"
        equal "$file $(index --dump piped.idx | json '[d.get("title") for d in docs]')" \
            "$file $(index --dump file.idx | json '[d.get("title") for d in docs]')"
        rm -r file.idx piped.idx
    done
    gzip -cd "$sample/auenbote.jsonl.gz" | index -q --format jsonl named.idx -
    equal "$(stat_of named.idx 's["articles"]')" 6
}

@test "--format: the name and content of a file do not matter then" {
    cp "$sample/northern-ledger.csv" notes.dat
    index -q --format csv x.idx notes.dat
    equal "$(stat_of x.idx 's["articles"]')" 8
    printf 'One heading\n\nfirst,second\n' >table.csv
    index -q -f text y.idx table.csv
    equal "$(index --dump y.idx | json 'docs[0]["title"]')" "One heading"
    for kind in jsonl json csv tsv reuters trec html text; do
        run --separate-stderr index -f $kind z.idx "$sample/walking-football.txt"
        [ "$status" -le 1 ]
    done
}

@test "--map: fields from keys of one's own, nested ones too, over what is known without it" {
    echo '{"nr": 7, "head": {"line": "Mapped heading"}, "title": "wrong", "story": {"parts": "herons wade"},
          "by": "Ann Other", "when": "2023-07-27", "paper": "The Pond", "text": "wrong too"}' | tr -d '\n' >m.jsonl
    index -q -m id=nr --map title=head.line --map=text=story.parts -m author=by -m date=when -m source=paper \
        x.idx m.jsonl
    about='"date": "2023-07-27", "author": "Ann Other", "source": "The Pond"'
    equal "$(index --dump x.idx)" '{"id": "7", "title": "Mapped heading", '"$about"', "text": "herons wade"}'
    printf 'kennung;kopf;inhalt\nk1;Kopf eins;Reiher\n' >m.csv
    index -q -m id=kennung -m title=kopf -m text=inhalt y.idx m.csv
    equal "$(index --dump y.idx)" '{"id": "k1", "title": "Kopf eins", "text": "Reiher"}'
    for bad in title =x title= nothing=x; do
        run -2 --separate-stderr index --map "$bad" z.idx m.csv
        [ -n "$stderr" ]
    done
}

@test "--csv-separator and --csv-quote" {
    printf "id|title|text\na|'One | two'|'it''s herons'\n" >p.csv
    index -q --csv-separator '|' --csv-quote "'" x.idx p.csv
    equal "$(index --dump x.idx)" '{"id": "a", "title": "One | two", "text": "it'"'"'s herons"}'
    printf 'id\ttitle\ttext\na\tOne\therons\n' >t.csv
    for tab in tab '\t' $'\t'; do
        rm -rf t.idx
        index -q --format csv --csv-separator "$tab" t.idx t.csv
        equal "$(ids t.idx)" a
    done
    cp t.csv t.tsv
    index -q u.idx t.tsv
    equal "$(hits u.idx herons)" a
}

@test "--encoding: for what is no UTF-8 and declares nothing" {
    printf 'id,title,text\na,\xcf\xf0\xe8\xe2\xe5\xf2,\xf6\xe0\xef\xeb\xff\n' >cyrillic.csv
    index -q --encoding windows-1251 x.idx cyrillic.csv
    equal "$(index --dump x.idx | json 'docs[0]["title"] + " " + docs[0]["text"]')" "Привет цапля"
    printf 'Caf\xe9 heading\n\nna\xefve \x93herons\x94\n' >latin.txt
    index -q y.idx latin.txt
    equal "$(hits y.idx café naïve)" latin.txt
    contains "$(index --dump y.idx)" "“herons”"
    index -q --encoding windows-1251 z.idx "$sample/cafe-federkiel.html"
    contains "$(index --dump z.idx)" "Café Federkiel"
    run -2 --separate-stderr index --encoding klingon-8 w.idx latin.txt
    contains "$stderr" "klingon-8"
    [ ! -e w.idx ]
}

@test "--source: for articles that name none, and for no others" {
    { article a One herons; echo '{"id": "b", "title": "Two", "text": "herons", "source": "Its Own"}'; } >s.jsonl
    index -q --source "The Pond Post" x.idx s.jsonl
    equal "$(index --dump x.idx | json '[d["source"] for d in docs]')" "['The Pond Post', 'Its Own']"
    equal "$(hits x.idx 'source:"the pond post"')" a
}

@test "--lang: for articles that name none; the index remembers it" {
    { article a One "talking"; echo '{"id": "b", "title": "Two", "text": "parlent", "lang": "fr"}'; } >l.jsonl
    index -q --lang de x.idx l.jsonl
    article c Three talking >more.jsonl
    index -q x.idx more.jsonl
    equal "$(hits x.idx lang:de)" "$(hits x.idx lang:german)"
    equal "$(query -c x.idx lang:de)" 2
    equal "$(hits x.idx lang:fr)" b
    equal "$(stat_of x.idx 's["default_language"]')" de
}

@test "archives: every format and packing within, members named in ids and messages" {
    mkdir in
    cp "$sample"/{harbour-courier.jsonl,northern-ledger.csv,meridian-wire.sgm,sleeping-car.html,walking-football.txt} in
    echo '{broken' >in/zz.jsonl
    for pack in 'tar cf x.tar in' 'tar czf x.tar.gz in' 'tar cjf x.tar.bz2 in' 'tar cJf x.tar.xz in' \
        'tar --zstd -cf x.tar.zst in' 'zip -qr x.zip in'; do
        command -v "${pack%% *}" >/dev/null || continue
        $pack 2>/dev/null || continue
        run -1 --separate-stderr index a.idx x.*
        counts 30 0 0 1
        contains "$stderr" "(in/zz.jsonl):1: "
        contains "$(ids a.idx)" "(in/walking-football.txt)"
        rm -r a.idx x.*
    done
    for pack in gzip bzip2 xz zstd; do
        command -v $pack >/dev/null || continue
        $pack -c <in/northern-ledger.csv >packed.csv.$pack
        index -q a.idx packed.csv.$pack
        equal "$pack $(stat_of a.idx 's["articles"]')" "$pack 8"
        rm -r a.idx
    done
}

@test "directories: walked in order of names, hidden files passed over" {
    mkdir -p d/b d/.hidden
    article three t herons >d/c.jsonl
    article two t herons >d/b/x.jsonl
    article one t herons >d/a.jsonl
    article no t herons >d/.no.jsonl
    article never t herons >d/.hidden/x.jsonl
    index -q x.idx d
    equal "$(ids x.idx)" "one two three"
}

@test "the corpora, when they are at hand: judged newswire of 1987, in SGML and as JSON Lines" {
    [ -n "${PRESSMARK_CORPORA:-}" ] || skip "no corpora"
    run --separate-stderr index x.idx "$PRESSMARK_CORPORA/reuters21578/reut2-017.sgm.gz"
    [ "$status" -le 1 ]
    equal "$(stat_of x.idx 's["articles"] > 900 and s["dates"][0][:4] == "1987"')" True
    index -q y.idx "$PRESSMARK_CORPORA/time/docs.jsonl"
    equal "$(stat_of y.idx 's["articles"]')" 423
    sound x.idx
}
