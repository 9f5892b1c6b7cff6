/* lucene: standard tokenizer, lower case, Snowball English; BM25Similarity as it comes; text stored; one indexing
 * thread; merged into one segment. Speaks the protocol of bench/peers/README.md. */

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.Version;

public final class PeerLucene {
    private static final String TEXT = "text";
    private static final String UNSUPPORTED = "UNSUPPORTED";

    /** EnglishAnalyzer stems by Porter's first rules; this chain by the Snowball English that Pressmark uses. */
    private static final class English extends Analyzer {
        @Override
        protected TokenStreamComponents createComponents(String field) {
            Tokenizer words = new StandardTokenizer();
            return new TokenStreamComponents(words, new SnowballFilter(new LowerCaseFilter(words), "English"));
        }
    }

    private static void build(Path folder) throws IOException {
        Files.createDirectory(folder);
        IndexWriterConfig config = new IndexWriterConfig(new English());
        config.setSimilarity(new BM25Similarity());
        config.setRAMBufferSizeMB(512);
        config.setMergeScheduler(new SerialMergeScheduler());
        try (FSDirectory directory = MMapDirectory.open(folder);
                IndexWriter writer = new IndexWriter(directory, config);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line; (line = in.readLine()) != null; ) {
                JsonElement record = JsonParser.parseString(line);
                if (!record.isJsonObject() || !record.getAsJsonObject().has("id")
                        || !record.getAsJsonObject().has(TEXT)) {
                    throw new IOException("a line is no {\"id\", \"text\"}");
                }
                JsonObject object = record.getAsJsonObject();
                Document document = new Document();
                document.add(new StoredField("id", object.get("id").getAsString()));
                document.add(new TextField(TEXT, object.get(TEXT).getAsString(), Field.Store.YES));
                writer.addDocument(document);
            }
            writer.forceMerge(1);
            writer.commit();
        }
    }

    // ---- querying ----

    private final Analyzer analyzer = new English();
    private final IndexSearcher searcher;

    private PeerLucene(DirectoryReader reader) {
        searcher = new IndexSearcher(reader);
        searcher.setSimilarity(new BM25Similarity());
        searcher.setQueryCache(null); // every engine does all of its work each time
    }

    private List<Term> terms(String text) throws IOException {
        List<Term> terms = new ArrayList<>();
        try (TokenStream tokens = analyzer.tokenStream(TEXT, text)) {
            CharTermAttribute word = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            while (tokens.incrementToken()) {
                terms.add(new Term(TEXT, word.toString()));
            }
            tokens.end();
        }
        return terms;
    }

    private static Query bool(List<Term> terms, BooleanClause.Occur occur) {
        if (terms.size() == 1) {
            return new TermQuery(terms.get(0));
        }
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        for (Term term : terms) {
            query.add(new TermQuery(term), occur);
        }
        return query.build();
    }

    /** `word`, `+a +b`, `a b`, `"a b"`, each word one token; null for anything else. */
    private Query parse(String text) throws IOException {
        boolean quoted = text.startsWith("\"");
        if (quoted && (text.length() < 3 || !text.endsWith("\""))) {
            return null;
        }
        boolean all = text.startsWith("+");
        List<Term> terms = new ArrayList<>();
        for (String part : (quoted ? text.substring(1, text.length() - 1) : text).split(" ")) {
            if (part.isEmpty()) {
                continue;
            }
            if (all && !part.startsWith("+")) {
                return null;
            }
            String word = all ? part.substring(1) : part;
            if (!word.codePoints().allMatch(Character::isLetterOrDigit)) {
                return null;
            }
            List<Term> found = terms(word);
            if (found.size() != 1) {
                return null;
            }
            terms.add(found.get(0));
        }
        if (terms.isEmpty() || terms.size() > IndexSearcher.getMaxClauseCount()) {
            return null;
        }
        if (!quoted || terms.size() == 1) {
            return bool(terms, all ? BooleanClause.Occur.MUST : BooleanClause.Occur.SHOULD);
        }
        PhraseQuery.Builder phrase = new PhraseQuery.Builder();
        for (Term term : terms) {
            phrase.add(term);
        }
        return phrase.build();
    }

    /** The lines of a run file; the words that Lucene's EnglishAnalyzer would drop are not asked for. */
    private String run(String rest) throws IOException {
        String[] parts = rest.split("\t", 2);
        if (parts.length < 2) {
            return "";
        }
        List<Term> terms = terms(parts[1]);
        terms.removeIf(term -> EnglishAnalyzer.getDefaultStopSet().contains(term.text()));
        StringBuilder lines = new StringBuilder();
        if (!terms.isEmpty()) {
            TopDocs best = searcher.search(bool(terms, BooleanClause.Occur.SHOULD), 1000);
            StoredFields stored = searcher.storedFields();
            int rank = 0;
            for (ScoreDoc hit : best.scoreDocs) {
                String id = stored.document(hit.doc).get("id");
                lines.append(parts[0]).append(" Q0 ").append(id).append(' ').append(++rank).append(' ')
                        .append(hit.score).append(" peer\n");
            }
        }
        return lines.toString();
    }

    private String best(Query query, int top) throws IOException {
        // Matches past the best are not counted: the threshold is the number of hits.
        searcher.search(query, new TopScoreDocCollectorManager(top, null, top));
        return "1";
    }

    private String answer(String line) throws IOException {
        String[] parts = line.split("\t", 2);
        Query query = parts.length == 2 ? parse(parts[1]) : null;
        if (query == null) {
            return UNSUPPORTED;
        }
        return switch (parts[0]) {
            case "TOP_10" -> best(query, 10);
            case "TOP_100" -> best(query, 100);
            case "TOP_1000" -> best(query, 1000);
            case "TOP_10_COUNT" -> Long.toString(searcher.search(query,
                    new TopScoreDocCollectorManager(10, null, Integer.MAX_VALUE)).totalHits.value());
            case "COUNT" -> Integer.toString(searcher.count(query));
            default -> UNSUPPORTED;
        };
    }

    /** A line without its end, null after the last. */
    private static byte[] readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int c;
        while ((c = in.read()) >= 0 && c != '\n') {
            line.write(c);
        }
        return c < 0 && line.size() == 0 ? null : line.toByteArray();
    }

    private static String decode(byte[] line) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
        } catch (CharacterCodingException e) {
            return "";
        }
    }

    private static void serve(Path folder, boolean timed) throws IOException {
        try (FSDirectory directory = MMapDirectory.open(folder);
                DirectoryReader reader = DirectoryReader.open(directory)) {
            PeerLucene engine = new PeerLucene(reader);
            InputStream in = new BufferedInputStream(System.in);
            PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
            for (byte[] bytes; (bytes = readLine(in)) != null; ) {
                long start = System.nanoTime();
                String line = decode(bytes);
                if (line.startsWith("TREC_1000\t")) {
                    out.print(engine.run(line.substring(line.indexOf('\t') + 1)));
                } else {
                    String answer = engine.answer(line);
                    long took = System.nanoTime() - start;
                    out.print(answer + (timed ? "\t" + took : "") + "\n");
                }
                out.flush();
            }
        }
    }

    public static void main(String[] args) {
        try {
            String mode = args.length == 0 ? "" : args[0];
            boolean timed = args.length == 3 && args[1].equals("--time");
            if (mode.equals("version") && args.length == 1) {
                System.out.println("Lucene " + Version.LATEST + ", Java " + Runtime.version().feature());
            } else if (mode.equals("build") && args.length == 2) {
                build(Path.of(args[1]));
            } else if (mode.equals("query") && (args.length == 2 || timed)) {
                serve(Path.of(args[args.length - 1]), timed);
            } else {
                throw new IllegalArgumentException(
                        "usage: lucene version | build FOLDER | query [--time] FOLDER");
            }
        } catch (IOException | RuntimeException e) {
            System.err.println("lucene: " + e.getMessage());
            System.exit(2);
        }
    }
}
