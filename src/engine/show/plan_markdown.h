// A plan as a comment for a pull request, in GitHub's Markdown: what is destroyed or replaced first. GitHub takes
// comments of 65,536 characters
// (https://docs.github.com/en/rest/issues/comments); there is room left for what a pipeline adds.
#pragma once

#include <string>

#include "engine/planning/planner.h"

namespace engine {

inline constexpr size_t kMostMarkdown = 60'000;

// At most kMostMarkdown bytes; what has no room is counted in the last line. Names and values of others stand in it as
// code, out of which they cannot break (show/foreign_text.h).
std::string plan_markdown(const Planned& planned);

}  // namespace engine
