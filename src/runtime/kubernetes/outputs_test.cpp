#include "runtime/kubernetes/outputs.h"

#include <gmock/gmock.h>

#include "kube/test_server.h"
#include "net/test_websocket.h"
#include "runtime/kubernetes/objects.h"

namespace runtime {
namespace {

using base::ErrorKind;
using net::Opcode;
using ::testing::HasSubstr;
using Session = net::WebSocketPeer::Session;
using Script = net::WebSocketPeer::Script;

const base::SystemClock kClock;

// The command in the container, as its streams come.
Script exec(const std::string& output, int code = 0, const std::string& complaint = "") {
  return [=](Session& session) {
    EXPECT_THAT(session.request, HasSubstr("/pods/setup-1/exec?"));
    session.upgrade("v5.channel.k8s.io");
    session.send(Opcode::binary, "\x01" + output);
    session.send(Opcode::binary, "\x02" + complaint);
    session.send(Opcode::binary,
                 code == 0 ? "\x03{\"status\":\"Success\"}"
                           : "\x03{\"details\":{\"causes\":[{\"reason\":\"ExitCode\",\"message\":\"" +
                                 std::to_string(code) + "\"}]}}");
    session.receive();
  };
}

Script answer(const std::string& status, const std::string& body) {
  return [=](Session& session) {
    session.send_raw("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nConnection: close\r\n" +
                     "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  };
}

Script refused() {
  return answer("500 Internal Server Error", R"({"kind":"Status","message":"container not found"})");
}

// What the pod says of the container that reads.
Script pod(const std::string& state) {
  return answer("200 OK",
                R"({"kind":"Pod","metadata":{"name":"setup-1"},"status":{"containerStatuses":[{"name":")" +
                    std::string(kOutputContainer) + R"(","state":{)" + state + "}}]}}");
}

base::Result<std::optional<std::string>> read(std::vector<Script> scripts) {
  net::WebSocketPeer peer(std::move(scripts));
  net::Url url = *net::Url::parse("http://127.0.0.1:" + std::to_string(peer.port()));
  kube::Client client(kube::access_to(url), kClock, kube::impatient());
  return read_outputs(client, {"v1", "Pod", "z1", "setup-1"}, kube::soon());
}

const std::string kEnd(kOutputsEnd);
const std::string kText = R"({"A": {"value": "1"}})";
const char* const kRuns = R"("running":{})";
const char* const kEnded = R"("terminated":{"exitCode":0,"reason":"Completed"})";

TEST(KubernetesOutputs, AreReadWhole) {
  EXPECT_EQ(read({exec(kText + kEnd)}).value(), kText);
  EXPECT_EQ(read({exec(kEnd)}).value(), "") << "it left none";
}

// The API server tells of success when kubelet ends in the middle of the command.
TEST(KubernetesOutputs, WithoutTheirEndAreNotTakenForWhole) {
  for (const std::string& part : {std::string(), kText, kText.substr(0, 5)}) {
    EXPECT_EQ(read({exec(part), pod(kRuns), exec(kText + kEnd)}).value(), kText) << "tried again";
    auto lost = read({exec(part), pod(kEnded)});
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().kind, ErrorKind::unavailable);
    EXPECT_THAT(lost.error().message, HasSubstr("broke before all was read"));
  }
}

TEST(KubernetesOutputs, AContainerThatIsToComeIsWaitedFor) {
  EXPECT_EQ(read({refused(), pod(R"("waiting":{"reason":"ContainerCreating"})"), exec(kText + kEnd)}).value(),
            kText);
}

TEST(KubernetesOutputs, OnlyAnImageWithoutAShellHasNone) {
  const char* containerd =
      R"("terminated":{"exitCode":128,"reason":"StartError","message":"exec: \"/bin/sh\": stat /bin/sh: no such file"})";
  const char* cri_o =
      R"("waiting":{"reason":"CreateContainerError","message":"executable file `/bin/sh` not found in $PATH"})";
  for (const char* state : {containerd, cri_o}) {
    auto outputs = read({refused(), pod(state)});
    EXPECT_TRUE(outputs && !*outputs) << state;
  }
  for (const char* state :
       {R"("terminated":{"exitCode":128,"reason":"StartError","message":"out of memory"})",
        R"("terminated":{"exitCode":137,"reason":"ContainerStatusUnknown"})", kEnded}) {
    EXPECT_FALSE(read({refused(), pod(state)})) << state;
  }
}

TEST(KubernetesOutputs, APodThatIsGoneHasLostThem) {
  EXPECT_FALSE(read({refused(), answer("404 Not Found", R"({"kind":"Status","reason":"NotFound"})")}));
}

TEST(KubernetesOutputs, WhatCannotBeReadSaysWhy) {
  auto odd = read({exec("", kNoRegularFile)});
  ASSERT_FALSE(odd);
  EXPECT_EQ(odd.error().kind, ErrorKind::invalid);
  auto forbidden = read({exec("", 4, "cat: Permission denied\n"), pod(kEnded)});
  ASSERT_FALSE(forbidden);
  EXPECT_THAT(forbidden.error().message, HasSubstr("cat: Permission denied"));
}

}  // namespace
}  // namespace runtime
