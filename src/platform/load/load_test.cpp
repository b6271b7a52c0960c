#include "platform/load/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"
#include "base/testing/golden.h"
#include "platform/load/names.h"
#include "platform/testing/managed_policies_for_tests.h"
#include "tests/source_dir.h"

namespace platform {
namespace {

using testing::ElementsAre;

std::optional<Configuration> load(const std::string& text) {
  base::Diagnostics diagnostics("slipway.yaml", text);
  auto result = load_configuration(text, few_managed_policies(), diagnostics);
  EXPECT_TRUE(result) << diagnostics.render();
  return result;
}

// Each file of testdata/bad and the whole text that a person sees.
TEST(LoadTest, SaysEveryMistakeAtItsPlace) {
  std::string folder = std::string(SLIPWAY_SOURCE_DIR) + "/src/platform/testdata/bad";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".yaml") continue;
    std::string name = entry.path().stem().string();
    std::string text = *base::read_file(entry.path().string());
    base::Diagnostics diagnostics(name + ".yaml", text);
    EXPECT_FALSE(load_configuration(text, few_managed_policies(), diagnostics)) << name;
    golden::expect("src/platform/testdata/bad/" + name + ".txt", diagnostics.render());
  }
}

// So that `down` and `cluster` work whatever state the services are in.
TEST(LoadTest, ReadsNamesWhateverIsWrongWithServices) {
  std::string text =
      "organization: acme\n"
      "clusters: {dev: {account: embedded, region: eu-west-3}}\n"
      "projects:\n"
      "  shop:\n"
      "    variables: {A: {environment: NOT_IN_THIS_SHELL}, 'B C': [1]}\n"
      "    environments:\n"
      "      live:\n"
      "        cluster: dev\n"
      "        stages: nonsense\n"
      "        services: {web: {imag: x, memory: little}}\n"
      "      test: {cluster: dev, servces: {}}\n";
  base::Diagnostics diagnostics("slipway.yaml", text);
  auto names = load_names(text, diagnostics);
  ASSERT_TRUE(names) << diagnostics.render();
  EXPECT_EQ(names->organization, "acme");
  ASSERT_EQ(names->environments.size(), 2u);
  EXPECT_EQ(names->environments[0].project, "shop");
  EXPECT_EQ(names->environments[0].name, "live");
  EXPECT_EQ(names->environments[1].cluster.region, "eu-west-3");
  EXPECT_FALSE(load_configuration(text, few_managed_policies(), diagnostics));
}

TEST(LoadTest, SaysMistakesInNames) {
  std::string text =
      "organization: acme\n"
      "clusters: {dev: {account: embedded, region: nowhere}}\n"
      "projects: {shop: {environments: {live: {cluster: dve}, Live: {}, a/b: {cluster: dev}}}}\n";
  base::Diagnostics diagnostics("slipway.yaml", text);
  EXPECT_FALSE(load_names(text, diagnostics));
  for (const char* mistake : {"an AWS region", "did you mean `dev`?", "is too like environment `live`",
                              "`Live` lacks `cluster`", "this name is `a/b`"}) {
    EXPECT_THAT(diagnostics.render(), testing::HasSubstr(mistake));
  }
}

TEST(LoadTest, ReadsTheExample) {
  auto configuration =
      load(*base::read_file(std::string(SLIPWAY_SOURCE_DIR) + "/examples/s3-reader/slipway.yaml"));
  ASSERT_TRUE(configuration);
  EXPECT_EQ(configuration->organization, "acme");
  ASSERT_EQ(configuration->environments.size(), 1u);
  const Environment& environment = configuration->environments[0];
  EXPECT_EQ(environment.project, "tutorial");
  EXPECT_EQ(environment.name, "production");
  EXPECT_EQ(environment.cluster.name, "dev");
  EXPECT_EQ(environment.cluster.region, "eu-west-3");
  EXPECT_EQ(environment.cluster.account.kind, blueprint::AccountReference::Kind::embedded);
  ASSERT_EQ(environment.services.size(), 1u);
  const Service& service = environment.services[0];
  EXPECT_EQ(service.memory_bytes, 128LL << 20);
  EXPECT_EQ(service.instances, 1);
  EXPECT_THAT(service.command, testing::IsEmpty());
  ASSERT_TRUE(service.permissions);
  EXPECT_THAT(service.permissions->policies, ElementsAre("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"));
  EXPECT_EQ(service.permissions->service_account, "debian");
}

