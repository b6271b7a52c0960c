#include "kube/kubeconfig.h"

#include <gmock/gmock.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/encoding.h"
#include "base/file.h"
#include "kube/exec_plugin.h"
#include "kube/object.h"

namespace kube {
namespace {

using base::Deadline;
using base::ErrorKind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const base::SystemClock kClock;

class KubeconfigTest : public testing::Test {
 protected:
  KubeconfigTest() {
    char folder[] = "/tmp/slipway-test-kubeconfig.XXXXXX";
    EXPECT_TRUE(::mkdtemp(folder));
    folder_ = folder;
  }
  ~KubeconfigTest() override { (void)base::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& content, mode_t mode = 0600) {
    std::string path = folder_ + "/" + name;
    EXPECT_TRUE(base::write_file_atomically(path, content, mode));
    return path;
  }
  static Kubeconfig parse(const std::string& text) {
    auto config = Kubeconfig::parse(text, "/home/anna/.kube/config");
    EXPECT_TRUE(config) << config.error().message;
    return config ? *config : Kubeconfig();
  }
  static base::Error refused(const base::Result<Access>& access) {
    EXPECT_FALSE(access);
    return access ? base::Error() : access.error();
  }
  // A config whose only user is as given, in flow style.
  static base::Result<Access> with_user(const std::string& user,
                                        const std::string& cluster = "server: https://a:6443") {
    auto config = Kubeconfig::parse(
        "{clusters: [{name: c, cluster: {" + cluster + "}}],\n users: [{name: u, user: {" + user +
            "}}],\n contexts: [{name: x, context: {cluster: c, user: u}}],\n" + " current-context: x}",
        "/home/anna/.kube/config");
    if (!config) return tl::unexpected(config.error());
    return config->access("", kClock);
  }
  static Credential credential(const Access& access) {
    auto got = access.credentials(Deadline::in(std::chrono::seconds(20)));
    EXPECT_TRUE(got) << got.error().message;
    return got ? *got : Credential();
  }

