# gnuplot -c build.gp TABLE PICTURE TITLE
# Throughput, time and memory over the size of the corpus. TABLE: a header line, then articles, MB/s, peak MB, seconds.
load ARG0[1:strlen(ARG0) - strlen("build.gp")] . "common.gp"
set terminal svg size 1120, 440
set output ARG2
set multiplot layout 1, 3 title ARG3 noenhanced font ",17" margins 0.06, 0.985, 0.15, 0.78 spacing 0.065, 0
set logscale x 2
set xlabel "articles"
set format x "%.0f"
stats ARG1 using 1 skip 1 nooutput
set xrange [STATS_min / 1.25:STATS_max * 1.25]
set yrange [0:*]
set title offset 0, 0
unset key
set title "MB of text a second" font ",14"
plot ARG1 using 1:2:xtic(sprintf("%.0f", $1)) skip 1 with linespoints linetype 1 pointsize 0.8
set title "seconds"
plot ARG1 using 1:4:xtic(sprintf("%.0f", $1)) skip 1 with linespoints linetype 4 pointsize 0.8
set title "peak memory, MB"
plot ARG1 using 1:3:xtic(sprintf("%.0f", $1)) skip 1 with linespoints linetype 3 pointsize 0.8
unset multiplot
