// What holds for every row of its form, on calls of the scenarios: who names a record that is not there is told so in
// the words of its kind; a listing in pages of one is the listing; what is made and deleted leaves nothing.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "aws/values/path.h"
#include "services/all.h"
#include "services/testing/asked.h"
#include "services/testing/embedded_account.h"
#include "services/testing/scenario.h"
#include "services/testing/scenario_files.h"

namespace account::testing {
namespace {

using About = Need::About;

struct Sent {
  const Service& service;
  const Operation& row;
  aws::Operation operation;
  const json::Value& input;

  std::string name() const { return fmt::format("{}.{}", service.model, row.name); }
};

// A law: the rows that it is about, and whether a call that went well in a scenario keeps it.
struct Law {
  virtual ~Law() = default;
  virtual bool is_about(const Service& service, const Operation& row) const = 0;
  // Whether this call can show it; the account may be changed, since it is a copy from before the call.
  virtual bool holds(EmbeddedAccount& before, const Sent& sent, const json::Value& output) const = 0;
};

std::optional<aws::Operation> modelled(const Service& service, std::string_view operation) {
  return aws::Service::find(service.model)->find_operation(operation);
}

// --- absent ---------------------------------------------------------------------------------------------------------

// The first thing that the row names, where its kind has words for its absence.
const Need* named_record(const Operation& row) {
  if (is_function(row)) return nullptr;
  const Need* first = row.needs.begin();
  bool is_named = first != row.needs.end() && first->about == About::found && first->kind && !first->is_own &&
                  first->list.empty() && !first->kind->absent_code.empty();
  return is_named ? first : nullptr;
}

// The same name or ARN with another end.
std::string other_name(std::string name) {
  size_t end = name.find_last_of("/:");
  size_t from = end == std::string::npos ? 0 : end + 1;
  return name.substr(0, from) + "nobody-" + name.substr(from);
}

struct AbsentIsTold : Law {
  bool is_about(const Service&, const Operation& row) const override { return named_record(row) != nullptr; }

  bool holds(EmbeddedAccount& before, const Sent& sent, const json::Value&) const override {
    const Need& need = *named_record(sent.row);
    json::Object input = sent.input.as_object();
    const json::Value* named = input.find(need.member);
    if (!named || !named->is_string()) return false;
    input.set(need.member, other_name(named->as_string()));
    auto output = before.call(before.root(), sent.service.model, sent.row.name, input);
    EXPECT_TRUE(!output && output.error().code == need.kind->absent_code &&
                before.status() == need.kind->absent_status)
        << sent.name() << " of a " << need.kind->noun << " that is not there: " << before.status() << " "
        << before.body();
    return true;
  }
};

// --- pages ----------------------------------------------------------------------------------------------------------

json::Array results(const aws::Paginator& paginator, const json::Value& output) {
  json::Array all;
  for (uint32_t i = 0; i < paginator.result_count(); ++i) {
    json::Value found = aws::find_path(output, paginator.result(i));
    if (found.is_array()) all.insert(all.end(), found.as_array().begin(), found.as_array().end());
  }
  return all;
}

// False: that was the last.
bool ask_next(const aws::Paginator& paginator, const json::Value& output, json::Object& input) {
  bool has_more = false;
  for (uint32_t i = 0; i < paginator.token_count(); ++i) {
    json::Value token = aws::find_path(output, paginator.output_token(i));
    bool is_told = token.is_string() && !token.as_string().empty();
    has_more = has_more || is_told;
    if (is_told)
      input.set(paginator.input_token(i), token);
    else
      input.erase(paginator.input_token(i));
  }
  json::Value more = paginator.more_results().empty() ? json::Value(has_more)
                                                      : aws::find_path(output, paginator.more_results());
  return has_more && more.is_bool() && more.as_bool();
}

struct PagesAreTheListing : Law {
  bool is_about(const Service& service, const Operation& row) const override {
    auto paginator = modelled(service, row.name)->paginator();
    return paginator && !paginator->limit_key().empty();
  }

