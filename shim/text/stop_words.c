#include "text/stop_words.h"

#include <stddef.h>

const char *const stop_words_af[] = {
    "aan", "al", "alle", "as", "baie", "by", "daar", "dat", "deur", "die", "dit", "een", "ek", "en", "gaan",
    "geen", "gese", "haar", "had", "het", "hier", "hom", "hulle", "hy", "in", "is", "jou", "jy", "kan", "kon",
    "maak", "maar", "meer", "met", "moet", "my", "n", "na", "nie", "nog", "nou", "of", "om", "ons", "ook",
    "oor", "op", "sal", "se", "sien", "so", "sy", "te", "toe", "tot", "u", "uit", "van", "vir", "was", "wat",
    "weer", "wees", "word", NULL,
};

const char *const stop_words_az[] = {
    "a", "amma", "artiq", "az", "bir", "biri", "biz", "bizim", "bu", "bunlar", "bunu", "bunun", "cox",
    "cunki", "da", "daha", "deyil", "də", "haqqinda", "hec", "hə", "həm", "hər", "ilə", "isə", "ki", "kimi",
    "mən", "mənim", "necə", "nə", "o", "olan", "olaraq", "oldu", "onlar", "onu", "onun", "oz", "siz", "sonra",
    "sən", "ucun", "və", "ya", "yalniz", "ə", "əgər", NULL,
};

const char *const stop_words_be[] = {
    "а", "аб", "ад", "але", "бо", "была", "было", "былі", "быу", "быць", "в", "вы", "гэта", "гэтага", "гэты",
    "да", "дзе", "для", "ен", "ж", "з", "за", "й", "к", "каб", "калі", "мы", "на", "над", "не", "ні", "о",
    "па", "пад", "пасля", "пра", "пры", "р", "с", "са", "так", "там", "толькі", "ты", "тым", "у", "усе",
    "хто", "ці", "што", "я", "яго", "яе", "як", "якая", "які", "якія", "яна", "яны", "і", "іх", NULL,
};

const char *const stop_words_bg[] = {
    "а", "ако", "ала", "бе", "без", "беше", "би", "бил", "била", "били", "бъде", "в", "вас", "ви", "вие",
    "все", "всички", "във", "г", "да", "до", "докато", "е", "за", "защо", "и", "из", "или", "им", "има", "й",
    "как", "какво", "като", "което", "които", "който", "която", "към", "ли", "ме", "между", "ми", "му", "на",
    "над", "най", "не", "него", "неговите", "ни", "ние", "но", "о", "обаче", "от", "още", "по", "под",
    "преди", "през", "при", "с", "са", "само", "се", "си", "след", "със", "също", "тази", "така", "там", "те",
    "тези", "това", "този", "той", "тя", "тях", "у", "че", "я", NULL,
};

const char *const stop_words_ca[] = {
    "a", "abans", "aixi", "aixo", "al", "als", "altra", "altre", "altres", "amb", "aquell", "aquella",
    "aquest", "aquesta", "aquestes", "aquests", "cada", "com", "contra", "d", "dal", "de", "del", "dels",
    "des", "despres", "doncs", "dos", "durant", "e", "el", "ella", "elles", "ells", "els", "em", "en",
    "encara", "entre", "era", "eren", "es", "esta", "estan", "estat", "et", "fins", "ha", "han", "hem", "hi",
    "ho", "i", "ja", "jo", "l", "la", "les", "li", "llavors", "m", "ma", "malgrat", "me", "mentre", "mes",
    "meu", "molt", "molts", "n", "ni", "no", "nosaltres", "o", "on", "per", "pero", "perque", "poc", "pot",
    "qual", "quals", "quan", "que", "qui", "s", "sa", "se", "segons", "sense", "ser", "seu", "seus", "seva",
    "seves", "si", "sobre", "sobretot", "son", "sota", "sovint", "t", "tambe", "tan", "tant", "te", "ten",
    "tot", "tota", "totes", "tots", "tu", "un", "una", "unes", "uns", "us", "va", "van", "vosaltres", NULL,
};

const char *const stop_words_cs[] = {
    "a", "aby", "ale", "ani", "ano", "asi", "az", "bez", "bude", "byl", "byla", "byli", "bylo", "byt", "ci",
    "co", "do", "ho", "i", "ja", "jak", "jako", "je", "jeho", "jeji", "jejich", "jen", "jenz", "jeste", "ji",
    "jine", "jiz", "jsem", "jsi", "jsme", "jsou", "jste", "k", "kam", "kde", "kdo", "kdy", "kdyz", "ke",
    "ktera", "ktere", "kteri", "ktery", "ku", "ma", "maji", "me", "mezi", "mi", "mit", "mu", "muj", "muze",
    "my", "na", "nad", "nam", "nas", "nase", "ne", "nebo", "neni", "nez", "nic", "o", "od", "on", "ona",
    "oni", "ono", "pak", "po", "pod", "podle", "pokud", "pouze", "prave", "pred", "pri", "pro", "proc",
    "proto", "protoze", "s", "se", "si", "sve", "svuj", "ta", "tak", "take", "taky", "tam", "tato", "te",
    "tedy", "ten", "tento", "tim", "to", "toho", "tom", "tu", "tuto", "ty", "tyto", "u", "uz", "v", "ve",
    "vice", "vsak", "vy", "z", "za", "zda", "ze", NULL,
};

const char *const stop_words_cy[] = {
    "a", "ac", "am", "an", "ar", "at", "beth", "bod", "bu", "chi", "dan", "dros", "dw", "dy", "ef", "ei",
    "eich", "ein", "er", "eu", "fe", "fel", "fi", "fy", "gan", "gyda", "heb", "hefyd", "hi", "hon", "hwn",
    "hyn", "i", "iawn", "mae", "maen", "mewn", "mi", "na", "nad", "neu", "ni", "nid", "o", "oedd", "oes",
    "ond", "os", "pa", "pan", "pe", "pwy", "roedd", "rwy", "rwy'n", "rydw", "sy", "sydd", "ti", "trwy", "un",
    "wedi", "wrth", "y", "ydy", "ym", "yn", "yng", "yr", "yw", "yw'r", NULL,
};

