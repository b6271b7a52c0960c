// A plan as JSON: for programs, and saved, to be carried out as it was shown.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/random.h"
#include "platform/command/planning.h"

namespace platform {

// `file`: of the configuration, and `text` what stands in it. The plans of states have the engine's stable form
// (engine/plan_json.h). No secret is in it.
json::Value plan_document(const UpPlan& plan, const std::string& file, std::string_view text);

struct SavedPlan {
  std::string file;
  std::string file_digest;
  std::vector<std::string> new_environments;
  std::map<std::string, engine::Plan> states;  // by their names
};
// Whether the text says that it is one. invalid: it is damaged, was changed by hand, is of a later version, or one of a
// part of what `up` would do.
bool is_saved_plan(std::string_view text);
base::Result<SavedPlan> parse_saved_plan(std::string_view text);

// conflict: the file says something else by now.
base::Status check_file(const SavedPlan& saved, std::string_view text);
// conflict: a state has moved on, or something was changed, since the plan was made.
base::Status check_same(const SavedPlan& saved, const UpPlan& now);

// Gives environments that are yet to be made the ids that the plan has for them: the first that are asked for.
class GivenIds final : public base::Random {
 public:
  GivenIds(const std::vector<std::string>& ids, base::Random& others);
  void fill(void* bytes, size_t count) override;

 private:
  base::Random& others_;
  std::mutex mutex_;
  std::vector<std::string> left_;  // as bytes, the next one last
};

}  // namespace platform
