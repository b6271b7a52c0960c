#include "rehearsal/life/by_hand.h"

#include "base/json.h"

namespace rehearsal {
namespace {

std::string text_at(const json::Value& value, std::string_view member) {
  return std::string(value.string_or(member, ""));
}

struct Filler {
  const engine::Record& record;
  const engine::State& state;
  bool is_complete = true;  // nothing was lacking so far

  json::Value fill(const json::Value& value) {
    if (value.is_object()) {
      json::Object object;
      for (const json::Member& each : value.as_object()) object.append({each.name, fill(each.value)});
      return object;
    }
    if (value.is_array()) {
      json::Array array;
      for (const json::Value& each : value.as_array()) array.push_back(fill(each));
      return array;
    }
    if (!value.is_string()) return value;
    std::string_view text = value.as_string();
    bool is_meant = text.starts_with('{') && text.ends_with('}') && !text.starts_with("{\"");
    return is_meant ? json::Value(meant(text.substr(1, text.size() - 2))) : value;
  }

 private:
  std::string meant(std::string_view name) {
    constexpr std::string_view kIdentity = "identity.";
    if (name == "tag") return filled_in(own_tag());
    size_t colon = name.find(':');
    std::string text = colon != std::string_view::npos
                           ? of_another(name.substr(0, colon), name.substr(colon + 1))
                       : name.starts_with(kIdentity) ? text_at(record.identity, name.substr(kIdentity.size()))
                                                     : text_at(record.applied, name);
    return filled_in(std::move(text));
  }

  std::string filled_in(std::string text) {
    is_complete = is_complete && !text.empty();
    return text;
  }

  std::string own_tag() const {
    const json::Value* tags = record.applied.find("tags");
    if (!tags || !tags->is_object()) return "";
    for (const json::Member& each : tags->as_object())
      if (!each.name.starts_with("slipway:") && each.name != "Name") return each.name;
    return "";
  }

  std::string of_another(std::string_view kind, std::string_view member) const {
    for (const auto& [key, each] : state.records)
      if (each.kind == kind) return text_at(each.identity, member);
    return "";
  }
};

bool holds(std::string_view when, const engine::Record& record) {
  if (when.empty()) return true;
  size_t equals = when.find('=');
  if (equals == std::string_view::npos) return !text_at(record.applied, when).empty();
  return text_at(record.applied, when.substr(0, equals)) == when.substr(equals + 1);
}

}  // namespace

std::optional<engine::Request> request_of(const ByHand& row, const engine::Record& record,
                                          const engine::State& state) {
  if (record.kind != row.kind || !holds(row.when, record)) return std::nullopt;
  auto input = json::parse(row.input);
  Filler filler{record, state};
  engine::Request request{std::string(row.api), std::string(row.operation), filler.fill(*input)};
  if (!filler.is_complete) return std::nullopt;
  return request;
}

}  // namespace rehearsal
