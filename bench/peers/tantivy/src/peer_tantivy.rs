//! tantivy: the tokenizer en_stem (lower case, Snowball English), text stored, one indexing thread, one segment.
//! Speaks the protocol of bench/peers/README.md.

use std::io::{self, BufRead, Write};
use std::time::Instant;

use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{
    Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions, Value, STORED,
};
use tantivy::tokenizer::{TextAnalyzer, TokenStream};
use tantivy::{Index, IndexWriter, Searcher, TantivyDocument, Term};

type Failure = Box<dyn std::error::Error>;

const TOKENIZER: &str = "en_stem";
const WRITER_BYTES: usize = 512 << 20;

fn build(folder: &str) -> Result<(), Failure> {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(TOKENIZER)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let id = schema.add_text_field("id", STORED);
    let text = schema.add_text_field(
        "text",
        TextOptions::default().set_indexing_options(indexing).set_stored(),
    );
    std::fs::create_dir(folder)?;
    let index = Index::create_in_dir(folder, schema.build())?;
    let mut writer: IndexWriter = index.writer_with_num_threads(1, WRITER_BYTES)?;
    for line in io::stdin().lock().lines() {
        let record: serde_json::Value = serde_json::from_str(&line?)?;
        let (Some(name), Some(content)) = (record["id"].as_str(), record["text"].as_str()) else {
            return Err("a line is no {\"id\", \"text\"}".into());
        };
        let mut document = TantivyDocument::default();
        document.add_text(id, name);
        document.add_text(text, content);
        writer.add_document(document)?;
    }
    writer.commit()?;
    let segments = index.searchable_segment_ids()?;
    if segments.len() > 1 {
        writer.merge(&segments).wait()?;
    }
    writer.garbage_collect_files().wait()?;
    writer.wait_merging_threads()?;
    Ok(())
}

struct Engine {
    searcher: Searcher,
    analyzer: TextAnalyzer,
    id: Field,
    text: Field,
}

enum Answer {
    Number(usize),
    Unsupported,
    Run(String),
}

fn open(folder: &str) -> Result<Engine, Failure> {
    let index = Index::open_in_dir(folder)?;
    let schema = index.schema();
    let analyzer = index.tokenizers().get(TOKENIZER).ok_or("no such tokenizer")?;
    Ok(Engine {
        searcher: index.reader()?.searcher(),
        analyzer,
        id: schema.get_field("id")?,
        text: schema.get_field("text")?,
    })
}

impl Engine {
    fn terms(&mut self, text: &str) -> Vec<Term> {
        let mut terms = Vec::new();
        let field = self.text;
        self.analyzer
            .token_stream(text)
            .process(&mut |token| terms.push(Term::from_field_text(field, &token.text)));
        terms
    }

    fn boolean(terms: Vec<Term>, occur: Occur) -> Box<dyn Query> {
        let mut parts: Vec<(Occur, Box<dyn Query>)> = terms
            .into_iter()
            .map(|t| -> (Occur, Box<dyn Query>) {
                (occur, Box::new(TermQuery::new(t, IndexRecordOption::WithFreqs)))
            })
            .collect();
        match parts.len() {
            1 => parts.remove(0).1,
            _ => Box::new(BooleanQuery::new(parts)),
        }
    }

    /// `word`, `+a +b`, `a b`, `"a b"`, each word one token; anything else is unsupported.
    fn parse(&mut self, text: &str) -> Option<Box<dyn Query>> {
        let (quoted, inner) = match text.strip_prefix('"') {
            Some(rest) => (true, rest.strip_suffix('"')?),
            None => (false, text),
        };
        let all = !quoted && inner.starts_with('+');
        let mut terms = Vec::new();
        for word in inner.split(' ').filter(|w| !w.is_empty()) {
            let word = if all { word.strip_prefix('+')? } else { word };
            if !word.chars().all(char::is_alphanumeric) {
                return None;
            }
            let mut found = self.terms(word);
            if found.len() != 1 {
                return None;
            }
            terms.append(&mut found);
        }
        match terms.len() {
            0 => None,
            2.. if quoted => Some(Box::new(PhraseQuery::new(terms))),
            _ => Some(Self::boolean(terms, if all { Occur::Must } else { Occur::Should })),
        }
    }

