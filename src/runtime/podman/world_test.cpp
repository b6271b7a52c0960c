// The conformance suite's podman: a tiny image of this machine's own shell, so that no large one is needed.
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "base/random.h"
#include "base/text.h"
#include "runtime/podman/call.h"
#include "runtime/testing/conformance.h"

namespace runtime {
namespace {

using base::Deadline;

const Deadline kNever = Deadline::never();

// A few programs with their libraries; `ldd` names them. podman cannot import an empty PATH: /bin is in it.
constexpr std::string_view kMakeRoot = R"sh(
set -e
cd "$1"
mkdir -p bin etc proc dev sys tmp run
for program in sh sleep cat tail env grep tr true; do
  path=$(readlink -f /usr/bin/$program)
  for file in "$path" $(ldd "$path" | grep -o '/[^ ]*'); do cp -L --parents "$file" .; done
  [ -e "bin/$program" ] || ln "./$path" "bin/$program"
done
echo 'root:x:0:0:root:/:/bin/sh' > etc/passwd
tar -c . | podman import - "$2" >&2
)sh";

// JournalEntry once for the program and removed with it.
class TinyImage {
 public:
  TinyImage() : name_(fmt::format("localhost/slipway/test-{}", ::getpid())) {
    char root[] = "/tmp/slipway-test-image.XXXXXX";
    if (!::mkdtemp(root)) return;
    base::Command make;
    make.arguments = {"sh", "-c", std::string(kMakeRoot), "sh", root, name_};
    auto made = base::run(make, Deadline::in(std::chrono::seconds(60)));
    EXPECT_TRUE(made && made->exit_code == 0) << (made ? made->err : made.error().message);
    EXPECT_TRUE(base::remove_all(root));
  }
  ~TinyImage() { (void)change_with_podman({{"image", "rm", "--force", name_}, {}, ""}); }
  const std::string& name() const { return name_; }

 private:
  std::string name_;
};

class PodmanWorld final : public World {
 public:
  PodmanWorld() {
    char folder[] = "/tmp/slipway-test-podman.XXXXXX";
    EXPECT_TRUE(::mkdtemp(folder));
    state_dir_ = folder;
    base::SystemRandom random;
    namespace_ = "z" + random.hex(8) + "-test";
    runtime_ = make_podman(state_dir_);
    // The probe takes its time, and its answer is the same for all.
    if (!probed_.empty()) {
      EXPECT_TRUE(base::write_file_atomically(state_dir_ + "/podman-works", probed_));
    }
  }
  ~PodmanWorld() override {
    probed_ = base::read_file(state_dir_ + "/podman-works").value_or("");
    EXPECT_TRUE(base::remove_all(state_dir_));
  }

  Runtime& runtime() override { return *runtime_; }
  const std::string& state_dir() const override { return state_dir_; }
  const std::string& namespace_name() const override { return namespace_; }
  std::string image() override {
    static TinyImage image;
    return image.name();
  }
  std::string process_inside(const Instance&) override { return "1"; }
  void forget_file(const std::string&) override {}  // goes with the container

  std::vector<std::string> left_behind() override {
    std::vector<std::string> left;
    auto add_lines = [&](std::vector<std::string> ask) {
      auto answer = ask_podman(std::move(ask), kNever);
      EXPECT_TRUE(answer);
      if (answer && !base::trim(*answer).empty()) left.emplace_back(base::trim(*answer));
    };
    add_lines({"ps", "--all", "--filter", "label=slipway.namespace=" + namespace_, "--format", "{{.Names}}"});
    // The network is everybody's on this machine: it has to be gone only with the last container of all.
    auto others = ask_podman({"ps", "--all", "--quiet", "--filter", "label=slipway=1"}, kNever);
    if (others && base::trim(*others).empty()) {
      add_lines({"network", "ls", "--quiet", "--filter", "name=^slipway$"});
    }
    for (const char* kept : {"/token-files/app/token", "/outputs"}) {
      if (base::exists(state_dir_ + kept)) left.emplace_back(kept);
    }
    return left;
  }

 private:
  inline static std::string probed_;
  std::string state_dir_;
  std::string namespace_;
  std::unique_ptr<Runtime> runtime_;
};

}  // namespace

std::unique_ptr<World> make_podman_world() {
  return std::make_unique<PodmanWorld>();
}

}  // namespace runtime
