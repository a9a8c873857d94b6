[ -d corpora ] || data/make-corpora.sh corpora 7 --train 60 --validation 120 --test 24
