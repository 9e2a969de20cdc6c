#!/bin/sh
# Makes sure that Coq and the libraries of these proofs are there: installs the Debian packages where it may,
# and says what to install where it may not.
set -eu

packages="coq libcoq-mathcomp-analysis libcoq-mathcomp-algebra-tactics libcoq-mathcomp-zify"
install="apt-get install -y --no-install-recommends $packages"

present() {
  command -v coqc coq_makefile >/dev/null 2>&1 || return 1
  library=$(coqc -where)/user-contrib/mathcomp
  for part in ssreflect/all_ssreflect algebra/ssralg algebra_tactics/ring zify/zify analysis/exp; do
    [ -e "$library/$part.vo" ] || return 1
  done
}

present && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" -eq 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $install
  present && exit 0
fi
echo "proofs: Coq 8.16.1 with mathcomp 1.15, mathcomp-analysis 0.6.0, algebra-tactics 1.0.0 and zify is not here." >&2
echo "proofs: on Debian 12, as root: $install" >&2
exit 1
