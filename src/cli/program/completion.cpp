// `slipway completion SHELL`: a script that asks `slipway complete WORD...` for what may stand there.
#include "cli/commands.h"
#include "cli/exit_code.h"

namespace cli {
namespace {

// bash gives the words as they were typed, with quotes; it quotes names of files by itself, but nothing else.
constexpr std::string_view kBash = R"--(# bash completion of slipway
_slipway() {
  local line word typed=()
  for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
    word=${word#[\"\']}
    word=${word%[\"\']}
    typed+=("${word//\\/}")
  done
  COMPREPLY=()
  while IFS= read -r line; do
    if [ "$line" = ":files" ]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "${typed[COMP_CWORD-1]#=}")
    else
      word=${line%%$'\t'*}
      case ${COMP_WORDS[COMP_CWORD]} in
        [\"\']*) ;;
        *) printf -v word '%q' "$word" ;;
      esac
      COMPREPLY+=("$word")
    fi
  done < <("${COMP_WORDS[0]/#\~/$HOME}" complete "${typed[@]}" 2>/dev/null)
}
complete -F _slipway slipway
)--";

constexpr std::string_view kZsh = R"--(#compdef slipway
_slipway() {
  local line files=0
  local -a found
  while IFS= read -r line; do
    if [[ $line == ":files" ]]; then
      files=1
    else
      found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
    fi
  done < <("${(Q)words[1]/#\~/$HOME}" complete "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)
  (( ${#found} )) && _describe slipway found
  if (( files )); then
    [[ $PREFIX == --*=* ]] && compset -P '*='
    _files
  fi
}
compdef _slipway slipway
)--";

constexpr std::string_view kFish = R"--(# fish completion of slipway
function __slipway_complete
  set -l typed (commandline -opc)
  set -l word (commandline -ct)
  for line in ($typed[1] complete $typed[2..-1] (string unescape -- $word) 2>/dev/null)
    if test "$line" = ":files"
      __fish_complete_path (string replace -r '^--[^=]*=' '' -- $word)
    else
      echo $line
    end
  end
end
complete -c slipway -f -a '(__slipway_complete)'
)--";

}  // namespace

CommandResult completion(const Context& context) {
  const std::string& shell = context.arguments.shell;
  context.terminal.print(shell == "bash" ? kBash : shell == "zsh" ? kZsh : kFish);
  return kDone;
}

}  // namespace cli