    fn search(&self, query: &dyn Query, top: usize, count: bool) -> Result<Answer, Failure> {
        let best = TopDocs::with_limit(top.max(1)).order_by_score();
        Ok(Answer::Number(match (top > 0, count) {
            (true, true) => self.searcher.search(query, &(Count, best))?.0,
            (true, false) => {
                self.searcher.search(query, &best)?;
                1
            }
            _ => self.searcher.search(query, &Count)?,
        }))
    }

    /// The lines of a run file for a query id and a bag of words.
    fn run(&mut self, rest: &str) -> Result<Answer, Failure> {
        let Some((qid, text)) = rest.split_once('\t') else {
            return Ok(Answer::Unsupported);
        };
        let terms = self.terms(text);
        let mut lines = String::new();
        if !terms.is_empty() {
            let query = Self::boolean(terms, Occur::Should);
            let best = TopDocs::with_limit(1000).order_by_score();
            for (i, (score, at)) in self.searcher.search(&*query, &best)?.into_iter().enumerate() {
                let document: TantivyDocument = self.searcher.doc(at)?;
                let id = document.get_first(self.id).and_then(|v| v.as_str()).unwrap_or("");
                lines.push_str(&format!("{qid} Q0 {id} {} {score} peer\n", i + 1));
            }
        }
        Ok(Answer::Run(lines))
    }

    fn answer(&mut self, line: &str) -> Result<Answer, Failure> {
        let Some((command, rest)) = line.split_once('\t') else {
            return Ok(Answer::Unsupported);
        };
        let (top, count) = match command {
            "TOP_10" => (10, false),
            "TOP_100" => (100, false),
            "TOP_1000" => (1000, false),
            "TOP_10_COUNT" => (10, true),
            "COUNT" => (0, true),
            "TREC_1000" => return self.run(rest),
            _ => return Ok(Answer::Unsupported),
        };
        match self.parse(rest) {
            Some(query) => self.search(&*query, top, count),
            None => Ok(Answer::Unsupported),
        }
    }
}

fn serve(folder: &str, timed: bool) -> Result<(), Failure> {
    let mut engine = open(folder)?;
    let mut out = io::stdout().lock();
    let mut input = io::stdin().lock();
    let mut bytes = Vec::new();
    while input.read_until(b'\n', &mut bytes)? > 0 {
        let start = Instant::now();
        let answer = match std::str::from_utf8(bytes.strip_suffix(b"\n").unwrap_or(&bytes)) {
            Ok(line) => engine.answer(line)?,
            Err(_) => Answer::Unsupported,
        };
        let took = start.elapsed().as_nanos();
        match &answer {
            Answer::Run(lines) => out.write_all(lines.as_bytes())?,
            Answer::Number(n) => write!(out, "{n}")?,
            Answer::Unsupported => write!(out, "UNSUPPORTED")?,
        }
        if !matches!(answer, Answer::Run(_)) {
            if timed {
                write!(out, "\t{took}")?;
            }
            writeln!(out)?;
        }
        out.flush()?;
        bytes.clear();
    }
    Ok(())
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["version"] => {
            println!("{}", tantivy::version_string());
            Ok(())
        }
        ["build", folder] => build(folder),
        ["query", folder] => serve(folder, false),
        ["query", "--time", folder] => serve(folder, true),
        _ => Err("usage: tantivy version | build FOLDER | query [--time] FOLDER".into()),
    };
    if let Err(why) = done {
        eprintln!("tantivy: {why}");
        std::process::exit(2);
    }
}
