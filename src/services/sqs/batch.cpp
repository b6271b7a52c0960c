#include "services/sqs/batch.h"

#include <set>

#include "services/sqs/letters.h"

namespace account::sqs {
namespace {

constexpr size_t kMostEntries = 10;
constexpr size_t kMostIdLetters = 80;

aws::Result<void> check(const json::Array& entries) {
  if (entries.empty())
    return aws::error("EmptyBatchRequest", 400, "There should be at least one entry in the request.");
  if (entries.size() > kMostEntries) {
    return aws::error("TooManyEntriesInBatchRequest", 400,
                      "Maximum number of entries per request are {}. You have sent {}.", kMostEntries,
                      entries.size());
  }
  std::set<std::string_view> ids;
  for (const json::Value& entry : entries) {
    std::string_view id = entry.string_or("Id", "");
    if (!is_name(id, kMostIdLetters)) {
      return aws::error(
          "InvalidBatchEntryId", 400,
          "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be "
          "at most {} letters long.",
          kMostIdLetters);
    }
    if (!ids.insert(id).second) return aws::error("BatchEntryIdsNotDistinct", 400, "Id {} repeated.", id);
  }
  return {};
}

}  // namespace

Output run_batch(const Call& call, const std::function<Output(const json::Value& entry)>& run) {
  const json::Array& entries = call.input.list("Entries");
  TRY(check(entries));
  json::Array successful;
  json::Array failed;
  for (const json::Value& entry : entries) {
    std::string_view id = entry.string_or("Id", "");
    Output output = run(entry);
    if (output) {
      output->as_object().set("Id", id);
      successful.push_back(std::move(*output));
    } else {
      const aws::Error& error = output.error();
      failed.emplace_back(Object{
          {"Id", id}, {"SenderFault", error.status < 500}, {"Code", error.code}, {"Message", error.message}});
    }
  }
  return Object{{"Successful", std::move(successful)}, {"Failed", std::move(failed)}};
}

}  // namespace account::sqs
