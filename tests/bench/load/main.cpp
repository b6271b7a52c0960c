// load ENDPOINT SERVICE OPERATION INPUT [NAME=NUMBER...]: one operation, again and again, over kept-alive
// connections; prints a JSON object with what was counted.
// load ENDPOINT post PATH FILE [NAME=NUMBER...]: the same for a POST of each line of a file; what it says as
// Authorization is in LOAD_AUTHORIZATION.
//   distinct=1 requests, calls=N and seconds=5 at most, connections=8, body=0 bytes
// Keys and region come from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION.
#include <cstdio>
#include <cstdlib>
#include <map>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "load/drive.h"
#include "load/requests.h"

namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

int fail(const std::string& message) {
  fmt::print(stderr, "load: {}\n", message);
  return 1;
}

double percentile(const std::vector<float>& sorted, double share) {
  if (sorted.empty()) return 0;
  return sorted[static_cast<size_t>(share * static_cast<double>(sorted.size() - 1))];
}

json::Value to_json(const load::Tally& tally) {
  return json::Object{{"calls", tally.calls},
                      {"connections", tally.connections},
                      {"failures", tally.failures},
                      {"first_failure", tally.first_failure},
                      {"body_bytes", tally.body_bytes},
                      {"seconds", tally.seconds},
                      {"cpu_seconds", tally.cpu_seconds},
                      {"p50_ms", percentile(tally.latency_ms, 0.5)},
                      {"p99_ms", percentile(tally.latency_ms, 0.99)}};
}

using Numbers = std::map<std::string, int64_t>;
using Requests = tl::expected<std::vector<load::Request>, std::string>;

Requests prepare_calls(char** words, Numbers& numbers) {
  load::Plan plan;
  plan.endpoint = words[1];
  plan.region = variable("AWS_REGION");
  plan.service = words[2];
  plan.operation = words[3];
  plan.input = words[4];
  plan.distinct = static_cast<size_t>(numbers["distinct"]);
  plan.body_bytes = static_cast<size_t>(numbers["body"]);
  plan.credentials.access_key_id = variable("AWS_ACCESS_KEY_ID");
  plan.credentials.secret_access_key = base::Secret(variable("AWS_SECRET_ACCESS_KEY"));
  auto requests = load::prepare(plan);
  if (!requests) return tl::unexpected(requests.error().message);
  return std::move(*requests);
}

Requests prepare(const net::Url& url, char** words, Numbers& numbers) {
  if (words[2] != std::string_view("post")) return prepare_calls(words, numbers);
  auto bodies = base::read_file(words[4]);
  if (!bodies) return tl::unexpected(bodies.error().message);
  auto requests = load::prepare_posts(url, words[3], *bodies, base::Secret(variable("LOAD_AUTHORIZATION")));
  if (requests.empty()) return tl::unexpected(std::string("there is no request in the file"));
  return requests;
}

}  // namespace

int main(int count, char** words) {
  Numbers numbers = {{"distinct", 1}, {"calls", INT64_MAX}, {"seconds", 5}, {"connections", 8}, {"body", 0}};
  if (count < 5)
    return fail("usage: load ENDPOINT SERVICE OPERATION INPUT, or ENDPOINT post PATH FILE [NAME=NUMBER...]");
  for (int i = 5; i < count; ++i) {
    std::string_view word = words[i];
    size_t equals = std::min(word.find('='), word.size());
    auto number = base::parse_int(word.substr(std::min(equals + 1, word.size())));
    auto known = numbers.find(std::string(word.substr(0, equals)));
    if (!number || known == numbers.end()) return fail(fmt::format("`{}` is not NAME=NUMBER", word));
    known->second = *number;
  }

  auto url = net::Url::parse(words[1]);
  if (!url) return fail(url.error().message);
  auto requests = prepare(*url, words, numbers);
  if (!requests) return fail(requests.error());

  load::Limits limits{static_cast<size_t>(numbers["connections"]), static_cast<size_t>(numbers["calls"]),
                      std::chrono::duration<double>(numbers["seconds"])};
  auto tally = load::drive(*url, *requests, limits);
  if (!tally) return fail(tally.error().message);
  fmt::print("{}\n", json::dump(to_json(*tally)));
  return 0;
}