const char *const stop_words_da[] = {
    "ad", "af", "alle", "alt", "anden", "andet", "andre", "at", "bade", "blev", "blive", "bliver", "da", "de",
    "dem", "den", "denne", "der", "deres", "det", "dette", "dig", "din", "disse", "dog", "du", "efter",
    "eller", "en", "end", "er", "et", "fa", "far", "for", "fordi", "forskellige", "fra", "gennem", "ha",
    "han", "hans", "har", "havde", "hende", "hendes", "her", "hos", "hun", "hvad", "hvem", "hver", "hvilken",
    "hvis", "hvor", "hvordan", "hvorfor", "i", "igen", "ikke", "ind", "ingen", "intet", "ja", "jeg", "kan",
    "kom", "kunne", "ma", "man", "mange", "med", "meget", "mellem", "men", "mig", "min", "mine", "mit", "mod",
    "nar", "ned", "nej", "noget", "nogle", "nok", "nu", "og", "ogsa", "om", "op", "os", "over", "pa", "sa",
    "samt", "selv", "ses", "siden", "sig", "sin", "sine", "sit", "skal", "skulle", "som", "til", "ud",
    "under", "vaere", "vaeret", "var", "ved", "vi", "vil", "ville", "vor", NULL,
};

const char *const stop_words_de[] = {
    "ab", "aber", "alle", "allem", "allen", "aller", "alles", "als", "also", "am", "an", "ander", "andere",
    "anderem", "anderen", "anderer", "anderes", "auch", "auf", "aus", "ausser", "bei", "beim", "bin", "bis",
    "bist", "da", "dabei", "dadurch", "dafur", "dagegen", "daher", "damit", "danach", "dann", "daran",
    "darauf", "daraus", "darf", "darin", "daruber", "darum", "das", "dass", "dazu", "dein", "deine", "deinem",
    "deinen", "deiner", "dem", "den", "denen", "denn", "dennoch", "der", "deren", "des", "dessen", "desto",
    "die", "dies", "diese", "diesem", "diesen", "dieser", "dieses", "doch", "dort", "du", "durch", "durfen",
    "ein", "eine", "einem", "einen", "einer", "eines", "einige", "einigem", "einigen", "einiger", "einiges",
    "er", "es", "etwa", "etwas", "euch", "euer", "eure", "eurem", "euren", "eurer", "fur", "gegen", "gewesen",
    "hab", "habe", "haben", "hast", "hat", "hatte", "hatten", "hier", "hin", "hinter", "ich", "ihm", "ihn",
    "ihnen", "ihr", "ihre", "ihrem", "ihren", "ihrer", "ihres", "im", "in", "indem", "ins", "ist", "ja",
    "jede", "jedem", "jeden", "jeder", "jedes", "jedoch", "jene", "jenem", "jenen", "jener", "jenes", "jetzt",
    "kann", "kein", "keine", "keinem", "keinen", "keiner", "keines", "konnen", "konnte", "konnten", "man",
    "manche", "manchem", "manchen", "mancher", "manches", "mein", "meine", "meinem", "meinen", "meiner",
    "mich", "mir", "mit", "muss", "mussen", "musste", "nach", "nachdem", "neben", "nicht", "nichts", "noch",
    "nun", "nur", "ob", "obwohl", "oder", "ohne", "schon", "sehr", "sei", "sein", "seine", "seinem", "seinen",
    "seiner", "seines", "seit", "sich", "sie", "sind", "so", "sobald", "solche", "solchem", "solchen",
    "solcher", "solches", "soll", "sollen", "sollte", "sollten", "sondern", "sonst", "sowie", "uber", "um",
    "und", "uns", "unser", "unsere", "unserem", "unseren", "unserer", "unter", "vom", "von", "vor", "wahrend",
    "war", "waren", "warst", "was", "weder", "weil", "weiter", "welche", "welchem", "welchen", "welcher",
    "welches", "wenn", "wer", "werde", "werden", "wie", "wieder", "will", "wir", "wird", "wo", "wollen",
    "wollte", "wurde", "wurden", "zu", "zum", "zur", "zwar", "zwischen", NULL,
};

const char *const stop_words_el[] = {
    "α", "αλλα", "αν", "αντι", "απο", "αυτα", "αυτεσ", "αυτη", "αυτο", "αυτοι", "αυτοσ", "αυτου", "για", "δε",
    "δεν", "δηλαδη", "εαν", "εγω", "εδω", "ειναι", "εκει", "εκεινη", "εκεινο", "εκεινοσ", "εμεισ", "ενα",
    "ενασ", "ενω", "επι", "επισησ", "εσεισ", "εσυ", "εχει", "εχουν", "η", "ηταν", "θα", "καθε", "και", "κατα",
    "κατι", "κι", "λοιπον", "μα", "μασ", "με", "μετα", "μεχρι", "μη", "μην", "μια", "μου", "να", "ο", "οι",
    "ομωσ", "οποια", "οποιεσ", "οποιο", "οποιοι", "οποιοσ", "οπου", "οπωσ", "οσο", "οταν", "οτι", "ου", "οχι",
    "παρα", "πιο", "ποια", "ποιο", "ποιοσ", "πολυ", "που", "πρεπει", "πριν", "προσ", "πωσ", "σαν", "σασ",
    "σε", "σου", "στα", "στη", "στην", "στισ", "στο", "στον", "στουσ", "τα", "τη", "την", "τησ", "τι", "τισ",
    "το", "τον", "του", "τουσ", "των", "ω", "ωσ", "ωστε", NULL,
};

