// What stands in a bucket may be anything: it is a history, which is written as it was read, or an error that says why.
//
// The input is the texts that are there, each behind a `\x1e`: the lease, a snapshot, and the journal's objects, whose
// lines get their checksums here unless they begin with a `!`.
#include <cstdlib>

#include "base/manual_clock.h"
#include "base/seeded_random.h"
#include "base/text.h"
#include "blueprint/keep/object_keep.h"
#include "engine/journal/state_json.h"
#include "engine/keep/entry_line.h"
#include "engine/keep/history.h"

namespace {

using base::Result;
using base::Status;

constexpr std::string_view kFirst = "000000000001";

std::string with_checksums(std::string_view object) {
  if (object.starts_with('!')) return std::string(object.substr(1));
  std::string text;
  for (std::string_view line : base::split(object, '\n')) text += engine::entry_line(line);
  return text;
}

// A store that is as the input says, and takes no writes.
class Given final : public blueprint::Objects {
 public:
  explicit Given(std::string_view input) {
    std::vector<std::string_view> texts = base::split(input, '\x1e');
    if (!texts[0].empty()) lease_ = texts[0];
    if (texts.size() > 1 && !texts[1].empty()) snapshot_ = texts[1];
    for (size_t i = 2; i < texts.size(); ++i) journal_.push_back(with_checksums(texts[i]));
  }

  Status make() override { return {}; }
  Result<std::optional<blueprint::Stored>> read(const std::string& name) override {
    if (name == "lease" && lease_) return std::optional(blueprint::Stored{*lease_, "tag"});
    if (name.starts_with("snapshots/") && snapshot_)
      return std::optional(blueprint::Stored{*snapshot_, "tag"});
    size_t number = static_cast<size_t>(base::parse_int(name.substr(name.find('/') + 1)).value_or(0));
    if (!name.starts_with("journal/") || number == 0 || number > journal_.size())
      return std::optional<blueprint::Stored>();
    return std::optional(blueprint::Stored{journal_[number - 1], "tag"});
  }
  Status write(const std::string&, const std::string&, const std::string&) override {
    return base::fail(base::ErrorKind::conflict, "nothing is written here");
  }
  Result<std::vector<blueprint::Listed>> list(const std::string& folder, const std::string& after) override {
    std::vector<blueprint::Listed> listed;
    if (folder == "snapshots" && snapshot_) listed.push_back({std::string(kFirst), {}});
    for (size_t number = 1; folder == "journal" && number <= journal_.size(); ++number)
      if (std::string name = fmt::format("{:012}", number); name > after) listed.push_back({name, {}});
    return listed;
  }
  Status remove_before(const std::string&, const std::string&) override { return {}; }
  std::string place(const std::string& name) const override { return "given/" + name; }

 private:
  std::optional<std::string> lease_, snapshot_;
  std::vector<std::string> journal_;
};

template <typename T>
void must_say_why(const Result<T>& result) {
  if (!result && result.error().message.empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const base::ManualClock clock(base::from_seconds(1'800'000'000));
  static base::SeededRandom random(1);
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  blueprint::ObjectKeep keep(std::make_unique<Given>(input), clock, random);
  must_say_why(keep.holder());
  must_say_why(keep.acquire("me", "apply", base::Milliseconds(1000)));
  const auto history = engine::load(keep);
  must_say_why(history);
  if (!history || history->state.lineage.empty()) return 0;
  const std::string written = json::dump(engine::to_json(history->state));
  const auto again = engine::parse_state(written);
  if (!again || json::dump(engine::to_json(*again)) != written) std::abort();
  return 0;
}
