# Pressmark: index a news corpus, run ranked queries from the shell.   `make help` lists the targets.

VERSION := 0.1.0
VARIANT ?= release
CC      := $(if $(filter default,$(origin CC)),gcc,$(CC))
CXX     := $(if $(filter default,$(origin CXX)),$(if $(findstring clang,$(CC)),$(subst clang,clang++,$(CC)),g++),$(CXX))
AR      ?= ar
PREFIX  ?= /usr/local
O       ?= build

# Debian 12 names. What the programs are built from; what the tests need besides; and pictures of measurements.
BUILD_PACKAGES := gcc g++ make pkg-config libxapian-dev libstemmer-dev zlib1g-dev libutf8proc-dev \
	libarchive-dev libjansson-dev libcsv-dev libxxhash-dev
BENCH_PACKAGES := gnuplot-nox
BUILD_HEADERS  := xapian.h libstemmer.h zlib.h utf8proc.h archive.h jansson.h csv.h xxhash.h
TEST_HEADERS   := cmocka.h sqlite3.h
TEST_PACKAGES  := libcmocka-dev bats python3 valgrind clang groff man-db zip xz-utils bzip2 zstd file git \
	libsqlite3-dev

# ---- flags -------------------------------------------------------------------------------------

WARN     := -Wall -Wextra -Wshadow -Wconversion -Wcast-qual -Wformat=2 -Wwrite-strings -Wvla
CWARN    := $(WARN) -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
HARDEN   := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
LDHARDEN := -pie -Wl,-z,relro,-z,now

# Functions are inlined across files, which spares a query a twentieth of its time. Objects hold ordinary code, too, of
# which tests are linked, without waiting for that. clang would want another linker.
LTO           := $(if $(findstring clang,$(CC)),,-flto=auto -ffat-lto-objects)
FLAGS_release := -O2 -g $(HARDEN) $(LTO)
FLAGS_debug   := -O0 -g3 -fstack-protector-strong -fPIE
FLAGS_asan    := -O1 -g -fPIE -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
FLAGS_cov     := -O0 -g -fPIE --coverage
VARIANTS      := release debug asan cov
ifeq ($(filter $(VARIANT),$(VARIANTS)),)
$(error VARIANT=$(VARIANT) is unknown: one of $(VARIANTS))
endif

XAPIAN_VERSION := $(shell pkg-config --modversion xapian-core 2>/dev/null)

CPPFLAGS_ALL := -D_GNU_SOURCE -DPRESSMARK_VERSION='"$(VERSION)"' -DPRESSMARK_XAPIAN='"$(XAPIAN_VERSION)"' \
	-Ishim -I. -MMD -MP $(CPPFLAGS)
CFLAGS_ALL   := -std=c11 $(CWARN) $(FLAGS_$(VARIANT)) -pthread $(CFLAGS)
CXXFLAGS_ALL := -std=c++17 $(WARN) $(FLAGS_$(VARIANT)) -fvisibility=hidden $(CXXFLAGS)
LDFLAGS_ALL  := $(FLAGS_$(VARIANT)) $(LDHARDEN) -pthread -Wl,--as-needed $(LDFLAGS)

# A query's process lives a millisecond or two, and every shared library costs it a tenth of one: the small ones are
# linked in, Xapian, which brings four along, is in a program of its own that runs when it is asked for, and where there
# is a libc.a, that is linked in, too, which spares the dynamic linker. `make STATIC=` leaves that out.
STATIC      := $(if $(filter release,$(VARIANT)),$(if $(filter /%,$(shell $(CC) -print-file-name=libc.a)),-static))
SMALL_LIBS  := -lstemmer -lutf8proc -ljansson -lxxhash -lz
MIXED_LIBS  := -Wl,-Bstatic $(SMALL_LIBS) -Wl,-Bdynamic -lm
QUERY_LIBS  := $(if $(STATIC),-static $(SMALL_LIBS) -lm,-no-pie $(MIXED_LIBS))
SHIM_LIBS   := -lxapian $(MIXED_LIBS)
CORPUS_LIBS := -larchive -lcsv