const char *const stop_words_en[] = {
    "a", "about", "above", "after", "again", "against", "all", "also", "am", "an", "and", "any", "are",
    "aren't", "as", "at", "be", "because", "been", "before", "being", "below", "between", "both", "but", "by",
    "can", "can't", "cannot", "could", "couldn't", "did", "didn't", "do", "does", "doesn't", "doing", "don't",
    "down", "during", "each", "few", "for", "from", "further", "had", "hadn't", "has", "hasn't", "have",
    "haven't", "having", "he", "he'd", "he'll", "he's", "her", "here", "hers", "herself", "him", "himself",
    "his", "how", "however", "i", "i'd", "i'll", "i'm", "i've", "if", "in", "into", "is", "isn't", "it",
    "it's", "its", "itself", "just", "let's", "me", "more", "most", "mustn't", "my", "myself", "no", "nor",
    "not", "now", "of", "off", "on", "once", "only", "or", "other", "ought", "our", "ours", "ourselves",
    "out", "over", "own", "same", "shall", "shan't", "she", "she'd", "she'll", "she's", "should", "shouldn't",
    "so", "some", "such", "than", "that", "that's", "the", "their", "theirs", "them", "themselves", "then",
    "there", "there's", "these", "they", "they'd", "they'll", "they're", "they've", "this", "those",
    "through", "to", "too", "under", "until", "up", "upon", "very", "was", "wasn't", "we", "we'd", "we'll",
    "we're", "we've", "were", "weren't", "what", "what's", "when", "where", "which", "while", "who", "who's",
    "whom", "whose", "why", "will", "with", "won't", "would", "wouldn't", "yet", "you", "you'd", "you'll",
    "you're", "you've", "your", "yours", "yourself", "yourselves", NULL,
};

const char *const stop_words_es[] = {
    "a", "al", "algo", "algun", "alguna", "algunas", "alguno", "algunos", "ante", "antes", "aquel", "aquella",
    "aquellas", "aquello", "aquellos", "aqui", "asi", "aun", "aunque", "bajo", "bien", "cada", "casi", "como",
    "con", "contra", "cual", "cuales", "cualquier", "cuando", "cuanto", "cuya", "cuyo", "de", "del", "desde",
    "donde", "dos", "durante", "e", "el", "ella", "ellas", "ellos", "en", "entonces", "entre", "era", "eran",
    "eres", "es", "esa", "esas", "ese", "eso", "esos", "esta", "estaba", "estaban", "estamos", "estan",
    "estar", "estas", "este", "esto", "estos", "estoy", "fue", "fueron", "fui", "ha", "haber", "habia",
    "habian", "hace", "hacia", "han", "has", "hasta", "hay", "he", "la", "las", "le", "les", "lo", "los",
    "luego", "mas", "me", "mi", "mientras", "mis", "mucho", "muy", "nada", "ni", "no", "nos", "nosotros",
    "nuestra", "nuestras", "nuestro", "nuestros", "o", "os", "otra", "otras", "otro", "otros", "para", "pero",
    "poco", "por", "porque", "pues", "que", "quien", "quienes", "se", "sea", "sean", "segun", "ser", "sera",
    "si", "sido", "sin", "sino", "sobre", "son", "soy", "su", "sus", "suya", "suyo", "tambien", "tampoco",
    "tan", "tanto", "te", "tiene", "tienen", "toda", "todas", "todavia", "todo", "todos", "tras", "tu", "tus",
    "u", "un", "una", "unas", "uno", "unos", "usted", "ustedes", "vosotros", "y", "ya", "yo", NULL,
};

const char *const stop_words_et[] = {
    "a", "aga", "alati", "ara", "edasi", "ega", "ehk", "ei", "enam", "enne", "et", "ette", "ja", "jne",
    "juba", "juures", "ka", "kas", "keda", "kelle", "kes", "kogu", "koos", "kui", "kuid", "kuni", "kus",
    "labi", "ma", "me", "mida", "mille", "mis", "mitte", "mu", "mul", "muu", "nad", "need", "neid", "nende",
    "nii", "ning", "nuud", "ole", "oleks", "olema", "olen", "olete", "oli", "olid", "oma", "on", "parast",
    "peale", "sa", "seda", "see", "sel", "selle", "seni", "siin", "siis", "ta", "tal", "te", "tema", "ule",
    "vaid", "veel", "voi", NULL,
};

const char *const stop_words_eu[] = {
    "al", "ala", "anitz", "arabera", "asko", "baina", "bat", "batean", "batek", "bere", "beren", "beste",
    "bezala", "da", "dago", "dira", "ditu", "du", "dute", "edo", "egin", "ere", "eta", "ez", "gainera", "gu",
    "gutxi", "guzti", "hain", "hala", "han", "hau", "hauek", "hemen", "hori", "horiek", "hura", "izan", "ni",
    "noiz", "nola", "non", "nor", "oso", "zein", "zen", "zer", "zergatik", "zu", "zuen", NULL,
};

