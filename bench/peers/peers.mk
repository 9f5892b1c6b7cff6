# Engines measured beside ours: bench/peers/README.md. Included by the Makefile.

PEERS     ?= pressmark xapian sqlite lucene tantivy
C_PEERS   := pressmark xapian sqlite
ROUNDS    ?= 3
WARM      ?= 3
LIMIT     ?= 0
SETS      ?= time cranfield npl checkthat2020_claims
CORPORA   ?= ../shared/corpora
CORPUS    ?= $(CORPORA)/reuters21578/docs.jsonl.gz
QUERIES   ?= $(CORPORA)/queries/search_benchmark_game.tsv $(CORPORA)/queries/trec_robust04.title.tsv
BENCH_OUT ?= $(O)/bench-peers

PEER      := $(B)/bench/peers
PEER_SRC  := bench/peers/peer.c bench/peers/driver.c bench/peers/echo/peer_echo.c \
	bench/peers/pressmark/peer_pressmark.c bench/peers/sqlite/peer_sqlite.c bench/peers/xapian/peer_xapian.cc
PEER_BIN  := $(addprefix $(B)/peers/,driver echo $(C_PEERS))

.PHONY: bench-peers bench-relevance peers peers-build

$(B)/peers/driver: $(PEER)/driver.o
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS_ALL) $^ -o $@

$(B)/peers/echo: $(PEER)/echo/peer_echo.o $(PEER)/peer.o
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS_ALL) $^ -ljansson -o $@

$(PEER)/sqlite/peer_sqlite.o: | $(B)/test-headers
$(B)/peers/sqlite: $(PEER)/sqlite/peer_sqlite.o $(PEER)/peer.o $(SHIM_LIB)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS_ALL) $^ -ljansson -lsqlite3 -o $@

$(B)/peers/xapian: $(PEER)/xapian/peer_xapian.o $(PEER)/peer.o
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS_ALL) $^ -ljansson -lxapian -o $@

$(B)/peers/pressmark: $(PEER)/pressmark/peer_pressmark.o $(PEER)/peer.o $(QUERY_LIB) $(SHIM_LIB) | $(B)/pressmark-index
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS_ALL) $^ $(SHIM_LIBS) -o $@

# These two come through their own package managers, whatever the variant; the scripts say what they lack.
$(O)/peers/lucene: bench/peers/lucene/build-lucene bench/peers/lucene/pom.xml $(wildcard bench/peers/lucene/src/*.java)
	@mkdir -p $(@D)
	@$< $@

$(O)/peers/tantivy: bench/peers/tantivy/build-tantivy $(wildcard bench/peers/tantivy/Cargo.* bench/peers/tantivy/src/*)
	@mkdir -p $(@D)
	@$< $@

-include $(patsubst %.o,%.d,$(call obj,$(PEER_SRC)))

# The adapters that need no toolchain but ours, and the driver.
peers: $(PEER_BIN)

# One by one, so that a peer that cannot be built stops none of the others.
peers-build: $(B)/peers/driver $(B)/peers/echo $(B)/pressmark-index
	@mkdir -p $(O)/peers
	@for p in $(PEERS); do \
		case ' $(C_PEERS) ' in *" $$p "*) at=$(B) ;; *) at=$(O) ;; esac; \
		$(MAKE) --no-print-directory $$at/peers/$$p >$(O)/peers/$$p.log 2>&1 || true; \
	done

bench-peers: peers-build
	@bench/peers/bench-peers --build '$(B)' --peers '$(PEERS)' --corpus '$(CORPUS)' --queries $(QUERIES) \
		--rounds '$(ROUNDS)' --warm '$(WARM)' --limit '$(LIMIT)' \
		$(if $(COMMANDS),--commands '$(COMMANDS)') $(if $(KEEP),--keep) --out '$(BENCH_OUT)'

bench-relevance: peers-build
	@bench/peers/bench-relevance --build '$(B)' --peers '$(PEERS)' --corpora '$(CORPORA)' --sets '$(SETS)' \
		--out '$(BENCH_OUT)'
