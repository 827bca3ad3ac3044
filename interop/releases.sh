# SPDX-License-Identifier: Apache-2.0
# Sourced by the scripts beside it: several releases of OTP, one after the other. BEAM_HOME/bin holds the programs of all
# releases side by side, with the release at the end of their names. The caller has a function usage, which ends it.
#
# The tests find their programs without a suffix on the PATH and in BEAM_HOME; for each release both lead to links made here.
# TIEBEAM_OTP tells them which release that is meant to be, and one of them checks it.

programs='erl erlc escript iex elixir elixirc epmd'

check_releases() {
    [ -n "${BEAM_HOME:-}" ] || usage "BEAM_HOME is not set: the folder whose bin holds erl-25, erl-27 ..."
    for release in "$@"; do
        case $release in
            *[!0-9]* | '') usage "no release: $release" ;;
        esac
    done
    links=$(mktemp -d)
    trap 'rm -rf "$links"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

# Makes bin/erl and the others for release $1; where one is missing it says which, and fails.
link() {
    mkdir -p "$links/$1/bin"
    for program in $programs; do
        [ -x "$BEAM_HOME/bin/$program-$1" ] || { echo "no $BEAM_HOME/bin/$program-$1"; return 1; }
        ln -s "$BEAM_HOME/bin/$program-$1" "$links/$1/bin/$program"
    done
    # "iex -S mix" reads the mix that it finds on the PATH as Elixir, and a script that starts one elsewhere is none.
    printf '#!/usr/bin/env elixir\nMix.start()\nMix.CLI.main()\n' >"$links/$1/bin/mix"
    chmod +x "$links/$1/bin/mix"
}

# Runs the rest of its arguments with release $1, which is linked.
with_release() {
    release=$1
    shift
    BEAM_HOME=$links/$release PATH="$links/$release/bin:$PATH" TIEBEAM_OTP=$release "$@"
}