  bool holds(EmbeddedAccount& before, const Sent& sent, const json::Value& output) const override {
    aws::Paginator paginator = *sent.operation.paginator();
    if (sent.input.find(paginator.limit_key()) || sent.input.find(paginator.input_token(0))) return false;
    json::Array whole = results(paginator, output);
    if (whole.size() < 2) return false;
    json::Object input = sent.input.as_object();
    input.set(paginator.limit_key(), 1);
    json::Array paged;
    while (paged.size() <= whole.size()) {
      json::Value page = before.must(before.root(), sent.service.model, sent.row.name, input);
      json::Array some = results(paginator, page);
      EXPECT_LE(some.size(), 1u) << sent.name();
      paged.insert(paged.end(), some.begin(), some.end());
      if (!ask_next(paginator, page, input)) break;
    }
    EXPECT_EQ(json::dump(paged), json::dump(whole)) << sent.name();
    return true;
  }
};

// --- made and deleted -----------------------------------------------------------------------------------------------

const Need* made_record(const Operation& row) {
  if (is_function(row)) return nullptr;
  auto made = std::find_if(row.needs.begin(), row.needs.end(),
                           [](const Need& need) { return need.about == About::created && need.kind; });
  return made == row.needs.end() ? nullptr : made;
}

// The row that deletes a record of that kind; nullptr: there is none.
const Operation* deletion(const Service& service, const Operation& creation) {
  const Need* made = made_record(creation);
  if (!made || !creation.name.starts_with("Create")) return nullptr;
  return find_row(service, fmt::format("Delete{}", creation.name.substr(6)));
}

// The name of what was made: as the caller gave it, or as the answer says.
const json::Value* find_member(const json::Value& value, std::string_view name) {
  if (const json::Value* found = value.find(name)) return found;
  if (!value.is_object()) return nullptr;
  for (const auto& member : value.as_object())
    if (const json::Value* found = find_member(member.value, name)) return found;
  return nullptr;
}

std::vector<std::string> records(EmbeddedAccount& account, const RecordKind& kind) {
  auto transaction = std::move(*account.store().begin());
  std::vector<std::string> all;
  for (const std::string& region : {std::string(), kRegion})
    for (Entry& entry : State(*transaction, kFirst, region).list(kind.name))
      all.push_back(entry.id + " " + json::dump(entry.value));
  return all;
}

struct MadeAndDeletedIsNothing : Law {
  bool is_about(const Service& service, const Operation& row) const override {
    return deletion(service, row) != nullptr;
  }

  bool holds(EmbeddedAccount& before, const Sent& sent, const json::Value&) const override {
    const Operation& removes = *deletion(sent.service, sent.row);
    const RecordKind& kind = *made_record(sent.row)->kind;
    std::vector<std::string> there = records(before, kind);
    auto made = before.call(before.root(), sent.service.model, sent.row.name, sent.input);
    if (!made) return false;
    json::Object input;
    auto shape = *modelled(sent.service, removes.name)->input();
    for (uint32_t i = 0; i < shape.member_count(); ++i) {
      std::string_view member = shape.member(i).name();
      const json::Value* named = find_member(sent.input, member);
      if (!named) named = find_member(*made, member);
      if (!named && shape.member(i).required()) named = find_member(*made, "Arn");
      if (named) input.set(member, *named);
    }
    before.must(before.root(), sent.service.model, removes.name, input);
    EXPECT_EQ(records(before, kind), there) << sent.name() << " and " << removes.name;
    return true;
  }
};

// --------------------------------------------------------------------------------------------------------------------

class Judge : public Scenario {
 public:
  Judge(EmbeddedAccount& account, const Law& law, std::map<std::string, bool>& shown)
      : Scenario(account), law_(law), shown_(shown), services_(services::all()) {}

 private:
  aws::Result<json::Value> send(const aws::Credentials* who, const aws::Service& service,
                                const aws::Operation& operation, const json::Value& input,
                                const Sending& sending) override {
    auto shown = shown_.find(fmt::format("{}.{}", service.id(), operation.name()));
    bool is_of_the_first = who && who->access_key_id != account_.other_root().access_key_id;
    bool is_plain = sending.region == kRegion && sending.skew.count() == 0;
    if (shown == shown_.end() || shown->second || !is_of_the_first || !is_plain)
      return Scenario::send(who, service, operation, input, sending);
    EmbeddedAccount before(account_);
    auto output = Scenario::send(who, service, operation, input, sending);
    const Service& ours = *find_service(services_, service.id());
    if (output)
      shown->second =
          law_.holds(before, {ours, *find_row(ours, operation.name()), operation, input}, *output);
    return output;
  }

  const Law& law_;
  std::map<std::string, bool>& shown_;
  std::vector<Service> services_;
};

// `excepted`: rows that no call of a scenario can show it for, each with the reason.
void expect_to_hold(const Law& law, const std::map<std::string, std::string>& excepted) {
  std::map<std::string, bool> shown;
  for (const Service& service : services::all())
    for (const Operation& row : rows_of(service))
      if (law.is_about(service, row)) shown[fmt::format("{}.{}", service.model, row.name)] = false;
  EXPECT_FALSE(shown.empty());
  for (const Case& one : read_cases()) {
    EmbeddedAccount account;
    Judge(account, law, shown).run(one.name, one.steps);
  }
  for (const auto& [row, was_shown] : shown)
    EXPECT_NE(was_shown, excepted.contains(row))
        << row << (was_shown ? ": shown by now" : ": no scenario shows it");
}

TEST(Laws, absent_is_told_in_the_words_of_its_kind) {
  expect_to_hold(AbsentIsTold(), {});
}

TEST(Laws, pages_of_one_are_the_listing) {
  expect_to_hold(PagesAreTheListing(), {});
}

TEST(Laws, made_and_deleted_is_nothing) {
  expect_to_hold(MadeAndDeletedIsNothing(), {});
}

}  // namespace
}  // namespace account::testing
