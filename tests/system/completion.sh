#!/usr/bin/env bash
# completion.sh SHELL: the script that gren prints for the shell, asked by the shell itself what it would offer.
set -euo pipefail
source "$(dirname "$0")/common.sh"
shell=$1
"$GREN" completion "$shell" >script
# After these words of a command line, the last one unfinished.
# shellcheck disable=SC2016  # each shell expands its own script
offers() {
    case $shell in
        bash) bash -c 'source ./script; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _gren; printf "%s\n" "${COMPREPLY[@]}"' bash "$@" ;;
        fish) fish -c 'source ./script; complete -C "$argv"' -- "$@" | cut -f1 ;;
        # Outside its line editor zsh only says what it was asked to offer.
        zsh) zsh -fc '_describe() { print -rl -- ${(P)2} }; _arguments() { print -rl -- $@ }; compadd() { print -rl -- $@ }
            words=("$@"); CURRENT=$#; source ./script' zsh "$@" ;;
    esac
}
expect() { # WORD...: among what is offered after the words in $after
    local word
    offers "${after[@]}" >offered
    for word in "$@"; do
        grep -q -- "$word" offered || fail "$shell is not offered '$word' after '${after[*]}'"
    done
}
after=(gren '') && expect train segment doctor completion
after=(gren segment '') && expect train apply score
after=(gren train --) && expect --data --batch-per-rank --print-config
after=(gren segment apply --) && expect --images --overlays
after=(gren train --method '') && expect baseline gren pcan
after=(gren inspect --) && expect --contact-sheet
if grep -q -- --batch-per-rank offered; then fail "an option of train is offered to inspect"; fi