# Objects of different variants, compilers or flags never mix.
FLAGS_KEY := $(shell printf '%s' '$(CC) $(CXX) $(CPPFLAGS_ALL) $(CFLAGS_ALL) $(CXXFLAGS_ALL) $(STATIC)' | cksum | cut -d' ' -f1)
B         := $(O)/$(VARIANT)-$(notdir $(CC))-$(FLAGS_KEY)

# ---- what is built -----------------------------------------------------------------------------

PROGRAMS     := pressmark-index pressmark-query
INDEX_MAIN   := indexer/pressmark_index.c
QUERY_MAIN   := query/pressmark_query.c
SHIM_SRC     := $(wildcard shim/*/*.c shim/*/*.cc)
CORPUS_SRC   := $(wildcard corpus/*.c)
INDEXER_SRC  := $(filter-out $(INDEX_MAIN),$(wildcard indexer/*.c))
QUERY_OWN    := query/engine_here.c query/engine_here_xapian.c
QUERY_SRC    := $(filter-out $(QUERY_MAIN) $(QUERY_OWN),$(wildcard query/*.c))
UNIT_SRC     := $(wildcard tests/unit/test_*.c)

# Programs that measure: bench/NAME.c or bench/NAME.cc with its main, underscores for hyphens. All else in bench/*.c is
# what they share.
BENCH_PROGRAMS := pressmark-bench pressmark-generate pressmark-queries plain_xapian postings_bench record_ratio
BENCH_MAINS  := $(foreach p,$(subst -,_,$(BENCH_PROGRAMS)),$(wildcard bench/$(p).c bench/$(p).cc))
BENCH_SRC    := $(filter-out $(BENCH_MAINS),$(wildcard bench/*.c))

obj = $(patsubst %,$(B)/%.o,$(basename $(1)))
SHIM_LIB    := $(B)/libshim.a
CORPUS_LIB  := $(B)/libcorpus.a
INDEXER_LIB := $(B)/libindexer.a
QUERY_LIB   := $(B)/libquery.a
BENCH_LIB   := $(B)/libbench.a
UNIT_BIN    := $(patsubst tests/unit/%.c,$(B)/tests/%,$(UNIT_SRC))
FAULT_LIB   := $(B)/faultlib.so
BENCH_BIN   := $(addprefix $(B)/bench/,$(BENCH_PROGRAMS))
BENCH_PLOTS := $(patsubst %,$(B)/%,$(wildcard bench/plot/*.gp))
QUERY_XAPIAN := $(B)/pressmark-query-xapian
MAN_PAGES   := $(addprefix $(B)/,$(addsuffix .1,$(PROGRAMS)))

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: FORCE all help quickstart check unit cli lint install uninstall clean bench-build bench-smoke packages-build packages-test packages-bench where

all: $(addprefix $(B)/,$(PROGRAMS)) $(QUERY_XAPIAN) $(MAN_PAGES)
	@mkdir -p $(O)/bin && for p in $(PROGRAMS); do ln -sf ../$(notdir $(B))/$$p $(O)/bin/$$p; done

where: ; @echo $(B)

# What is missing is said once, instead of by the compiler. $(1): headers, $(2): the packages that have them; libraries
# may have come another way.
define need-headers
@mkdir -p $(@D)
@printf '#if !__has_include(<%s>)\n#error\n#endif\n' $(1) | $(CC) $(CPPFLAGS) -E - >/dev/null 2>&1 || \
	tools/need-packages --say $(2)
@touch $@
endef

$(B)/build-headers: ; $(call need-headers,$(BUILD_HEADERS),$(BUILD_PACKAGES))
$(B)/test-headers: ; $(call need-headers,$(TEST_HEADERS),$(BUILD_PACKAGES) $(TEST_PACKAGES))

$(B)/%.o: %.c | $(B)/build-headers
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) $(PIC) -c $< -o $@

$(B)/%.o: %.cc | $(B)/build-headers
	@mkdir -p $(@D)
	$(CXX) $(CPPFLAGS_ALL) $(CXXFLAGS_ALL) $(PIC) -c $< -o $@

$(SHIM_LIB): $(call obj,$(SHIM_SRC))
$(CORPUS_LIB): $(call obj,$(CORPUS_SRC))
$(INDEXER_LIB): $(call obj,$(INDEXER_SRC))
$(QUERY_LIB): $(call obj,$(QUERY_SRC))
$(BENCH_LIB): $(call obj,$(BENCH_SRC))
$(B)/lib%.a:
	@rm -f $@
	@$(AR) rcs $@ $^

$(B)/pressmark-index: $(call obj,$(INDEX_MAIN)) $(INDEXER_LIB) $(CORPUS_LIB) $(SHIM_LIB)
	$(CXX) $(LDFLAGS_ALL) $^ $(CORPUS_LIBS) $(SHIM_LIBS) -o $@

# It stands at a fixed address: moved, it would have 16,000 pointers to mend in the tables of all stemmers, 100 pages of
# them, at each start. Stack, heap and what it maps are still placed at random.
$(B)/pressmark-query: $(call obj,$(QUERY_MAIN) query/engine_here.c) $(QUERY_LIB) $(SHIM_LIB)
	$(CC) $(filter-out -pie,$(LDFLAGS_ALL)) $^ $(QUERY_LIBS) -o $@

$(B)/pressmark-query-xapian: $(call obj,$(QUERY_MAIN) query/engine_here_xapian.c) $(QUERY_LIB) $(SHIM_LIB)
	$(CXX) $(LDFLAGS_ALL) $^ $(SHIM_LIBS) -o $@

$(call obj,$(UNIT_SRC)): | $(B)/test-headers
$(B)/tests/%: $(B)/tests/unit/%.o $(BENCH_LIB) $(INDEXER_LIB) $(QUERY_LIB) $(CORPUS_LIB) $(SHIM_LIB)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS_ALL) -fno-lto $^ $(CORPUS_LIBS) $(SHIM_LIBS) -lcmocka -lm -o $@

# Loaded before the C library of a program under test: no sanitizer in it.
$(FAULT_LIB): tests/fault/faultlib.c
	@mkdir -p $(@D)
	$(CC) -D_GNU_SOURCE -std=c11 $(CWARN) -O1 -g -fPIC -shared $< -ldl -o $@

BENCH_LIBS := $(BENCH_LIB) $(QUERY_LIB) $(CORPUS_LIB) $(SHIM_LIB)
$(B)/bench/pressmark-bench: $(B)/bench/pressmark_bench.o $(BENCH_LIBS) | $(BENCH_PLOTS) $(addprefix $(B)/,$(PROGRAMS))
$(B)/bench/pressmark-generate: $(B)/bench/pressmark_generate.o $(BENCH_LIBS)
$(B)/bench/pressmark-queries: $(B)/bench/pressmark_queries.o $(BENCH_LIBS)
$(B)/bench/plain_xapian: $(B)/bench/plain_xapian.o $(BENCH_LIBS)
$(B)/bench/postings_bench: $(B)/bench/postings_bench.o $(BENCH_LIBS)
$(B)/bench/record_ratio: $(B)/bench/record_ratio.o $(BENCH_LIBS)
$(BENCH_BIN):
	$(CXX) $(LDFLAGS_ALL) $^ $(CORPUS_LIBS) $(SHIM_LIBS) -lm -o $@

$(B)/bench/plot/%: bench/plot/%
	@mkdir -p $(@D)
	@cp $< $@

# Which source was built, for reports: a file that changes when that does.
COMMIT := $(shell git describe --always --dirty --abbrev=7 2>/dev/null)
FORCE:
$(B)/commit: FORCE
	@mkdir -p $(@D) && { echo '$(COMMIT)' | cmp -s - $@ || echo '$(COMMIT)' > $@; }
$(B)/bench/bench_report.o: CPPFLAGS_ALL += -DBENCH_COMMIT='"$(COMMIT)"' -DBENCH_VARIANT='"$(VARIANT)"'
$(B)/bench/bench_report.o: $(B)/commit

# The option lists of the man pages are the programs' own tables.
$(B)/pressmark-index.1: indexer/pressmark-index.1.in $(B)/pressmark-index
$(B)/pressmark-query.1: query/pressmark-query.1.in $(B)/pressmark-query
$(B)/%.1:
	@$(B)/$* --print-man-options > $@.options
	@sed -e '/^@OPTIONS@$$/{r $@.options' -e 'd}' -e 's/@VERSION@/$(VERSION)/g' $< > $@

-include $(patsubst %.o,%.d,$(call obj,$(SHIM_SRC) $(CORPUS_SRC) $(INDEXER_SRC) $(QUERY_SRC) $(INDEX_MAIN) $(QUERY_MAIN) $(QUERY_OWN) $(UNIT_SRC) $(BENCH_SRC) $(BENCH_MAINS)))

include bench/peers/peers.mk

# ---- what people type --------------------------------------------------------------------------

help:
	@echo 'make                      build the programs into $(O)/bin'
	@echo 'make quickstart           install what is missing, build, index the sample corpus, search it'
	@echo 'make check                install what the tests need, build, run every test'
	@echo 'make lint                 check includes, warnings under gcc and clang, scripts, man pages'
	@echo 'make bench-build          build the benchmark programs'
	@echo 'make bench-smoke          install gnuplot, run every benchmark on the sample corpus, under a minute'
	@echo 'make bench-peers          measure other engines beside ours; bench-relevance: their rankings'
	@echo 'make VARIANT=debug|asan|cov   other builds, side by side'
	@echo 'make install PREFIX=/usr/local DESTDIR=    programs, man pages, shell completion'
	@echo 'make uninstall, make clean'

packages-build: ; @tools/need-packages $(BUILD_PACKAGES)
packages-test:  ; @tools/need-packages $(BUILD_PACKAGES) $(TEST_PACKAGES)
packages-bench: packages-test ; @tools/need-packages $(BENCH_PACKAGES)

quickstart: packages-build
	@$(MAKE) --no-print-directory -j$$(nproc) all >/dev/null
	@tools/quickstart $(O)/bin

check: packages-test
	@$(MAKE) --no-print-directory -j$$(nproc) all $(UNIT_BIN) $(FAULT_LIB) bench-build peers >/dev/null
	@tests/run '$(B)'

unit: packages-test $(UNIT_BIN)
	@tests/run '$(B)' unit

cli: all $(FAULT_LIB) bench-build peers
	@tests/run '$(B)' cli

bench-smoke: packages-bench
	@$(MAKE) --no-print-directory -j$$(nproc) bench-build peers >/dev/null
	@PRESSMARK_BIN='$(abspath $(B))' PRESSMARK_SOURCE='$(CURDIR)' bats $(addprefix tests/cli/,bench.bats bench_eval.bats peers.bats)

bench-build: all $(BENCH_BIN)
	@for p in $(BENCH_PROGRAMS); do ln -sf ../$(notdir $(B))/bench/$$p $(O)/bin/$$p; done

lint: packages-test
	@tests/lint

install: all
	install -d '$(DESTDIR)$(PREFIX)/bin' '$(DESTDIR)$(PREFIX)/lib/pressmark' '$(DESTDIR)$(PREFIX)/share/man/man1' \
		'$(DESTDIR)$(PREFIX)/share/bash-completion/completions'
	install -m 755 $(addprefix $(B)/,$(PROGRAMS)) '$(DESTDIR)$(PREFIX)/bin'
	install -m 755 $(QUERY_XAPIAN) '$(DESTDIR)$(PREFIX)/lib/pressmark'
	install -m 644 $(MAN_PAGES) '$(DESTDIR)$(PREFIX)/share/man/man1'
	for p in $(PROGRAMS); do $(B)/$$p --print-completion > \
		'$(DESTDIR)$(PREFIX)/share/bash-completion/completions/'$$p || exit 1; done

uninstall:
	for p in $(PROGRAMS); do rm -f '$(DESTDIR)$(PREFIX)/bin/'$$p \
		'$(DESTDIR)$(PREFIX)/share/man/man1/'$$p.1 \
		'$(DESTDIR)$(PREFIX)/share/bash-completion/completions/'$$p; done
	rm -rf '$(DESTDIR)$(PREFIX)/lib/pressmark'

clean:
	rm -rf $(O) quickstart.idx
