/* stop_words: function words, which say nothing of what a text is about. Folded as the analyzer folds
 * words and sorted by bytes; each list ends in NULL. */
#ifndef PRESSMARK_TEXT_STOP_WORDS_H
#define PRESSMARK_TEXT_STOP_WORDS_H

extern const char *const stop_words_af[];
extern const char *const stop_words_az[];
extern const char *const stop_words_be[];
extern const char *const stop_words_bg[];
extern const char *const stop_words_ca[];
extern const char *const stop_words_cs[];
extern const char *const stop_words_cy[];
extern const char *const stop_words_da[];
extern const char *const stop_words_de[];
extern const char *const stop_words_el[];
extern const char *const stop_words_en[];
extern const char *const stop_words_es[];
extern const char *const stop_words_et[];
extern const char *const stop_words_eu[];
extern const char *const stop_words_fi[];
extern const char *const stop_words_fr[];
extern const char *const stop_words_ga[];
extern const char *const stop_words_gl[];
extern const char *const stop_words_hu[];
extern const char *const stop_words_id[];
extern const char *const stop_words_is[];
extern const char *const stop_words_it[];
extern const char *const stop_words_lt[];
extern const char *const stop_words_lv[];
extern const char *const stop_words_mk[];
extern const char *const stop_words_nl[];
extern const char *const stop_words_no[];
extern const char *const stop_words_pl[];
extern const char *const stop_words_pt[];
extern const char *const stop_words_ro[];
extern const char *const stop_words_ru[];
extern const char *const stop_words_sh[]; /* Bosnian, Croatian, Serbian in both scripts */
extern const char *const stop_words_sk[];
extern const char *const stop_words_sl[];
extern const char *const stop_words_sq[];
extern const char *const stop_words_sv[];
extern const char *const stop_words_tr[];
extern const char *const stop_words_uk[];

#endif