const char *const stop_words_fi[] = {
    "aina", "ei", "eika", "eivat", "eli", "ellei", "emme", "en", "enaa", "ennen", "eras", "et", "etta",
    "ette", "ettei", "han", "haneen", "hanelle", "hanen", "hanesta", "hanet", "hanta", "he", "heidan",
    "heille", "heista", "heita", "hyvin", "ja", "jo", "joiden", "joita", "joka", "jokin", "joku", "jolla",
    "jolle", "jos", "jossa", "josta", "jota", "jotka", "jotta", "juuri", "kai", "kaikki", "kanssa", "kautta",
    "keita", "ken", "kenen", "keta", "kuin", "kuinka", "kuka", "kun", "kuten", "kylla", "me", "meidan",
    "meille", "meita", "mika", "miksi", "mille", "mina", "minka", "minua", "minulla", "minulle", "minun",
    "minut", "missa", "mista", "mita", "miten", "mitka", "mukaan", "mutta", "muu", "muut", "myos", "ne",
    "niiden", "niille", "niin", "niissa", "niista", "niita", "noin", "nuo", "nyt", "ole", "olemme", "olen",
    "olet", "olette", "oli", "olimme", "olin", "olisi", "olisivat", "olit", "olivat", "olla", "olleet",
    "ollut", "on", "ovat", "paitsi", "poikki", "se", "seka", "sen", "siella", "siina", "sille", "sina",
    "sinua", "sinulle", "sinun", "sinut", "sita", "siten", "sitten", "tai", "tama", "taman", "tassa", "tasta",
    "tata", "te", "teidan", "teita", "tuo", "tuon", "vaan", "vaikka", "vain", "viela", "voi", "voisi",
    "voivat", "yli", NULL,
};

const char *const stop_words_fr[] = {
    "a", "ai", "aie", "aient", "ainsi", "alors", "apres", "as", "au", "aucun", "aucune", "aujourd'hui",
    "auquel", "aura", "aurait", "aussi", "autre", "autres", "aux", "auxquelles", "auxquels", "avaient",
    "avait", "avant", "avec", "avez", "avoir", "avons", "ayant", "c", "car", "ce", "ceci", "cela", "celle",
    "celles", "celui", "ces", "cet", "cette", "ceux", "chaque", "chez", "comme", "comment", "d", "dans", "de",
    "deja", "depuis", "des", "desquelles", "desquels", "donc", "dont", "du", "duquel", "elle", "elles", "en",
    "encore", "entre", "es", "est", "et", "etaient", "etais", "etait", "etant", "ete", "etre", "eu", "eux",
    "furent", "fut", "il", "ils", "j", "je", "jusqu", "l", "la", "laquelle", "le", "lequel", "les",
    "lesquelles", "lesquels", "leur", "leurs", "lors", "lorsqu", "lorsque", "lui", "m", "ma", "mais", "me",
    "meme", "memes", "mes", "moi", "mon", "n", "ne", "ni", "non", "nos", "notre", "nous", "on", "ont", "ou",
    "par", "parce", "pas", "pendant", "peu", "peut", "plus", "pour", "pourquoi", "puis", "puisqu", "puisque",
    "qu", "quand", "que", "quel", "quelle", "quelles", "quelqu", "quels", "qui", "quoi", "quoiqu", "s", "sa",
    "sans", "se", "sera", "serait", "seront", "ses", "si", "sien", "soi", "soient", "soit", "son", "sont",
    "sous", "suis", "sur", "t", "ta", "te", "tes", "toi", "ton", "tous", "tout", "toute", "toutes", "tres",
    "tu", "un", "une", "vers", "via", "voici", "voila", "vos", "votre", "vous", "y", NULL,
};

const char *const stop_words_ga[] = {
    "a", "ach", "ag", "agus", "an", "aon", "ar", "arna", "as", "ba", "bhi", "cad", "ce", "chuig", "chun",
    "cuid", "d", "da", "de", "den", "do", "don", "e", "eile", "fado", "faoi", "fein", "gach", "gan", "go",
    "gur", "i", "iad", "idir", "in", "ina", "inar", "is", "le", "leis", "lena", "m", "ma", "mar", "mo", "na",
    "nach", "ni", "nil", "no", "nuair", "o", "on", "os", "se", "seo", "si", "siad", "sin", "sna", "ta",
    "thar", "tri", "tu", "uile", "um", NULL,
};

const char *const stop_words_gl[] = {
    "a", "ainda", "algun", "algunha", "ante", "antes", "ao", "aos", "as", "asi", "cada", "co", "coa", "coas",
    "como", "con", "contra", "cos", "cun", "cunha", "da", "das", "de", "del", "dende", "desde", "despois",
    "do", "dos", "durante", "e", "el", "ela", "elas", "eles", "en", "entre", "era", "eran", "esa", "ese",
    "esta", "estas", "este", "estes", "foi", "foron", "ha", "hai", "isto", "lle", "lles", "mais", "me",
    "mentres", "meu", "mina", "moi", "na", "nas", "nin", "no", "non", "nos", "nosa", "noso", "o", "os", "ou",
    "outra", "outro", "para", "pero", "pois", "pola", "polas", "polo", "polos", "por", "porque", "que",
    "quen", "se", "sen", "ser", "seu", "seus", "sobre", "son", "sua", "suas", "tamen", "todo", "todos", "un",
    "unha", "unhas", "uns", "xa", NULL,
};

const char *const stop_words_hu[] = {
    "a", "abban", "ahhoz", "ahogy", "aki", "akik", "akkor", "alatt", "amely", "amelyek", "amelyet", "ami",
    "amikor", "at", "az", "azok", "azon", "azonban", "azt", "aztan", "azutan", "bar", "be", "benne", "csak",
    "de", "e", "egy", "egyes", "egyik", "egyutt", "elott", "en", "eppen", "es", "ez", "ezek", "ezen", "ezert",
    "ezt", "fel", "fele", "ha", "hanem", "hiszen", "hogy", "hol", "igy", "is", "itt", "jo", "kell", "kellett",
    "ki", "le", "legyen", "lehet", "lenne", "lesz", "lett", "maga", "mar", "meg", "mely", "melyek", "mert",
    "mi", "miert", "minden", "mint", "mintha", "most", "nagyon", "nekem", "neki", "nem", "nincs", "o", "oda",
    "ok", "olyan", "ossze", "ott", "pedig", "s", "sem", "semmi", "sok", "soran", "szamara", "szerint", "te",
    "tehat", "teljes", "ti", "tobb", "tovabb", "ugy", "ujra", "utan", "utana", "vagy", "vagyok", "valaki",
    "valami", "van", "vannak", "vissza", "viszont", "volna", "volt", "voltak", NULL,
};

