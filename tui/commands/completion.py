"""Print the script that lets a shell complete dlviz: commands, options, scenarios, runs, settings, files.

bash:  eval "$(dlviz completion bash)"               in ~/.bashrc
zsh:   eval "$(dlviz completion zsh)"                in ~/.zshrc, after compinit
fish:  dlviz completion fish > ~/.config/fish/completions/dlviz.fish
"""

from __future__ import annotations

import sys

from dlviz.tui.arguments import Namespace, Parser
from dlviz.tui.errors import InputError

BASH = r"""# bash completion of dlviz: eval "$(dlviz completion bash)"
_dlviz() {
    local rest=${COMP_LINE:0:COMP_POINT} words=() word answer files= begun cut= breaks=${COMP_WORDBREAKS//[^=:]/}
    # Words as the shell will see them: bash itself would cut them at = and :
    while [[ $rest =~ ^[[:space:]]*(([^[:space:]\"\'\\]|\\.|\"[^\"]*\"?|\'[^\']*\'?)+)(.*)$ ]]; do
        word=${BASH_REMATCH[1]} rest=${BASH_REMATCH[3]}
        word=${word//[\"\'\\]/}
        words+=("$word")
    done
    [[ $rest ]] && words+=("")
    begun=${words[${#words[@]}-1]}
    [[ $breaks && $begun == *["$breaks"]* ]] && cut=${begun%"${begun##*["$breaks"]}"}
    COMPREPLY=()
    while IFS= read -r answer; do
        if [[ $answer == :files ]]; then
            files=1
        else
            word=${answer%%$'\t'*}
            [[ $files ]] && word=${word%/}
            COMPREPLY+=("${word#"$cut"}")
        fi
    done < <(command "$1" completion --for="$(IFS=$'\x1f'; echo "${words[*]:1}")" 2>/dev/null)
    [[ $files ]] && compopt -o filenames
    [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace
    return 0
}
complete -F _dlviz dlviz
"""

ZSH = r"""#compdef dlviz
# zsh completion of dlviz: eval "$(dlviz completion zsh)"
_dlviz() {
    local answer word meaning files=
    local -a found open folders paths
    while IFS= read -r answer; do
        if [[ $answer == :files ]]; then
            files=1
        elif [[ -n $files && $answer == */ ]]; then
            folders+=("$answer")
        elif [[ -n $files ]]; then
            paths+=("$answer")
        else
            word=${answer%%$'\t'*} meaning=
            [[ $answer == *$'\t'* ]] && meaning=${answer#*$'\t'}
            if [[ $word == *= ]]; then
                open+=("${word//:/\\:}${meaning:+:$meaning}")
            else
                found+=("${word//:/\\:}${meaning:+:$meaning}")
            fi
        fi
    done < <(command "${words[1]}" completion --for="${(pj:\x1f:)${(@Q)words[2,CURRENT]}}" 2>/dev/null)
    (( $#found )) && _describe dlviz found
    (( $#open )) && _describe dlviz open -S ''
    (( $#folders )) && compadd -f -S '' -- "${folders[@]}"
    (( $#paths )) && compadd -f -- "${paths[@]}"
    return 0
}
compdef _dlviz dlviz
"""

FISH = r"""# fish completion of dlviz: dlviz completion fish > ~/.config/fish/completions/dlviz.fish
function __dlviz_complete
    set -l words (commandline -opc) (commandline -ct)
    command $words[1] completion --for=(string join \x1f -- $words[2..-1]) 2>/dev/null | string match -v ':files'
end
complete -c dlviz -f -a '(__dlviz_complete)'
"""

SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}


def add_arguments(parser: Parser) -> None:
    """Declare what `dlviz completion` takes."""
    parser.add_argument("shell", nargs="?", choices=SCRIPTS, metavar="SHELL", help="bash, zsh or fish")
    parser.add_argument(
        "--for", dest="words", metavar="WORDS", help="what the scripts ask: the words so far, with U+001F between"
    )


def run(arguments: Namespace) -> int:
    """Print a script, or the candidates for what was typed."""
    if arguments.words is not None:
        from dlviz.tui import completion

        sys.stdout.write("".join(f"{line}\n" for line in completion.lines(arguments.words.split("\x1f"))))
        return 0
    if arguments.shell is None:
        raise InputError("say which shell: dlviz completion bash, zsh or fish")
    sys.stdout.write(SCRIPTS[arguments.shell])
    return 0
