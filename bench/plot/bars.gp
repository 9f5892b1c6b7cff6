# gnuplot -c bars.gp TABLE PICTURE TITLE
# Engines side by side, a group of bars a class. TABLE: a header "what<TAB>engine...", then lines "class<TAB>number...",
# "-" for none. The first cell of the header is the axis' label.
load ARG0[1:strlen(ARG0) - strlen("bars.gp")] . "common.gp"
set output ARG2
set title ARG3
set datafile missing "-"
set style data histograms
set style histogram clustered gap 1.5
set style fill solid 0.9 noborder
set boxwidth 0.95
set logscale y
set format y "%g"
set grid noxtics ytics
set xtics noenhanced scale 0
set key outside bottom center horizontal Left reverse samplen 1 width 1
engines = words(system("head -n 1 '" . ARG1 . "' | tr ' \t' '_ '")) - 1
set ylabel system("head -n 1 '" . ARG1 . "' | cut -f 1") noenhanced
low = 1e300
high = 0
do for [i = 2:engines + 1] {
    stats ARG1 using i skip 1 nooutput
    low = STATS_min < low ? STATS_min : low
    high = STATS_max > high ? STATS_max : high
    classes = STATS_records + STATS_invalid
}
set yrange [low / 2:high * 1.3]
set xrange [-0.6:classes - 0.4]
plot for [i = 2:engines + 1] ARG1 using i:xtic(1) linetype i - 1 title columnheader(i)