const char *const stop_words_id[] = {
    "ada", "adalah", "agar", "akan", "anda", "antara", "apa", "apabila", "atas", "atau", "bagi", "bahwa",
    "banyak", "baru", "beberapa", "belum", "bisa", "bukan", "dalam", "dan", "dapat", "dari", "daripada",
    "dengan", "di", "dia", "hanya", "hingga", "ia", "ini", "itu", "jika", "juga", "kami", "kamu", "karena",
    "ke", "kepada", "ketika", "kita", "lagi", "lain", "lalu", "maka", "masih", "mereka", "namun", "oleh",
    "pada", "para", "pernah", "pula", "saat", "saja", "sampai", "sangat", "saya", "sebagai", "sebelum",
    "sebuah", "secara", "sedang", "sehingga", "sejak", "selain", "selama", "seorang", "seperti", "serta",
    "setelah", "setiap", "sudah", "supaya", "tapi", "telah", "tentang", "terhadap", "tetapi", "tidak",
    "untuk", "walaupun", "yaitu", "yang", NULL,
};

const char *const stop_words_is[] = {
    "a", "ad", "af", "alla", "allir", "allt", "an", "auk", "bara", "eda", "ef", "eftir", "eg", "eiga", "ekki",
    "en", "enn", "er", "eru", "fa", "fra", "fram", "fyrir", "hafa", "hafdi", "hana", "hann", "hans", "hefur",
    "hennar", "henni", "her", "hja", "hun", "hvad", "hver", "hverju", "i", "inn", "ja", "med", "medan", "mer",
    "mig", "milli", "mjog", "mun", "nei", "nidur", "nu", "og", "okkur", "sa", "se", "sem", "ser", "sidan",
    "sig", "sin", "sina", "sitt", "svo", "tha", "thad", "thar", "thau", "thegar", "theim", "their", "theirra",
    "thessi", "thetta", "thu", "thvi", "til", "um", "undir", "upp", "ur", "ut", "var", "vera", "verdur",
    "verid", "vid", "vor", "yfir", NULL,
};

const char *const stop_words_it[] = {
    "a", "abbia", "abbiamo", "ad", "agli", "ai", "al", "alla", "alle", "allo", "altra", "altre", "altri",
    "altro", "anche", "ancora", "avere", "aveva", "avevano", "c", "che", "chi", "ci", "cio", "coi", "col",
    "come", "con", "contro", "cosi", "cui", "d", "da", "dagli", "dai", "dal", "dall", "dalla", "dalle",
    "dallo", "degli", "dei", "del", "dell", "della", "delle", "dello", "dentro", "di", "dopo", "dove",
    "durante", "e", "ecco", "ed", "era", "erano", "essere", "fra", "fu", "furono", "gia", "gl", "gli", "ha",
    "hai", "hanno", "ho", "i", "il", "in", "invece", "io", "l", "la", "le", "lei", "li", "lo", "loro", "lui",
    "m", "ma", "me", "mentre", "mi", "mia", "mie", "miei", "mio", "molto", "n", "ne", "negli", "nei", "nel",
    "nell", "nella", "nelle", "nello", "no", "noi", "non", "nostra", "nostre", "nostri", "nostro", "o", "od",
    "ogni", "oltre", "oppure", "per", "perche", "pero", "piu", "poi", "possono", "puo", "quale", "quali",
    "quando", "quanto", "quasi", "quell", "quella", "quelle", "quelli", "quello", "questa", "queste",
    "questi", "questo", "qui", "quindi", "s", "sa", "se", "sei", "sempre", "senza", "si", "sia", "siamo",
    "siano", "sono", "sopra", "sotto", "sta", "stata", "state", "stati", "stato", "su", "sua", "sue", "sugli",
    "sui", "sul", "sull", "sulla", "sulle", "sullo", "suo", "suoi", "t", "ti", "tra", "troppo", "tu", "tua",
    "tue", "tuo", "tuoi", "tutta", "tutte", "tutti", "tutto", "un", "una", "uno", "v", "vi", "voi", "vostra",
    "vostro", NULL,
};

const char *const stop_words_lt[] = {
    "ant", "apie", "ar", "arba", "as", "be", "bei", "bet", "bus", "buti", "buvo", "c", "d", "dar", "del",
    "du", "gal", "i", "iki", "ir", "is", "istisas", "ja", "jai", "jau", "jei", "ji", "jie", "jis", "jo",
    "joks", "jos", "ju", "juk", "ka", "kad", "kai", "kaip", "kas", "kiek", "kieno", "kol", "kur", "kurie",
    "kuris", "man", "manes", "mes", "mus", "musu", "nei", "nera", "nes", "net", "nors", "nuo", "o", "pagal",
    "pas", "pat", "per", "po", "prie", "pries", "s", "savo", "su", "ta", "taciau", "tai", "taip", "tarp",
    "tas", "ten", "tie", "tik", "to", "todel", "tos", "tu", "tuo", "turi", "uz", "v", "yra", NULL,
};

const char *const stop_words_lv[] = {
    "a", "ap", "ar", "ari", "bet", "bez", "bija", "biju", "bus", "but", "caur", "d", "del", "gan", "i", "ir",
    "ja", "jau", "jo", "jus", "k", "ka", "kad", "kamer", "kas", "kur", "labi", "lai", "lidz", "man", "mans",
    "mes", "nav", "ne", "neka", "no", "nu", "o", "pa", "par", "pec", "pie", "pirms", "pret", "s", "savu",
    "sev", "si", "sis", "so", "starp", "ta", "tad", "tadel", "tai", "tam", "tas", "tie", "tiek", "tikai",
    "to", "tomer", "tur", "u", "un", "uz", "v", "vai", "var", "vel", "vina", "vini", "vins", "virs", "visi",
    "z", "zem", NULL,
};

