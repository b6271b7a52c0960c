// Runs the rows of attacks.yaml: what an attacker or a broken issuer can do, and the good twin of each, so
// that a verifier that refuses everything fails too.
#include <gmock/gmock.h>

#include "base/file.h"
#include "base/manual_clock.h"
#include "base/yaml.h"
#include "identity/testing/fake_issuer.h"
#include "tests/source_dir.h"

namespace identity {
namespace {

using ::testing::HasSubstr;

json::Value read_table() {
  std::string text = *base::read_file(SLIPWAY_SOURCE_DIR "/src/identity/attacks.yaml");
  base::Diagnostics diagnostics("attacks.yaml", text);
  auto table = yaml::parse(text, diagnostics);
  EXPECT_TRUE(table) << diagnostics.render();
  return table ? *table : json::Value(json::Object{{"rows", json::Array{}}});
}

const json::Value& table() {
  static const json::Value kTable = read_table();
  return kTable;
}
const json::Array& rows() {
  return table().find("rows")->as_array();
}

testing::FakeIssuer& issuer() {
  static testing::FakeIssuer made;
  return made;
}

// What the issuer publishes in a row, or before it.
std::string key_set_of(const json::Value& row) {
  if (row.find("literal_signature")) {
    json::Object key{
        {"kty", "RSA"}, {"n", *table().find("padding")->find("n")}, {"e", "Aw"}, {"kid", "three"}};
    return json::dump(json::Object{{"keys", json::Array{std::move(key)}}});
  }
  const json::Value* keys = row.find("keys");
  return testing::key_set(keys ? *keys : json::Value(json::Array{"rsa", "ec"}));
}

Provider provider_of(const json::Value& row) {
  Provider provider;
  provider.url = testing::kIssuer;
  provider.client_ids = {"sts.amazonaws.com"};
  const json::Value* own = row.find("provider");
  if (!own) return provider;
  provider.url = issuer().fill(std::string(own->string_or("url", provider.url)));
  if (const json::Value* ids = own->find("client_ids")) {
    provider.client_ids.clear();
    for (const json::Value& id : ids->as_array()) provider.client_ids.push_back(id.as_string());
  }
  std::string_view thumbprint = own->string_or("thumbprint", "");
  if (thumbprint == "top") provider.thumbprints = {issuer().top_thumbprint()};
  if (thumbprint == "other") provider.thumbprints = {std::string(40, 'a')};
  return provider;
}

// `finder`: absent: an account that has the provider; `none`: one that has it not; `sloppy`: one that finds
// it for any issuer.
std::optional<Provider> find(const json::Value& row, const Provider& provider, const std::string& url) {
  std::string_view finder = row.string_or("finder", "");
  if (finder == "none") return std::nullopt;
  if (finder == "sloppy" || url == provider.url) return provider;
  return std::nullopt;
}

KeyCache::Options options_of(const json::Value& row) {
  KeyCache::Options options = issuer().options();
  if (!row.bool_or("overrides", true)) options.overrides.clear();
  if (!row.bool_or("trusted", true)) options.authorities_pem.clear();
  if (const json::Value* home = row.find("home")) {
    options.local = {home->is_int() ? static_cast<uint16_t>(home->as_int()) : issuer().port()};
  }
  return options;
}

std::string token_of(const json::Value& row, const Provider& provider) {
  if (const json::Value* signature = row.find("literal_signature")) {
    return table().find("padding")->find("signed_part")->as_string() + "." + signature->as_string();
  }
  json::Value token = row.find("token") ? *row.find("token") : json::Value(json::Object{});
  // A row that registers another URL means its tokens to come from there.
  if (provider.url != testing::kIssuer && !token.find("claims")) {
    token.as_object().set("claims", json::Object{{"iss", provider.url}});
  }
  return testing::forge(token);
}

struct Outcome {
  TokenResult<WebIdentity> result;
  int requests;
};

Outcome run(const json::Value& row) {
  Provider provider = provider_of(row);
  base::ManualClock clock(testing::kNow);
  KeyCache cache(options_of(row), clock);
  auto verify = [&](const std::string& token) {
    auto deadline = base::Deadline::in(std::chrono::milliseconds(row.int_or("deadline_ms", 5000)));
    return verify_web_identity(
        token, [&](const std::string& url) { return find(row, provider, url); }, cache, clock.now(),
        deadline);
  };
  if (const json::Value* before = row.find("before")) {
    issuer().behave(before->find("issuer"), key_set_of(*before));
    verify(testing::forge(json::Object{{"key", before->string_or("signed_by", "rsa")}}));
    clock.advance(std::chrono::seconds(before->int_or("wait_s", 0)));
  }
  issuer().behave(row.find("issuer"), key_set_of(row));
  auto result = verify(token_of(row, provider));
  return {std::move(result), issuer().requests()};
}

class Attack : public ::testing::TestWithParam<size_t> {};

TEST_P(Attack, ends_as_expected) {
  const json::Value& row = rows()[GetParam()];
  SCOPED_TRACE(
      fmt::format("attacks.yaml:{}: {} {}", row.span.line, row.int_or("row", 0), row.string_or("name", "")));
  Outcome outcome = run(row);
  std::string_view expected = row.string_or("expect", "");
  if (expected == "accepted") {
    ASSERT_TRUE(outcome.result) << token_error_name(outcome.result.error().code) << ": "
                                << outcome.result.error().message;
    EXPECT_EQ(outcome.result->audience, row.string_or("audience", "sts.amazonaws.com"));
  } else {
    ASSERT_FALSE(outcome.result);
    EXPECT_EQ(token_error_name(outcome.result.error().code), expected);
    std::string part(row.string_or("message", ""));
    EXPECT_FALSE(part.empty());
    EXPECT_THAT(outcome.result.error().message, HasSubstr(part));
    EXPECT_EQ(outcome.result.error().message.find("eyJ"), std::string::npos) << "a token in the message";
  }
  EXPECT_EQ(outcome.requests, row.int_or("requests", outcome.requests));
}

std::string name_of(const ::testing::TestParamInfo<size_t>& info) {
  const json::Value& row = rows()[info.param];
  std::string name = fmt::format("row{}_{}", row.int_or("row", 0), row.string_or("name", ""));
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(Table, Attack, ::testing::Range(size_t{0}, rows().size()), name_of);

// Rows 22 to 29 and 31 on are about trust policies and clusters.
TEST(AttackTable, has_every_row_with_a_refusal_and_a_good_twin) {
  std::vector<int64_t> wanted = {30};
  for (int64_t number = 1; number <= 21; ++number) wanted.push_back(number);
  for (int64_t number : wanted) {
    int refused = 0;
    int accepted = 0;
    for (const json::Value& row : rows()) {
      if (row.int_or("row", 0) != number) continue;
      ++(row.string_or("expect", "") == "accepted" ? accepted : refused);
    }
    EXPECT_GT(refused, 0) << "row " << number;
    EXPECT_GT(accepted, 0) << "row " << number;
  }
}

}  // namespace
}  // namespace identity