// All that is in examples/ and is a slipway.yaml.
TEST(LoadTest, TakesEveryExample) {
  for (const char* name : {"ROLE_ARN", "KEY_ID", "SECRET_KEY"})
    ::setenv(name, "given", 1);  // by whoever runs them
  int count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(SLIPWAY_SOURCE_DIR "/examples")) {
    if (entry.path().extension() != ".yaml") continue;
    std::string text = *base::read_file(entry.path().string());
    if (text.find("\norganization:") == std::string::npos) continue;
    SCOPED_TRACE(entry.path());
    load(text);
    ++count;
  }
  EXPECT_GE(count, 6);
}

std::string with_service(const std::string& lines) {
  return "organization: acme\n"
         "clusters: { dev: { account: { endpoint: 'http://10.0.0.1:4566/' }, region: us-east-1, runtime: "
         "process } }\n"
         "projects: { p: { environments: { e: { cluster: dev, services: { My App: {image: debian, " +
         lines + "} } } } } }\n";
}

TEST(LoadTest, TakesDefaultsAndOtherForms) {
  auto configuration =
      load(with_service("command: 'echo a | cat', variables: {A: 1.10, B: true, C: {value: 07}}"));
  ASSERT_TRUE(configuration);
  const Environment& environment = configuration->environments[0];
  EXPECT_EQ(environment.cluster.account.endpoint, "http://10.0.0.1:4566");
  EXPECT_EQ(environment.cluster.runtime, "process");
  const Service& service = environment.services[0];
  EXPECT_EQ(service.slug, "my-app");
  EXPECT_EQ(service.memory_bytes, 512LL << 20);
  EXPECT_THAT(service.command, ElementsAre("sh", "-c", "echo a | cat"));
  EXPECT_FALSE(service.permissions);
  ASSERT_EQ(service.variables.size(), 3u);
  EXPECT_EQ(service.variables[0].text, "1.10") << "as it was written";
  EXPECT_EQ(service.variables[1].text, "true");
  EXPECT_EQ(service.variables[2].text, "07");
}

TEST(LoadTest, ReadsHowInstancesAreRun) {
  auto configuration =
      load(with_service("type: database, cpu: 0.5, ports: [80, {port: 53, name: dns, protocol: udp}], "
                        "liveness: {http: {port: 80, path: /live, scheme: https}, initial_delay: 7}, "
                        "readiness: {exec: [pg_isready], period: 2, failure_threshold: 5}, "
                        "settings: {deployment.termination_grace_period_seconds: 5, "
                        "security.read_only_root_filesystem: true, "
                        "security.automount_service_account_token: true, "
                        "deployment.update_strategy.type: Recreate, "
                        "deployment.update_strategy.rolling_update.max_surge_percent: 0, "
                        "deployment.lifecycle.pre_stop_exec_command: [sleep, '15']}"));
  ASSERT_TRUE(configuration);
  const Service& service = configuration->environments[0].services[0];
  EXPECT_EQ(service.type, ServiceType::database);
  EXPECT_EQ(configuration->environments[0].stages.at(service.stage), "databases");
  runtime::Workload expected;
  expected.cpu_milli = 500;
  expected.ports = {{"p80", 80, false}, {"dns", 53, true}};
  expected.liveness = runtime::Probe{.kind = runtime::Probe::Kind::http,
                                     .port = 80,
                                     .path = "/live",
                                     .is_https = true,
                                     .initial_delay_s = 7};
  expected.readiness = runtime::Probe{
      .kind = runtime::Probe::Kind::exec, .command = {"pg_isready"}, .period_s = 2, .failure_threshold = 5};
  expected.update = {true, 25, 0};
  expected.stop_grace_s = 5;
  expected.mounts_service_account_token = true;
  expected.has_read_only_root = true;
  expected.pre_stop = {"sleep", "15"};
  EXPECT_EQ(service.workload, expected)
      << json::dump(runtime::to_json(service.workload)) << json::dump(runtime::to_json(expected));
  EXPECT_EQ(load(with_service("memory: 1GB"))->environments[0].services[0].workload, runtime::Workload());
}

TEST(LoadTest, TakesARoleMadeByHandAndPoliciesOfTheCustomer) {
  auto by_hand =
      load(with_service("aws: {role: 'arn:aws:iam::123456789012:role/app/r', service_account: my-s3-role}"));
  ASSERT_TRUE(by_hand);
  const Permissions& permissions = *by_hand->environments[0].services[0].permissions;
  EXPECT_FALSE(permissions.makes_role());
  EXPECT_EQ(permissions.service_account, "my-s3-role");

  auto own =
      load(with_service("aws: {policies: ['arn:aws:iam::123456789012:policy/team/p'], scope: cluster}"));
  ASSERT_TRUE(own);
  EXPECT_EQ(own->environments[0].services[0].permissions->scope, RoleScope::cluster);
}

