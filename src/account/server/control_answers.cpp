#include "account/server/control_answers.h"

#include "base/json_answer.h"

namespace account {
namespace {

using base::ErrorKind;

constexpr std::string_view kWhat = "the account's answer";

ErrorKind kind_of(int status) {
  switch (status) {
    case 400:
      return ErrorKind::invalid;
    case 403:
      return ErrorKind::denied;
    case 404:
      return ErrorKind::not_found;
    case 409:
      return ErrorKind::conflict;
    default:
      return ErrorKind::io;
  }
}

base::Result<json::Array> objects_at(const json::Value& answer, std::string_view name) {
  const json::Array* list = TRY(json::array_at(answer, name, kWhat));
  for (const json::Value& each : *list) {
    if (!each.is_object())
      return base::fail(ErrorKind::io, "{}: an element of `{}` is {}, expected an object", kWhat, name,
                        each.type_name());
  }
  return *list;
}

}  // namespace

base::Result<json::Value> read_answer(int status, std::string_view body) {
  auto answer = json::parse_object(body, kWhat);
  if (status == 200) return answer;
  std::string_view message = answer ? answer->string_or("message", "") : "";
  if (!message.empty()) return base::fail(kind_of(status), "{}", message);
  return base::fail(kind_of(status), "the account refused the request with HTTP {}", status);
}

base::Result<std::vector<ClusterPlace>> read_clusters(const json::Value& answer) {
  std::vector<ClusterPlace> places;
  for (const json::Value& each : TRY(objects_at(answer, "clusters"))) {
    ClusterPlace place;
    place.account = TRY(json::text_at(each, "account", kWhat));
    place.region = TRY(json::text_at(each, "region", kWhat));
    place.name = TRY(json::text_at(each, "name", kWhat));
    places.push_back(std::move(place));
  }
  return places;
}

base::Result<json::Array> read_refusals(const json::Value& answer) {
  return objects_at(answer, "refusals");
}

base::Result<json::Array> read_accounts(const json::Value& answer) {
  return objects_at(answer, "accounts");
}

}  // namespace account
