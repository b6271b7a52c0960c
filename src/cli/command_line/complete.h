// What a shell may put for the word that is being typed, by the table of commands.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/table/command.h"

namespace cli {

struct Candidate {
  std::string word;
  std::string what;  // one line; may be empty
};
struct Candidates {
  std::vector<Candidate> words;
  bool files = false;  // and files, which the shell knows
};

// The names that there are of a kind of value.
using NamesOf = std::function<std::vector<std::string>(Values)>;

// `words`: what stands behind `slipway`, up to the word that is being typed, which may be empty. Both
// `--name VALUE` and `--name=VALUE` are understood; bash gives the latter as three words.
Candidates complete(const std::vector<std::string>& words, const NamesOf& names_of);

// For the scripts of `slipway completion`: WORD, a tab and what it is, a line each; `:files` for files.
std::string render(const Candidates& candidates);

}  // namespace cli