TEST(LoadTest, AFileThatCannotBeReadIsWrongInput) {
  auto result = load_file("/nowhere/slipway.yaml", few_managed_policies());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, base::ErrorKind::invalid);
}

TEST(LoadTest, KnowsTheRegions) {
  struct Row {
    const char* region;
    const char* message;  // null: it is one
  };
  const Row rows[] = {
      {"eu-west-3", nullptr},
      {"us-gov-west-1", nullptr},
      {"cn-north-1", nullptr},
      {"eu-west-9", "AWS has no region `eu-west-9` with EKS"},
      {"eu-wst-3", "did you mean `eu-west-3`?"},
      {"eu-west-3a", "expected an AWS region"},
      {"us-east-11", "did you mean `us-east-1`?"},
      {"mars-north-1", "AWS has no region `mars-north-1` with EKS"},
      {"EU-WEST-3", "expected an AWS region"},
      {"''", "expected an AWS region"},
  };
  for (const Row& row : rows) {
    std::string text = fmt::format(
        "organization: acme\nclusters: {{dev: {{account: embedded, region: {}}}}}\n"
        "projects: {{p: {{environments: {{e: {{cluster: dev}}}}}}}}\n",
        row.region);
    base::Diagnostics diagnostics("slipway.yaml", text);
    EXPECT_EQ(load_names(text, diagnostics).has_value(), row.message == nullptr) << row.region;
    EXPECT_THAT(diagnostics.render(), testing::HasSubstr(row.message ? row.message : ""));
  }
}

// What stands before a value moves lines and bytes against each other; each file has `PORT: 8080` behind it.
TEST(LoadTest, VariablesAreWhatTheFileSaysWhateverStandsBeforeThem) {
  for (std::string before : {"A: \"x\\u2028y\", ", "A: \"\u00e9\u65e5\U0001F600\", ", "A: 'x\r  y',\r  ",
                             "A: 1,\r\r\n ", "A: 1, # \u65e5\n  "}) {
    for (std::string mark : {"", "\xEF\xBB\xBF"}) {
      auto configuration = load(mark + with_service("variables: {" + before + "PORT: 8080, \"Q\": 1.10}"));
      ASSERT_TRUE(configuration) << before;
      const Variables& variables = configuration->environments[0].services[0].variables;
      ASSERT_EQ(variables.size(), 3u) << before;
      EXPECT_EQ(variables[1].text, "8080") << before;
      EXPECT_EQ(variables[2].text, "1.10") << before;
    }
  }
}

TEST(LoadTest, NumbersReachTheServiceAsTheyAreWritten) {
  for (const char* written : {"1.10",
                              "007",
                              "0x10",
                              "0o17",
                              "1_000",
                              "1e3",
                              "1E-7",
                              "+5",
                              "-0",
                              ".5",
                              "1.",
                              "0.10",
                              "True",
                              "FALSE",
                              "99999999999999999999",
                              "3.14159265358979323846",
                              "1:30",
                              "2026-11-28",
                              "yes",
                              ".inf"}) {
    for (const char* form : {"V: %", "V: {value: %}", "V: {value: %, file: /etc/v}"}) {
      std::string lines = std::string("variables: {") + form + "}";
      lines.replace(lines.find('%'), 1, written);
      auto configuration = load(with_service(lines));
      ASSERT_TRUE(configuration) << lines;
      EXPECT_EQ(configuration->environments[0].services[0].variables[0].text, written) << lines;
    }
  }
}

TEST(LoadTest, TakesAmountsAsNumbersAndTexts) {
  struct Row {
    const char* lines;
    int64_t memory_bytes, cpu_milli;
  };
  const Row rows[] = {
      {"memory: 1.1GB, cpu: .5", 1181116007, 500},
      {"memory: 0.3Gi, cpu: 1.", 322122548, 1000},
      {"memory: 134217728, cpu: +1", 134217728, 1000},
      {"memory: 1e9, cpu: 0.10", 1'000'000'000, 100},
      {"memory: 129e6, cpu: 100m", 129'000'000, 100},
      {"memory: '128974848000m', cpu: '0.1'", 128974848, 100},
  };
  for (const Row& row : rows) {
    auto configuration = load(with_service(row.lines));
    ASSERT_TRUE(configuration) << row.lines;
    const Service& service = configuration->environments[0].services[0];
    EXPECT_EQ(service.memory_bytes, row.memory_bytes) << row.lines;
    EXPECT_EQ(service.workload.cpu_milli, row.cpu_milli) << row.lines;
  }
}

}  // namespace
}  // namespace platform
