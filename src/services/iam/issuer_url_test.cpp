// Registers each URL of issuer_urls.yaml in an account that only this machine can call.
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/yaml.h"
#include "services/testing/embedded_account.h"
#include "tests/source_dir.h"

namespace account::testing {
namespace {

using json::Array;
using json::Object;

json::Value read_rows() {
  std::string text = *base::read_file(SLIPWAY_SOURCE_DIR "/src/services/iam/issuer_urls.yaml");
  base::Diagnostics diagnostics("issuer_urls.yaml", text);
  auto table = yaml::parse(text, diagnostics);
  EXPECT_TRUE(table) << diagnostics.render();
  return table ? *table->find("rows") : json::Value(Array{});
}

std::string with_port(std::string text) {
  if (size_t at = text.find("{port}"); at != std::string::npos) text.replace(at, 6, "8443");
  return text;
}

identity::KeyCache::Options at_home() {
  identity::KeyCache::Options options;
  options.overrides["keycloak.mapped.example"] = {"127.0.0.1", 8443};
  options.local = {4566};
  return options;
}

aws::Result<json::Value> create(EmbeddedAccount& account, const std::string& url) {
  return account.call(account.root(), "iam", "CreateOpenIDConnectProvider",
                      Object{{"Url", url}, {"ThumbprintList", Array{std::string(40, 'a')}}});
}

std::string outcome(const aws::Result<json::Value>& output) {
  if (output) return std::string(output->string_or("OpenIDConnectProviderArn", ""));
  return output.error().code + ": " + output.error().message;
}

TEST(IssuerUrl, IsKeptOrRefusedAsIamDoes) {
  EmbeddedAccount account(at_home());
  const json::Value rows = read_rows();
  for (const json::Value& row : rows.as_array()) {
    SCOPED_TRACE(row.string_or("url", ""));
    auto output = create(account, with_port(std::string(row.string_or("url", ""))));
    if (!row.find("keeps")) {
      std::string wanted = fmt::format("{}: {}", row.string_or("code", ""), row.string_or("message", ""));
      EXPECT_TRUE(outcome(output).starts_with(wanted)) << outcome(output);
      continue;
    }
    std::string name = with_port(std::string(row.string_or("keeps", "")));
    ASSERT_EQ(outcome(output), "arn:aws:iam::" + kFirst + ":oidc-provider/" + name);
    Object by_arn{{"OpenIDConnectProviderArn", outcome(output)}};
    auto kept = account.must(account.root(), "iam", "GetOpenIDConnectProvider", by_arn);
    EXPECT_EQ(kept.string_or("Url", ""), name);
  }
}

// Each of them is another issuer, and only the very same text is taken.
TEST(IssuerUrl, NamesTheIssuerByteForByte) {
  EmbeddedAccount account(at_home());
  for (const char* url :
       {"https://a.example", "https://a.example/", "https://A.example", "https://a.example//",
        "https://a.example/x", "https://a.example/X", "https://a.example/%78"}) {
    EXPECT_TRUE(create(account, url)) << url;
    EXPECT_EQ(outcome(create(account, url)),
              fmt::format("EntityAlreadyExists: Provider with url {} already exists.", url));
  }
}

// An account that others can call takes a port only where its operator has mapped the host.
TEST(IssuerUrl, HasNoPortWhereOthersCallTheAccount) {
  identity::KeyCache::Options options = at_home();
  options.local.reset();
  EmbeddedAccount account(options);
  auto refused = create(account, "https://127.0.0.1:8443/realms/x");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("--issuer"), std::string::npos) << refused.error().message;
  EXPECT_TRUE(create(account, "https://keycloak.mapped.example:8443/realms/x"));
}

}  // namespace
}  // namespace account::testing
