// A world to make things in, as strict as the ones that there are: new things are invisible for a while, take their
// time, know each other, and some cannot be told from their copies but by a tag. It notes whatever is done that no
// engine should do.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/manual_clock.h"
#include "engine/model/kind.h"

namespace engine {

class World final : public Caller {
 public:
  struct Thing {
    std::string id, kind, address, token, name;
    json::Object members;
    base::Time made_at, ready_at;
    std::optional<base::Time> gone_at;  // it is being destroyed
  };
  enum class Failure { none, throttled, lost_before, lost_after, refused };

  explicit World(const base::ManualClock& clock, const Kinds& kinds) : clock_(clock), kinds_(kinds) {}

  Answer call(const Call& call, const base::Deadline& deadline) override;

  // Asked for each call that writes, with the address that it is about.
  std::function<Failure(const std::string& operation, const std::string& address)> failure;
  // What a configuration says that each address needs, beside what things refer to.
  std::map<std::string, std::vector<std::string>> needs;

  std::vector<const Thing*> things() const;  // those that are there and are not being destroyed
  Thing* find(const std::string& id);
  bool is_there(const Thing& thing) const;
  bool is_there(const json::Value& identity, const std::string& token) const;
  Thing& add_by_hand(const std::string& kind, json::Object members);

  const std::vector<std::string>& wrongs() const { return wrongs_; }
  int64_t writes() const { return writes_; }
  int64_t calls() const { return calls_; }

 private:
  Answer create(const ResourceKind& kind, const json::Value& input);
  Answer find(const ResourceKind& kind, const json::Value& input);
  Answer read(const json::Value& input);
  Answer change(const ResourceKind& kind, const json::Value& input);
  Answer remove(const ResourceKind& kind, const json::Value& input);
  Answer described(const Thing& thing) const;
  void check_uses(const Thing& thing, std::string_view doing);
  bool is_visible(const Thing& thing, const ResourceKind& kind) const;
  bool is_ready(const Thing& thing) const;
  void wrong(std::string text) { wrongs_.push_back(std::move(text)); }

  const base::ManualClock& clock_;
  const Kinds& kinds_;
  std::map<std::string, Thing> things_;
  std::set<std::string> tokens_;  // with which something was made
  std::vector<std::string> wrongs_;
  int64_t next_id_ = 1, writes_ = 0, calls_ = 0;
};

// Kinds that the world knows: `token`, `name` and `tag` say how their things are found. Each has the members
//   zone     only set when it is made
//   name     of `name`, likewise
//   uses     ids of other things: of `tag` only set when it is made
//   size, label, secret   changed in place; a secret is never shown, the size of `tag` by a call of its own
//   scale    another's
// and the outputs Id and Arn.
Kinds world_kinds();

}  // namespace engine
