module judge/lines

go 1.17