const char *const stop_words_mk[] = {
    "а", "ако", "ама", "бе", "без", "беше", "би", "биде", "бил", "биле", "било", "в", "во", "все", "да",
    "дека", "до", "додека", "е", "ед", "за", "зашто", "и", "из", "или", "им", "има", "како", "кај", "кога",
    "кое", "кои", "кој", "која", "ли", "ме", "мегу", "между", "ми", "му", "на", "над", "не", "него", "ни",
    "нив", "ние", "но", "о", "ова", "оваа", "овие", "овој", "од", "откако", "по", "под", "пред", "преку",
    "при", "сe", "сам", "само", "се", "си", "сите", "со", "сум", "таа", "така", "тие", "тоа", "тој", "тука",
    "у", "уште", "што", NULL,
};

const char *const stop_words_nl[] = {
    "aan", "aangaande", "achter", "al", "alle", "alleen", "alles", "als", "altijd", "ander", "andere",
    "anderen", "bij", "binnen", "boven", "buiten", "daar", "daardoor", "daarna", "daarom", "dan", "dat", "de",
    "der", "des", "deze", "die", "dit", "doch", "doen", "door", "dus", "echter", "een", "eens", "en", "er",
    "ge", "geen", "geweest", "haar", "had", "hadden", "heb", "hebben", "hebt", "heeft", "hem", "hen", "het",
    "hier", "hij", "hoe", "hoewel", "hun", "ieder", "iemand", "iets", "ik", "in", "indien", "is", "je", "jij",
    "jou", "jouw", "jullie", "kan", "kon", "konden", "kunnen", "maar", "me", "meer", "men", "met", "mij",
    "mijn", "moest", "moet", "moeten", "mogen", "na", "naar", "naast", "nadat", "niet", "niets", "noch",
    "nog", "nu", "of", "om", "omdat", "ondanks", "onder", "ons", "onze", "ook", "op", "over", "per", "reeds",
    "sinds", "slechts", "sommige", "t", "te", "tegen", "ten", "ter", "terwijl", "tijdens", "toch", "toen",
    "tot", "tussen", "u", "uit", "uw", "van", "vanaf", "veel", "via", "voor", "vooral", "waar", "waarom",
    "wanneer", "want", "waren", "was", "wat", "we", "wel", "welke", "werd", "werden", "wie", "wij", "wil",
    "worden", "wordt", "zal", "ze", "zei", "zelf", "zich", "zij", "zijn", "zo", "zoals", "zonder", "zou",
    "zouden", "zullen", NULL,
};

const char *const stop_words_no[] = {
    "a", "alle", "alt", "andre", "at", "av", "bade", "bare", "begge", "ble", "bli", "blir", "blitt", "da",
    "de", "deg", "dei", "dem", "den", "denne", "der", "deres", "det", "dette", "di", "din", "disse", "ditt",
    "du", "dykk", "e", "eg", "ei", "ein", "eit", "eller", "en", "enn", "er", "et", "etter", "for", "fordi",
    "fra", "ha", "hadde", "han", "hans", "har", "hennar", "henne", "hennes", "her", "hja", "ho", "hun", "hva",
    "hvem", "hver", "hvilken", "hvis", "hvor", "hvordan", "hvorfor", "i", "ikke", "ikkja", "ikkje", "ingen",
    "inn", "ja", "jeg", "kan", "kom", "kunne", "kva", "kvar", "kven", "ma", "man", "mange", "med", "meg",
    "mellom", "men", "mer", "mi", "min", "mitt", "mot", "mye", "na", "nar", "ned", "nei", "no", "noe", "noen",
    "og", "ogsa", "om", "opp", "oss", "over", "pa", "sa", "seg", "selv", "si", "sia", "sidan", "siden", "sin",
    "sine", "sitt", "skal", "skulle", "slik", "so", "som", "til", "um", "under", "ut", "uten", "vaere",
    "vaert", "var", "vart", "ved", "vel", "vi", "vil", "ville", "vore", NULL,
};

const char *const stop_words_pl[] = {
    "a", "aby", "ale", "am", "ani", "az", "bardzo", "bez", "bo", "by", "byc", "byl", "byla", "bylo", "byly",
    "chce", "ci", "ciebie", "co", "czy", "dla", "do", "gdy", "gdyz", "gdzie", "go", "i", "ich", "ile", "im",
    "innych", "iz", "ja", "jak", "jako", "jednak", "jego", "jej", "jesli", "jest", "jestem", "jeszcze", "juz",
    "kazdy", "kiedy", "kto", "ktora", "ktore", "ktorego", "ktorej", "ktory", "ktorych", "ktorym", "ktorzy",
    "lub", "ma", "maja", "mi", "mnie", "moze", "mozna", "mu", "my", "na", "nad", "nam", "nas", "nawet", "nic",
    "nie", "niz", "o", "od", "on", "ona", "one", "oni", "ono", "oraz", "po", "pod", "podczas", "poniewaz",
    "poza", "przed", "przez", "przy", "s", "sa", "sie", "sobie", "swoje", "ta", "tak", "takze", "tam", "te",
    "tego", "tej", "ten", "tez", "to", "tu", "ty", "tych", "tylko", "tym", "u", "w", "we", "wiec", "wszystko",
    "z", "za", "ze", "zeby", NULL,
};

