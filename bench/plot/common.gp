# What the pictures share: the size, the fonts, the colours (Okabe and Ito 2008, told apart by the colour-blind too).
set terminal svg size 960, 560 dynamic enhanced font "Helvetica,14" background rgb "white"
set datafile separator "\t"
set border 3 linecolor rgb "#555555"
set tics nomirror textcolor rgb "#333333"
set grid linetype 1 linecolor rgb "#e4e4e4" linewidth 1
set title font ",17" offset 0, 0.4 noenhanced
set key noenhanced
set linetype 1 linecolor rgb "#0072b2" linewidth 2.2 pointtype 7
set linetype 2 linecolor rgb "#e69f00" linewidth 2.2 pointtype 7
set linetype 3 linecolor rgb "#009e73" linewidth 2.2 pointtype 7
set linetype 4 linecolor rgb "#d55e00" linewidth 2.2 pointtype 7
set linetype 5 linecolor rgb "#cc79a7" linewidth 2.2 pointtype 7
set linetype 6 linecolor rgb "#56b4e9" linewidth 2.2 pointtype 7
set linetype 7 linecolor rgb "#000000" linewidth 2.2 pointtype 7
set linetype 8 linecolor rgb "#7b3f00" linewidth 2.2 pointtype 7
set linetype 9 linecolor rgb "#8c6bb1" linewidth 2.2 pointtype 7
set linetype 10 linecolor rgb "#999999" linewidth 2.2 pointtype 7
set linetype 11 linecolor rgb "#0072b2" linewidth 2.2 dashtype 2 pointtype 7
set linetype 12 linecolor rgb "#d55e00" linewidth 2.2 dashtype 2 pointtype 7
