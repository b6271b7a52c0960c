// A plan as JSON: for programs, and saved, to be carried out as it was shown.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "engine/command/plans.h"

namespace engine {

// One that nobody can find another text for, such as SHA-256.
using Digest = std::function<std::string(std::string_view text)>;

// `file`: of the configuration, and `text` what stands in it. The plans of states have their stable form (plan_json.h).
// No secret is in it.
json::Value plan_document(const Plans& plan, const std::string& file, std::string_view text,
                          const Digest& digest);

struct SavedPlan {
  std::string file;
  std::string file_digest;
  std::map<std::string, Plan> states;  // by their names
};
// Whether the text says that it is one. invalid: it is damaged, was changed by hand, is of a later version, or one of a
// part of what `up` would do.
bool is_saved_plan(std::string_view text);
base::Result<SavedPlan> parse_saved_plan(std::string_view text, const Digest& digest);

// conflict: the file says something else by now.
base::Status check_file(const SavedPlan& saved, std::string_view text, const Digest& digest);
// conflict: a state has moved on, or something was changed, since the plan was made.
base::Status check_same(const SavedPlan& saved, const Plans& now);

}  // namespace engine
