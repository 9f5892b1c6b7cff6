# gnuplot -c latency.gp TABLE PICTURE TITLE
# Time over percentile, a line a class. TABLE: blocks, each a name, then lines "1/(1-share)<TAB>microseconds<TAB>line type".
load ARG0[1:strlen(ARG0) - strlen("latency.gp")] . "common.gp"
set output ARG2
set title ARG3
set logscale xy
set xlabel "percentile of all samples"
set ylabel "milliseconds"
set format y "%g"
set xtics ("0" 1, "50" 2, "90" 10, "95" 20, "99" 100, "99.9" 1000, "99.99" 10000, "99.999" 100000)
set key outside right center reverse Left samplen 1.6 spacing 1.25
stats ARG1 using 1:($2 / 1000) nooutput
blocks = STATS_blocks
types = ""
do for [i = 0:blocks - 1] {
    stats ARG1 index i using 3 name "TYPE" nooutput
    types = types . sprintf("%d ", TYPE_max)
}
set xrange [1:(STATS_max_x > 10 ? STATS_max_x : 10)]
set yrange [STATS_min_y / 1.3:STATS_max_y * 1.3]
set ytics nomirror
do for [e = -4:5] {
    do for [m in "1 2 5"] { set ytics add (sprintf("%g", m * 10.0 ** e) m * 10.0 ** e) }
}
plot for [i = 0:blocks - 1] ARG1 index i using 1:($2 / 1000) \
    with lines linetype int(word(types, i + 1)) title columnheader(1)