const char *const stop_words_pt[] = {
    "a", "ainda", "alem", "algo", "alguem", "algum", "alguma", "algumas", "alguns", "ante", "antes", "ao",
    "aos", "apos", "aquela", "aquelas", "aquele", "aqueles", "aquilo", "as", "ate", "cada", "com", "como",
    "contra", "cuja", "cujo", "da", "daquela", "daquele", "das", "de", "dela", "delas", "dele", "deles",
    "depois", "desde", "dessa", "desse", "desta", "deste", "do", "dos", "durante", "e", "ela", "elas", "ele",
    "eles", "em", "embora", "enquanto", "entre", "era", "eram", "essa", "essas", "esse", "esses", "esta",
    "estao", "estar", "estas", "estava", "estavam", "este", "estes", "eu", "foi", "for", "foram", "fosse",
    "ha", "isso", "isto", "ja", "la", "lhe", "lhes", "logo", "mais", "mas", "me", "mesma", "mesmo", "meu",
    "meus", "mim", "minha", "minhas", "muito", "na", "nada", "nao", "nas", "nem", "nenhum", "nenhuma",
    "nessa", "nesse", "nesta", "neste", "no", "nos", "nossa", "nossas", "nosso", "nossos", "num", "numa", "o",
    "onde", "os", "ou", "outra", "outras", "outro", "outros", "para", "pela", "pelas", "pelo", "pelos",
    "perante", "pois", "por", "porque", "quais", "qual", "qualquer", "quando", "quanto", "que", "quem", "se",
    "seja", "sem", "sempre", "ser", "sera", "seu", "seus", "si", "sido", "so", "sob", "sobre", "sua", "suas",
    "tambem", "tao", "te", "tem", "tinha", "tinham", "toda", "todas", "todo", "todos", "tu", "tua", "tuas",
    "tudo", "um", "uma", "umas", "uns", "voce", "voces", "vos", NULL,
};

const char *const stop_words_ro[] = {
    "a", "ai", "al", "ale", "alt", "alta", "alte", "am", "ar", "are", "as", "au", "avea", "ca", "cand",
    "care", "ce", "cea", "cei", "cel", "cele", "ci", "cine", "cu", "cum", "da", "daca", "dar", "de", "decat",
    "deci", "desi", "din", "dintre", "doar", "dupa", "e", "ea", "ei", "el", "ele", "era", "este", "eu",
    "fara", "fi", "fie", "fiind", "fost", "i", "ii", "il", "imi", "in", "inca", "intre", "isi", "iti", "l",
    "la", "le", "li", "lor", "lui", "m", "mai", "me", "mea", "meu", "mi", "n", "ne", "nici", "niste",
    "noastra", "noi", "nostru", "nu", "o", "ori", "pana", "pe", "pentru", "peste", "prin", "s", "sa", "sale",
    "sau", "se", "si", "sub", "sunt", "sus", "ta", "te", "tot", "toti", "tu", "un", "una", "unde", "unei",
    "unor", "unui", "v", "va", "voi", "vor", "vostru", NULL,
};

const char *const stop_words_ru[] = {
    "а", "без", "более", "бы", "был", "была", "были", "было", "быть", "в", "вам", "вас", "весь", "во", "вот",
    "все", "всего", "всех", "всю", "вы", "г", "где", "да", "даже", "для", "до", "другой", "его", "ее", "ей",
    "ему", "если", "есть", "еще", "же", "за", "здесь", "и", "из", "или", "им", "их", "к", "как", "какая",
    "какой", "когда", "кто", "ли", "лишь", "между", "меня", "мне", "много", "может", "мы", "на", "над",
    "надо", "нас", "наш", "не", "него", "нее", "нет", "ни", "них", "но", "ну", "о", "об", "один", "однако",
    "он", "она", "они", "оно", "от", "перед", "по", "под", "после", "потом", "почему", "при", "про", "раз",
    "с", "сам", "свою", "себе", "себя", "со", "так", "также", "такой", "там", "тем", "то", "того", "тоже",
    "той", "только", "том", "тот", "ту", "ты", "у", "уже", "хотя", "чего", "чем", "через", "что", "чтоб",
    "чтобы", "чуть", "эта", "эти", "это", "этого", "этой", "этом", "этот", "эту", "я", NULL,
};

const char *const stop_words_sh[] = {
    "a", "ali", "bez", "bi", "bila", "bile", "bili", "bilo", "bio", "biti", "da", "do", "dok", "duz", "ga",
    "gde", "gdje", "i", "ili", "iz", "ja", "je", "jedan", "jer", "jos", "ju", "k", "kad", "kada", "kako",
    "kao", "ko", "koja", "koje", "koji", "kroz", "li", "me", "medu", "mi", "mu", "na", "nad", "nakon", "ne",
    "nego", "neka", "neki", "ni", "nije", "njega", "njegov", "njen", "njih", "o", "od", "oko", "on", "ona",
    "one", "oni", "ono", "osim", "ova", "ove", "ovo", "pa", "po", "pod", "posle", "pre", "prema", "pri",
    "prije", "s", "sa", "sam", "samo", "se", "si", "smo", "ste", "su", "sve", "svi", "svoj", "ta", "taj",
    "tako", "te", "ti", "to", "toga", "u", "uz", "vec", "vi", "za", "zato", "zbog", "ze", "али", "без", "би",
    "била", "били", "било", "био", "бити", "већ", "ви", "где", "да", "до", "за", "зато", "због", "и", "из",
    "или", "к", "кад", "када", "како", "као", "ко", "која", "које", "који", "кроз", "ли", "ме", "међу", "ми",
    "му", "на", "над", "након", "не", "него", "нека", "неки", "ни", "није", "о", "ова", "ове", "ово", "од",
    "око", "он", "она", "оне", "они", "оно", "осим", "па", "по", "под", "после", "пре", "према", "при", "с",
    "са", "сам", "само", "све", "сви", "се", "си", "смо", "сте", "су", "та", "тако", "тај", "те", "ти", "то",
    "тога", "у", "уз", "ја", "је", "један", "јер", "још", "њега", NULL,
};

