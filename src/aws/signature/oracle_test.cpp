// Agreement with botocore: what it signs verifies here, and no request that differs in one bit does.
#include <gtest/gtest.h>

#include <cstdlib>

#include "aws/signature/signature.h"
#include "base/encoding.h"
#include "base/json.h"
#include "base/process.h"
#include "base/seeded_random.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "tests/source_dir.h"

namespace aws {
namespace {

constexpr int kCases = 400;

struct Case {
  net::Request request;
  std::string body;
  std::string access_key_id;
  base::Secret secret;
  base::Time now;
  bool s3 = false;
};

Case read_case(const json::Value& value) {
  Case out;
  out.request.method = value.string_or("method", "");
  out.request.path = value.string_or("path", "");
  out.request.query = value.string_or("query", "");
  for (const json::Value& header : value.find("headers")->as_array()) {
    out.request.headers.add(header.as_array()[0].as_string(), header.as_array()[1].as_string());
  }
  out.body = value.string_or("body", "");
  out.access_key_id = value.string_or("access_key_id", "");
  out.secret = base::Secret(std::string(value.string_or("secret", "")));
  out.now = *base::parse_iso8601(value.string_or("now", ""));
  out.s3 = value.string_or("service", "") == "s3";
  return out;
}

bool verifies(const Case& call) {
  auto claim = read_signature(call.request);
  if (!claim || !*claim || (*claim)->access_key_id != call.access_key_id) return false;
  // What the caller of an S3 upload does while it reads (payload.h).
  std::string hash = base::hex(crypto::sha256(call.body));
  bool hashed = (*claim)->payload_hash.size() == 64;
  if (hashed && (*claim)->payload_hash != hash) return false;
  SigningKeys keys;
  return verify_signature(call.request, **claim, call.secret, hash, call.now, keys).has_value();
}

// Flips one bit of one part; false if that part is empty, or not covered by any signature.
bool spoil(Case& call, base::Random& random) {
  auto flip = [&](std::string& text) {
    if (text.empty()) return false;
    text[random.below(text.size())] ^= static_cast<char>(1 << random.below(8));
    return true;
  };
  switch (random.below(5)) {
    case 0:
      return flip(call.request.method);
    case 1:
      return flip(call.request.path);
    case 2:
      return flip(call.request.query);
    case 3: {
      auto claim = read_signature(call.request);
      bool covered = !(*claim)->payload_hash.starts_with("UNSIGNED");
      return covered && flip(call.body);
    }
    default: {
      auto header =
          call.request.headers.begin() + static_cast<ptrdiff_t>(random.below(call.request.headers.size()));
      std::string name = header->name, value = header->value;
      if (base::equal_ignoring_case(name, "Content-Length") || !flip(value)) return false;
      call.request.headers.set(name, value);
      return true;
    }
  }
}

// The path without its dot segments.
std::string normal_path(const std::string& path) {
  std::vector<std::string> segments;
  for (std::string_view segment : base::split(path, '/')) {
    if (segment == ".." && !segments.empty()) segments.pop_back();
    if (!segment.empty() && segment != "." && segment != "..") segments.emplace_back(segment);
  }
  return base::join(segments, "/");
}

// What two spellings of one request have in common: %7E and ~, a double space and one, a/.. and nothing.
std::string meaning(const Case& call) {
  std::string out = call.request.method + " ";
  auto add = [&](std::string_view text, bool plus) {
    out += base::percent_decode(text, plus).value_or(std::string(text));
  };
  if (call.s3) {
    add(call.request.path, false);
  } else {
    out += normal_path(call.request.path);
  }
  out += '?';
  for (std::string_view part : base::split(call.request.query, '&')) {
    if (part.empty()) continue;
    size_t equals = std::min(part.find('='), part.size());
    add(part.substr(0, equals), true);
    out += '=';
    if (equals < part.size()) add(part.substr(equals + 1), true);
    out += '&';
  }
  for (const net::Header& header : call.request.headers) {
    out += '\n' + header.name + ':';
    bool gap = false;
    for (char c : base::trim(header.value)) {
      bool space = c == ' ' || (c >= '\t' && c <= '\r');
      if (!space && gap) out += ' ';
      gap = space;
      if (!space) out += c;
    }
  }
  return out + "\n" + call.body;
}

TEST(Botocore, SignsWhatWeVerifyAndNothingElse) {
  const char* set = std::getenv("SLIPWAY_SEED");
  std::string seed = set ? set : "7";
  const char* python = std::getenv("SLIPWAY_PYTHON");
  base::Command command;
  command.arguments = {python ? python : "python3", SLIPWAY_SOURCE_DIR "/tests/oracle/sign_with_botocore.py",
                       seed, std::to_string(kCases)};
  auto output = base::run(command, base::Deadline::in(std::chrono::seconds(60)));
  if (!output || output->exit_code == 77)
    GTEST_SKIP() << "no Python with botocore (./dev setup installs one)";
  ASSERT_EQ(output->exit_code, 0) << output->err;

  base::SeededRandom random(std::stoull(seed));
  int cases = 0, spoiled = 0;
  for (std::string_view line : base::split(output->out, '\n')) {
    if (line.empty()) continue;
    auto value = json::parse(line);
    ASSERT_TRUE(value);
    Case call = read_case(*value);
    ++cases;
    EXPECT_TRUE(verifies(call)) << "seed " << seed << ": " << line;
    for (int i = 0; i < 50; ++i) {
      Case other = call;
      if (!spoil(other, random) || meaning(other) == meaning(call)) continue;
      ++spoiled;
      EXPECT_FALSE(verifies(other)) << "seed " << seed << ": " << line << "\nbecame\n" << meaning(other);
    }
  }
  EXPECT_EQ(cases, kCases);
  EXPECT_GT(spoiled, kCases * 20);
}

}  // namespace
}  // namespace aws