  std::string folder_;
};

TEST_F(KubeconfigTest, APlainOne) {
  Kubeconfig config = parse(R"(
apiVersion: v1
kind: Config
current-context: dev
preferences: {}
clusters:
- name: arn:aws:eks:eu-west-3:111122223333:cluster/dev
  cluster:
    server: https://127.0.0.1:6443/base
    certificate-authority-data: UEVN
    tls-server-name: kubernetes
contexts:
- name: dev
  context: {cluster: "arn:aws:eks:eu-west-3:111122223333:cluster/dev", user: anna, namespace: z1}
- name: other
  context: {cluster: c}
users:
- name: anna
  user:
    token: secret
    as: bert
    as-groups: [one, two]
)");
  EXPECT_EQ(config.current_context(), "dev");
  EXPECT_THAT(config.contexts(), ElementsAre("dev", "other"));
  auto access = config.access("", kClock);
  ASSERT_TRUE(access) << access.error().message;
  EXPECT_EQ(access->cluster, "arn:aws:eks:eu-west-3:111122223333:cluster/dev");
  EXPECT_EQ(access->user, "anna");
  EXPECT_EQ(access->namespace_name, "z1");
  EXPECT_EQ(access->server.host, "127.0.0.1");
  EXPECT_EQ(access->server.target, "/base");
  EXPECT_EQ(access->authority_pem, "PEM");
  EXPECT_EQ(access->tls_server_name, "kubernetes");
  EXPECT_EQ(credential(*access).token.reveal(), "secret");
  EXPECT_EQ(access->headers.get("Impersonate-User"), "bert");
  EXPECT_EQ(access->headers.all("Impersonate-Group").size(), 2u);
}

TEST_F(KubeconfigTest, TheFirstFileThatHasANameDecides) {
  std::string one = write("one", R"(
clusters: [{name: c, cluster: {server: "https://first"}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
users:
)");
  std::string two = write("two", R"(
current-context: x
clusters: [{name: c, cluster: {server: "https://second", tls-server-name: t}}, {name: d, cluster: {server: "https://d"}}]
users: [{name: u, user: {tokenFile: token}}]
)");
  write("token", "from-file\n");
  auto config = Kubeconfig::load({one, folder_ + "/absent", two});
  ASSERT_TRUE(config) << config.error().message;
  auto access = config->access("", kClock);
  ASSERT_TRUE(access) << access.error().message;
  EXPECT_EQ(access->server.host, "first");
  EXPECT_EQ(access->tls_server_name, "");
  EXPECT_EQ(credential(*access).token.reveal(), "from-file");
  write("token", "renewed");
  EXPECT_EQ(credential(*access).token.reveal(), "renewed");
}

TEST_F(KubeconfigTest, Paths) {
  EXPECT_THAT(kubeconfig_paths("", "/home/anna"), ElementsAre("/home/anna/.kube/config"));
  EXPECT_THAT(kubeconfig_paths("/a:/b::/a", "/home/anna"), ElementsAre("/a", "/b"));
  auto none = Kubeconfig::load({folder_ + "/absent"});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::not_found);
  EXPECT_THAT(none.error().hint, HasSubstr("KUBECONFIG"));
}

TEST_F(KubeconfigTest, FilesAreRelativeToTheConfig) {
  write("ca.pem", "CA");
  write("me.pem", "CERT");
  write("me.key", "KEY");
  std::string path = write("config", R"(
current-context: x
clusters: [{name: c, cluster: {server: "https://a", certificate-authority: ca.pem}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
users: [{name: u, user: {client-certificate: me.pem, client-key: me.key}}]
)");
  auto access = Kubeconfig::load({path})->access("", kClock);
  ASSERT_TRUE(access) << access.error().message;
  EXPECT_EQ(access->authority_pem, "CA");
  Credential shown = credential(*access);
  EXPECT_EQ(shown.identity.certificate_pem, "CERT");
  EXPECT_EQ(shown.identity.key_pem.reveal(), "KEY");
}

TEST_F(KubeconfigTest, MistakesAreToldWithTheirPlace) {
  struct Row {
    const char* text;
    const char* message;
  };
  for (Row row : {
           Row{"[]", "config:1:1: this is no kubeconfig"},
           Row{"a: [", "config:"},
           Row{"users: {}", "config:1:8: users is no list"},
           Row{"users:\n- user: {}", "config:2:3: an entry of users has no name"},
           Row{"clusters:\n- name: c\n  cluster: 5", "config:3:12: cluster is no mapping"},
           Row{"current-context: 5", "config:1:18: current-context is no text"},
       }) {
    auto config = Kubeconfig::parse(row.text, "/home/anna/.kube/config");
    ASSERT_FALSE(config) << row.text;
    EXPECT_EQ(config.error().kind, ErrorKind::invalid);
    EXPECT_THAT(config.error().message, HasSubstr(row.message));
  }
}

TEST_F(KubeconfigTest, WhatIsNamedMustBeThere) {
  EXPECT_THAT(refused(parse("contexts: [{name: dev, context: {}}]").access("", kClock)).hint,
              HasSubstr("dev"));
  base::Error context =
      refused(parse("contexts: [{name: production, context: {}}]").access("prodction", kClock));
  EXPECT_EQ(context.kind, ErrorKind::not_found);
  EXPECT_EQ(context.hint, "did you mean `production`?");
  base::Error cluster =
      refused(parse("contexts:\n- name: x\n  context: {cluster: nope}").access("x", kClock));
  EXPECT_THAT(cluster.message, HasSubstr("config:3:22: context `x` names a cluster `nope`"));
  base::Error user = refused(parse("clusters: [{name: c, cluster: {server: 'https://a'}}]\n"
                                   "contexts:\n- name: x\n  context: {cluster: c, user: ann}\n"
                                   "users: [{name: anna, user: {}}]")
                                 .access("x", kClock));
  EXPECT_THAT(user.message, HasSubstr("config:4:31: context `x` names a user `ann`"));
  EXPECT_EQ(user.hint, "did you mean `anna`?");
}

TEST_F(KubeconfigTest, WhatIsNotSupportedIsRefused) {
  auto refuse_cluster = [&](const std::string& cluster) { return refused(with_user("", cluster)).message; };
  EXPECT_THAT(refuse_cluster("server: 'https://a', insecure-skip-tls-verify: true"),
              HasSubstr("config:1:80: cluster `c` wants its certificate not to be verified"));
  EXPECT_THAT(refuse_cluster("server: 'https://a', proxy-url: 'http://p'"), HasSubstr("proxy"));
  EXPECT_THAT(refuse_cluster(""), HasSubstr("cluster `c` has no server"));
  EXPECT_THAT(refuse_cluster("server: 'ftp://a'"), HasSubstr("config:1:41: "));
  EXPECT_THAT(refuse_cluster("server: 'https://a', certificate-authority-data: '!'"),
              HasSubstr("is not base64"));
  EXPECT_THAT(refuse_cluster("server: 'https://a', certificate-authority: /nonexistent"),
              HasSubstr("/nonexistent"));
  auto refuse_user = [&](const std::string& user) { return refused(with_user(user)).message; };
  EXPECT_THAT(refuse_user("username: a, password: b"), HasSubstr("gone since Kubernetes 1.19"));
  EXPECT_THAT(refuse_user("auth-provider: {name: gcp}"), HasSubstr("gone since Kubernetes 1.26"));
  EXPECT_THAT(refuse_user("client-certificate-data: UEVN"), HasSubstr("needs its key"));
  EXPECT_THAT(refuse_user("tokenFile: /nonexistent"), HasSubstr("/nonexistent"));
  EXPECT_THAT(refuse_user("exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}"),
              HasSubstr("v1alpha1"));
  EXPECT_THAT(refuse_user("exec: {apiVersion: client.authentication.k8s.io/v1}"),
              HasSubstr("has no command"));
  EXPECT_THAT(
      refuse_user("exec: {apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Always}"),
      HasSubstr("at the terminal"));
  // Never with the secret that stood there.
  std::string message = refuse_user("token: [s3cret]");
  EXPECT_THAT(message, HasSubstr("token is no text"));
  EXPECT_THAT(message, Not(HasSubstr("s3cret")));
}

TEST_F(KubeconfigTest, AUserWithoutAnythingIsAnonymous) {
  auto access = with_user("");
  ASSERT_TRUE(access) << access.error().message;
  EXPECT_FALSE(access->credentials);
}

TEST_F(KubeconfigTest, APluginIsRunWithWhatItNeeds) {
  write("plugin.sh", R"(#!/bin/sh
printf '%s' "$KUBERNETES_EXEC_INFO" > "$OUT"
printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t-%s-%s","expirationTimestamp":"2030-01-01T00:00:00Z"}}' "$1" "$EXTRA"
)",
        0700);
  std::string path = write("config", R"(
current-context: x
clusters:
- name: c
  cluster:
    server: https://a:6443
    certificate-authority-data: UEVN
    extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: me}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
users:
- name: u
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: ./plugin.sh
      args: [get-token]
      env: [{name: EXTRA, value: more}, {name: OUT, value: )" +
                                         folder_ + R"(/info}]
      interactiveMode: Never
      provideClusterInfo: true
)");
  auto access = Kubeconfig::load({path})->access("", kClock);
  ASSERT_TRUE(access) << access.error().message;
  Credential shown = credential(*access);
  EXPECT_EQ(shown.token.reveal(), "t-get-token-more");
  EXPECT_EQ(base::iso8601(*shown.expires), "2030-01-01T00:00:00Z");
  auto info = json::parse(*base::read_file(folder_ + "/info"));
  ASSERT_TRUE(info);
  EXPECT_EQ(text_at(*info, {"apiVersion"}), "client.authentication.k8s.io/v1");
  EXPECT_EQ(text_at(*info, {"spec", "cluster", "server"}), "https://a:6443");
  EXPECT_EQ(text_at(*info, {"spec", "cluster", "certificate-authority-data"}), "UEVN");
  EXPECT_EQ(text_at(*info, {"spec", "cluster", "config", "audience"}), "me");
}

TEST_F(KubeconfigTest, APluginThatFailsSaysWhy) {
  std::string failing = write("failing.sh", "#!/bin/sh\necho your session has ended >&2\nexit 3\n", 0700);
  std::string exec =
      "exec: {apiVersion: client.authentication.k8s.io/v1beta1, installHint: get it from us, command: ";
  auto ask = [](const base::Result<Access>& access) {
    EXPECT_TRUE(access) << access.error().message;
    auto got = access->credentials(Deadline::in(std::chrono::seconds(20)));
    EXPECT_FALSE(got);
    return got ? base::Error() : got.error();
  };
  base::Error failed = ask(with_user(exec + failing + "}"));
  EXPECT_EQ(failed.kind, ErrorKind::denied);
  EXPECT_THAT(failed.message, HasSubstr("failed with exit code 3: your session has ended"));
  base::Error absent = ask(with_user(exec + "no-such-plugin}"));
  EXPECT_EQ(absent.kind, ErrorKind::not_found);
  EXPECT_THAT(absent.message, HasSubstr("`no-such-plugin` is not installed"));
  EXPECT_EQ(absent.hint, "get it from us");
}

TEST_F(KubeconfigTest, WhatAPluginPrintsIsChecked) {
  ExecPlugin plugin;
  plugin.api_version = "client.authentication.k8s.io/v1";
  plugin.arguments = {"p"};
  auto parse_status = [&](const std::string& status) {
    return parse_exec_credential(
        plugin, R"({"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":)" +
                    status + "}");
  };
  EXPECT_FALSE(parse_exec_credential(plugin, "token"));
  EXPECT_FALSE(parse_exec_credential(plugin, "{}"));
  EXPECT_FALSE(
      parse_exec_credential(plugin, R"({"kind":"ExecCredential","apiVersion":"v2","status":{"token":"t"}})"));
  EXPECT_FALSE(parse_status("{}"));
  EXPECT_FALSE(parse_status(R"({"clientCertificateData":"c"})"));
  EXPECT_FALSE(parse_status(R"({"token":"t","expirationTimestamp":"soon"})"));
  auto certificate = parse_status(R"({"clientCertificateData":"c","clientKeyData":"k"})");
  ASSERT_TRUE(certificate);
  EXPECT_EQ(certificate->identity.key_pem.reveal(), "k");
  EXPECT_FALSE(certificate->expires);
}

}  // namespace
}  // namespace kube
