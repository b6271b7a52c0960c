#include "localkube/settings.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/json.h"
#include "base/manual_clock.h"
#include "kube/kubeconfig.h"
#include "localkube/certificates.h"
#include "localkube/components.h"
#include "runtime/testing/test_folder.h"

namespace localkube {
namespace {

using testing::HasSubstr;
using testing::Not;

const base::Time kNow = base::from_seconds(1'800'000'000);

class Settings : public testing::Test {
 protected:
  Settings() {
    EXPECT_TRUE(make_certificates(folder_, slot_, "node-1", kNow));
    EXPECT_TRUE(write_kubeconfigs(folder_, "https://10.89.78.1"));
    EXPECT_TRUE(write_node_settings(folder_, slot_, Programs{"/programs"}));
    EXPECT_TRUE(write_webhook_settings(folder_, slot_, webhooks_));
  }
  static std::string read(const std::string& path) {
    return base::read_file(path).value_or("absent: " + path);
  }

  runtime::TestFolder temporary_;
  Folder folder_{temporary_.path()};
  Slot slot_{0};
  Webhooks webhooks_{"https://127.0.0.1:4566/_cluster/ID/webhook", "PEM", base::Secret("webhook-secret")};
};

TEST_F(Settings, KubeconfigsAreReadAsSuch) {
  base::ManualClock clock(kNow);
  for (const char* name : {kAdmin, kControllerManager, kScheduler, kNode}) {
    auto config = kube::Kubeconfig::load({folder_.kubeconfig(name)});
    ASSERT_TRUE(config) << config.error().message;
    auto access = config->access("", clock);
    ASSERT_TRUE(access) << access.error().message;
    EXPECT_EQ(access->server.host, "10.89.78.1");
    EXPECT_EQ(access->authority_pem, read(folder_.certificate(kAuthority)));
    auto credential = access->credentials(base::Deadline::never());
    ASSERT_TRUE(credential);
    EXPECT_EQ(credential->identity.certificate_pem, read(folder_.certificate(name)));
    EXPECT_EQ(credential->identity.key_pem.reveal(), read(folder_.key(name)));
  }
}

TEST_F(Settings, TheAuthorityStaysAndWhatItSignedDoesNot) {
  std::string authority = read(folder_.certificate(kAuthority));
  std::string admin = read(folder_.certificate(kAdmin));
  ASSERT_TRUE(make_certificates(folder_, slot_, "node-1", kNow));
  EXPECT_EQ(read(folder_.certificate(kAuthority)), authority);
  EXPECT_NE(read(folder_.certificate(kAdmin)), admin);
  EXPECT_NE(read(folder_.certificate(kEtcdAuthority)), authority);
}

TEST_F(Settings, SecretsAreTheirOwnersAlone) {
  for (const std::string& path : {folder_.key(kAuthority), folder_.key(kAdmin), folder_.kubeconfig(kAdmin),
                                  folder_.kubeconfig("authenticate"), folder_.kubeconfig("pods")}) {
    struct stat info {};
    ASSERT_EQ(::stat(path.c_str(), &info), 0) << path;
    EXPECT_EQ(info.st_mode & 0777, 0600U) << path;
  }
}

// "Authenticate API servers": the user of an admission webhook is found by the host and port of its URL.
TEST_F(Settings, TheApiServerShowsItsSecretToEachWebhook) {
  auto pods = json::parse(read(folder_.kubeconfig("pods")));
  ASSERT_TRUE(pods);
  const json::Value& user = pods->find("users")->as_array().front();
  EXPECT_EQ(user.string_or("name", ""), "127.0.0.1:4566");
  EXPECT_EQ(user.find("user")->string_or("token", ""), "webhook-secret");
  EXPECT_THAT(read(folder_.config("admission.json")), HasSubstr("/run/slipway-k0/config/pods.kubeconfig"));
  for (const char* name : {"authenticate", "authorize"}) {
    std::string text = read(folder_.kubeconfig(name));
    EXPECT_THAT(text, HasSubstr(fmt::format("https://127.0.0.1:4566/_cluster/ID/webhook/{}", name)));
    EXPECT_THAT(text, HasSubstr("webhook-secret"));
  }
}

TEST_F(Settings, PodsHaveNoWayBeyondTheBridge) {
  std::string network = read(folder_.config("cni/10-slipway.conflist"));
  EXPECT_THAT(network, Not(HasSubstr("routes")));
  EXPECT_THAT(network, HasSubstr("\"ipMasq\": false"));
  EXPECT_THAT(network, HasSubstr("\"rangeStart\": \"10.89.78.128\""));
}

// The plugin "host-local" reads a list of sets, each a list of ranges.
TEST_F(Settings, APodsAddressIsOfAListOfSetsOfRanges) {
  auto network = json::parse(read(folder_.config("cni/10-slipway.conflist")));
  ASSERT_TRUE(network);
  const json::Value& bridge = network->find("plugins")->as_array().at(0);
  const json::Value& sets = *bridge.find("ipam")->find("ranges");
  ASSERT_TRUE(sets.as_array().at(0).is_array()) << json::dump(sets);
  EXPECT_EQ(sets.as_array().at(0).as_array().at(0).string_or("subnet", ""), slot_.subnet());
}

TEST_F(Settings, NothingListensBeyondLoopbackAndTheBridge) {
  EXPECT_THAT(read(folder_.config("kubelet.json")), HasSubstr("\"address\": \"10.89.78.1\""));
  Components components{
      {"111122223333", "eu-west-3", "dev", "/programs", {}}, {"/programs"}, slot_, {443, 2379, 2380}};
  EXPECT_EQ(components.endpoint(), "https://10.89.78.1");
  Process api_server = components.api_server({"https://issuer", {"verifying-key-0.pem"}});
  EXPECT_THAT(api_server.arguments, testing::Contains("--bind-address=10.89.78.1"));
  EXPECT_THAT(components.controller_manager().arguments, testing::Contains("--secure-port=0"));
  EXPECT_THAT(components.scheduler().arguments, testing::Contains("--secure-port=0"));
  for (const Process& process : {api_server, components.etcd()}) {
    for (const std::string& argument : process.arguments) {
      EXPECT_THAT(argument, Not(HasSubstr("0.0.0.0")));
      EXPECT_THAT(argument, Not(HasSubstr("webhook-secret")));
    }
  }
}

TEST_F(Settings, AnotherPortIsInTheEndpoint) {
  Components components{{}, {}, Slot{2}, {6443, 0, 0}};
  EXPECT_EQ(components.endpoint(), "https://10.89.80.1:6443");
}

}  // namespace
}  // namespace localkube
