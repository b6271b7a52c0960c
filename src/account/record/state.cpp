#include "account/record/state.h"

namespace account {

std::optional<json::Value> State::get(std::string_view kind, std::string_view id) const {
  std::optional<std::string> text = transaction_->get(scope(kind), id);
  if (!text) return std::nullopt;
  return parse(kind, id, *text);
}

bool State::contains(std::string_view kind, std::string_view id) const {
  return transaction_->get(scope(kind), id).has_value();
}

std::vector<Entry> State::list(std::string_view kind, const store::Range& range) const {
  std::vector<Entry> entries;
  for (store::Record& record : transaction_->list(scope(kind), range)) {
    json::Value value = parse(kind, record.id, record.value);
    entries.push_back({std::move(record.id), std::move(value)});
  }
  return entries;
}

std::vector<std::string> State::ids(std::string_view kind, const store::Range& range) const {
  std::vector<std::string> ids;
  for (store::Record& record : transaction_->list(scope(kind), range)) ids.push_back(std::move(record.id));
  return ids;
}

void State::put(std::string_view kind, std::string_view id, const json::Value& value) {
  transaction_->put(scope(kind), id, json::dump(value));
}

std::optional<std::string> State::get_bytes(std::string_view kind, std::string_view id) const {
  return transaction_->get(scope(kind), id);
}

void State::put_bytes(std::string_view kind, std::string_view id, std::string_view bytes) {
  transaction_->put(scope(kind), id, bytes);
}

bool State::erase(std::string_view kind, std::string_view id) {
  return transaction_->erase(scope(kind), id);
}

json::Value State::parse(std::string_view kind, std::string_view id, std::string_view text) const {
  base::Result<json::Value> value = json::parse(text);
  if (value) return std::move(*value);
  transaction_->fail(value.error().in(fmt::format("record {} `{}`", kind, id)));
  return json::Value();
}

}  // namespace account
