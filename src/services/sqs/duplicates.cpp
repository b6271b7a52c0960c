#include "services/sqs/duplicates.h"

#include "base/text.h"
#include "services/sqs/message_keys.h"

namespace account::sqs {
namespace {

constexpr base::Milliseconds kDuplicatesLast = std::chrono::minutes(5);

}  // namespace

std::optional<json::Value> find_duplicate(const Queue& queue, const std::string& id, base::Time now) {
  auto found = queue.state.get(kDuplicate, key(queue, {id}));
  if (!found || found->int_or("Until", 0) <= base::to_ms(now)) return std::nullopt;
  return *found->find("Answer");
}

void keep_duplicate(const Queue& queue, const std::string& id, const json::Value& answer, base::Time now) {
  State state = queue.state;
  std::string prefix = key(queue, {""});
  for (const std::string& end : state.ids(kDuplicateEnd, {.prefix = prefix, .limit = 2})) {
    auto parts = base::split(end, kEndOfPart);
    if (base::parse_int(parts.at(1)).value_or(0) > base::to_ms(now)) break;
    state.erase(kDuplicateEnd, end);
    state.erase(kDuplicate,
                end.substr(0, prefix.size()) + end.substr(prefix.size() + parts.at(1).size() + 1));
  }
  int64_t until = base::to_ms(now + kDuplicatesLast);
  state.put(kDuplicate, key(queue, {id}), json::Object{{"Until", until}, {"Answer", answer}});
  state.put_bytes(kDuplicateEnd, key(queue, {time_text(until), id}), "");
}

}  // namespace account::sqs
