#include "engine/value.h"

#include <gtest/gtest.h>

#include <random>

namespace engine {
namespace {

json::Value parsed(std::string_view text) {
  return *json::parse(text);
}

struct Row {
  std::string_view text;
  std::string_view outputs;  // blanks between
  std::string_view error;    // a part of it; empty: it is taken
};
constexpr Row kRows[] = {
    {R"(null)", "", ""},
    {R"({"a": [1, "$after", {"b": true}]})", "", ""},
    {R"({"a": {"$after": "network/vpc.VpcId"}, "b": [{"$after": "x.y"}, {"$after": "x.y"}]})",
     "network/vpc.VpcId x.y", ""},
    {R"({"$after": "bucket/logs.example.com.Arn"})", "bucket/logs.example.com.Arn", ""},
    {R"({"a": {"$secret": "s", "digest": "00ff"}})", "", ""},
    {R"({"a": {"$$after": "data"}})", "", ""},
    {R"({"$after": "vpc"})", "", "no output"},
    {R"({"$after": ".VpcId"})", "", "no output"},
    {R"({"$after": "vpc."})", "", "no output"},
    {R"({"$after": 1})", "", "no output"},
    {R"({"$after": "a.b", "more": 1})", "", "says more"},
    {R"({"more": 1, "$after": "a.b"})", "", "says more"},
    {R"({"$secret": "s"})", "", "no reference"},
    {R"({"$secret": "s", "digest": "the secret itself"})", "", "no reference"},
    {R"({"$secret": "s", "digest": ""})", "", "no reference"},
    {R"({"$ref": "#/a"})", "", "`$ref` stands for nothing; in data it is written `$$ref`"},
};

TEST(Value, StandsForWhatItsPartsSay) {
  for (const Row& row : kRows) {
    json::Value value = parsed(row.text);
    auto checked = check_value(value);
    EXPECT_EQ(checked.has_value(), row.error.empty()) << row.text;
    if (!checked) {
      EXPECT_NE(checked.error().message.find(row.error), std::string::npos) << checked.error().message;
      continue;
    }
    std::string outputs;
    for (const Output& output : outputs_in(value)) outputs += (outputs.empty() ? "" : " ") + output.text();
    EXPECT_EQ(outputs, row.outputs) << row.text;
  }
}

TEST(Value, IsKnownWhenAllOutputsAre) {
  json::Value value = parsed(R"({"VpcId": {"$after": "vpc.Id"}, "Role": {"$after": "role.Arn"}, "$$x": 1})");
  json::Value id = parsed(R"({"$looks": "like ours"})");
  json::Value half =
      fill(value, [&](const Output& output) { return output.address == "vpc" ? &id : nullptr; });
  EXPECT_EQ(outputs_in(half), (std::vector<Output>{{"role", "Arn"}}));
  EXPECT_NE(known(half).error().message.find("role.Arn"), std::string::npos);
  json::Value arn = "arn";
  EXPECT_EQ(known(fill(half, [&](const Output&) { return &arn; })),
            parsed(R"({"VpcId": {"$looks": "like ours"}, "Role": "arn", "$x": 1})"));
}

TEST(Value, HoldsNothingOfASecretButItsReference) {
  json::Value value = secret({"secrets/db", "00ff"});
  EXPECT_EQ(secrets_in(value), (std::vector<SecretReference>{{"secrets/db", "00ff"}}));
  EXPECT_FALSE(known(value)) << "it is not data";
}

json::Value some_json(std::mt19937& random, int depth) {
  static constexpr const char* kNames[] = {"a", "$", "$after", "$$after", "$secret", "digest", ""};
  auto pick = [&](uint32_t below) { return static_cast<uint32_t>(random() % below); };
  switch (pick(depth > 0 ? 5 : 3)) {
    case 0:
      return static_cast<int64_t>(pick(100));
    case 1:
      return kNames[pick(std::size(kNames))];
    case 2:
      return nullptr;
    case 3: {
      json::Array items;
      for (uint32_t i = pick(4); i > 0; --i) items.push_back(some_json(random, depth - 1));
      return items;
    }
    default: {
      json::Object members;
      for (uint32_t i = pick(4); i > 0; --i)
        members.set(kNames[pick(std::size(kNames))], some_json(random, depth - 1));
      return members;
    }
  }
}

TEST(Value, RevealsSecretsToWhoMakesACall) {
  auto secret_of = [](const SecretReference& reference) { return "the secret of " + reference.reference; };
  auto data = reveal(json::Object{{"$$x", json::Array{secret({"s", "0a"}), 1}}}, secret_of);
  ASSERT_TRUE(data);
  EXPECT_EQ(*data, (json::Object{{"$x", json::Array{"the secret of s", 1}}}));
  EXPECT_FALSE(reveal(json::Array{after({"a", "Id"})}, secret_of)) << "it is not known yet";
}

// Whatever the data is called, it stands for nothing and comes back as it was.
TEST(Value, TakesAnyDataAsItIs) {
  uint32_t seed = std::random_device{}();
  std::mt19937 random(seed);
  for (int i = 0; i < 2000; ++i) {
    json::Value data = some_json(random, 4);
    json::Value value = literal(data);
    EXPECT_TRUE(check_value(value)) << "seed " << seed << ": " << json::dump(data);
    EXPECT_EQ(known(value), data) << "seed " << seed;
  }
}

}  // namespace
}  // namespace engine