const char *const stop_words_sk[] = {
    "a", "aby", "aj", "ak", "ako", "ale", "alebo", "ani", "ano", "asi", "az", "bez", "bol", "bola", "boli",
    "bolo", "bude", "by", "byt", "cez", "ci", "co", "do", "ho", "i", "iba", "ich", "im", "ja", "je", "jeho",
    "jej", "k", "kam", "kazdy", "kde", "ked", "kto", "ktora", "ktore", "ktori", "ktory", "ku", "len", "ma",
    "mal", "medzi", "mi", "mu", "my", "na", "nad", "nam", "nas", "ne", "nech", "nez", "nie", "o", "od", "on",
    "ona", "oni", "ono", "po", "pod", "podla", "pokial", "potom", "pre", "preco", "pred", "preto", "pretoze",
    "pri", "s", "sa", "si", "sme", "so", "som", "ste", "su", "svoj", "ta", "tak", "takze", "tam", "te", "tej",
    "ten", "tento", "to", "toho", "tom", "tu", "ty", "u", "uz", "v", "vo", "vsak", "vy", "z", "za", "ze",
    "zo", NULL,
};

const char *const stop_words_sl[] = {
    "a", "ali", "bi", "bil", "bila", "bile", "bili", "bilo", "biti", "bo", "bodo", "brez", "ce", "cez", "da",
    "do", "ga", "glede", "h", "i", "ima", "in", "iz", "ja", "je", "jih", "k", "kaj", "kako", "kakor", "kar",
    "kdo", "ker", "ki", "ko", "kot", "lahko", "le", "me", "med", "mi", "mu", "na", "nad", "naj", "ne", "ni",
    "nic", "nje", "njegov", "njih", "o", "ob", "od", "on", "ona", "oni", "pa", "po", "pod", "pred", "pri",
    "proti", "s", "se", "sem", "si", "ta", "tako", "tam", "te", "tega", "ti", "to", "tudi", "u", "v", "vec",
    "vendar", "vi", "vsak", "vse", "z", "za", "zato", "ze", NULL,
};

const char *const stop_words_sq[] = {
    "a", "ai", "ajo", "ata", "ato", "dhe", "do", "duke", "e", "edhe", "eshte", "i", "ia", "in", "ishte", "ja",
    "jane", "jo", "ju", "ka", "kam", "kane", "ke", "keta", "kete", "kjo", "kur", "ky", "le", "me", "mos",
    "mund", "na", "ne", "nga", "nje", "nuk", "o", "pa", "pas", "per", "po", "por", "prej", "pse", "qe", "se",
    "si", "sipas", "ta", "te", "tek", "ti", "tij", "tyre", "u", "une", "vetem", NULL,
};

const char *const stop_words_sv[] = {
    "a", "alla", "allt", "an", "ar", "at", "att", "av", "bara", "blev", "bli", "blir", "blivit", "da", "dar",
    "dem", "den", "denna", "deras", "dess", "dessa", "det", "detta", "dig", "din", "dina", "ditt", "dock",
    "du", "efter", "ej", "eller", "en", "er", "era", "ert", "ett", "for", "fran", "genom", "ha", "hade",
    "han", "hans", "har", "hon", "honom", "hos", "hur", "i", "icke", "in", "ingen", "inget", "inom", "inte",
    "ja", "jag", "kan", "kunde", "man", "med", "mellan", "men", "mer", "mig", "min", "mina", "mitt", "mot",
    "mycket", "nagon", "nagot", "nagra", "nar", "ni", "nu", "och", "ocksa", "om", "oss", "pa", "sa", "samt",
    "sedan", "sig", "sin", "sina", "sitt", "ska", "skall", "skulle", "som", "till", "under", "upp", "ut",
    "utan", "vad", "var", "vara", "varfor", "varit", "vart", "vem", "vi", "vid", "vilka", "vilken", "vilket",
    "vill", NULL,
};

const char *const stop_words_tr[] = {
    "acaba", "ama", "ancak", "artik", "aslinda", "az", "bana", "bazi", "belki", "ben", "beni", "benim",
    "beri", "bir", "biri", "biz", "bize", "bizim", "bu", "buna", "bunda", "bundan", "bunlar", "bunu", "bunun",
    "cok", "cunku", "da", "daha", "de", "degil", "diye", "dolayi", "eger", "en", "gibi", "gore", "hala",
    "hem", "hep", "hepsi", "her", "hic", "icin", "ile", "ise", "iste", "kadar", "karsin", "kendi", "ki",
    "kim", "mi", "mu", "nasil", "ne", "neden", "nerede", "niye", "o", "olan", "olarak", "oldu", "oldugu",
    "olup", "ona", "ondan", "onlar", "onu", "onun", "oyle", "oysa", "ragmen", "sadece", "sanki", "sen",
    "senin", "sey", "siz", "sizin", "soyle", "su", "tarafindan", "tum", "uzere", "var", "ve", "veya", "ya",
    "yani", "yine", "yok", "zaten", NULL,
};

const char *const stop_words_uk[] = {
    "а", "аби", "адже", "але", "б", "без", "би", "був", "була", "були", "було", "бути", "в", "вам", "вас",
    "ви", "вона", "вони", "воно", "все", "всі", "від", "він", "г", "д", "де", "для", "до", "ж", "же", "з",
    "за", "зі", "й", "його", "ки", "коли", "крім", "лише", "мене", "ми", "між", "на", "над", "нас", "не",
    "них", "ні", "ніж", "о", "об", "один", "однак", "ось", "по", "при", "про", "під", "після", "р", "с",
    "своі", "себе", "та", "так", "також", "такі", "там", "те", "тим", "то", "того", "тоді", "той", "тому",
    "ту", "тут", "у", "усі", "хоча", "хто", "це", "цей", "цього", "цьому", "ці", "через", "чи", "що", "щоб",
    "щодо", "я", "як", "яка", "яке", "який", "яких", "якщо", "які", "є", "і", "із", "ій", "іх", "іі", NULL,
};
