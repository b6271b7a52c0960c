// The engine: a plan of ten thousand resources, the scheduler without its calls, an entry of the journal on the disk,
// and a cluster's shape in virtual time. One thread.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/file.h"
#include "base/manual_clock.h"
#include "engine/apply/scheduler.h"
#include "engine/drive/virtual_driver.h"
#include "engine/keep/file_keep.h"
#include "engine/keep/history.h"
#include "engine/keep/memory_keep.h"
#include "engine/planning/planner.h"

namespace {

using engine::Resource;

// Things that are there at once, or when their time has come.
class QuickWorld final : public engine::Caller {
 public:
  explicit QuickWorld(const base::Clock& clock) : clock_(clock) {}

  engine::Answer call(const engine::Call& call, const base::Deadline&) override {
    std::string id(call.request.input.string_or("id", ""));
    auto [at, is_new] = made_.try_emplace(id, clock_.now());
    bool is_pending =
        clock_.now() < at->second + std::chrono::seconds(call.request.input.int_or("seconds", 0));
    return {engine::Answer::Status::done, json::Object{{"id", id}, {"pending", is_pending}}, "", ""};
  }

 private:
  const base::Clock& clock_;
  std::map<std::string, base::Time> made_;
};

engine::Kinds kinds(std::vector<int> seconds = {0}) {
  engine::Kinds kinds;
  for (int each : seconds) {
    auto kind = std::make_shared<engine::ResourceKind>();
    kind->name = fmt::format("kind-{}", each);
    kind->in_place = {"size", "uses"};
    kind->creating = std::chrono::seconds(each);
    auto request = [each](const engine::Subject& subject) {
      return engine::Request{"api", "Call", json::Object{{"id", subject.address}, {"seconds", each}}};
    };
    kind->create = kind->read = kind->find = kind->remove = request;
    kind->change = [](const engine::Subject&, const std::vector<std::string>&) {
      return std::vector<engine::Request>();
    };
    kind->identity_of = [](const json::Value& output, const engine::Subject&) {
      return json::Object{{"Id", output.string_or("id", "")}};
    };
    kind->reading = [](const json::Value& output, const engine::Subject& subject) {
      engine::Reading reading;
      reading.is_there = true;
      if (output.bool_or("pending", false)) reading.condition = engine::Reading::Condition::pending;
      reading.identity = json::Object{{"Id", output.string_or("id", "")}};
      reading.members = subject.desired.is_object() ? subject.desired.as_object() : json::Object();
      reading.outputs = {{"Id", output.string_or("id", "")}};
      return reading;
    };
    kinds.emplace(kind->name, kind);
  }
  return kinds;
}

std::vector<Resource> layered(size_t count, size_t edges_each) {
  std::vector<Resource> out;
  for (size_t i = 0; i < count; ++i) {
    json::Array uses;
    for (size_t edge = 1; edge <= edges_each && edge * 7 <= i; ++edge)
      uses.push_back(engine::after({fmt::format("group/r{}", i - edge * 7), "Id"}));
    json::Object desired{
        {"name", fmt::format("r{}", i)}, {"size", static_cast<int64_t>(i)}, {"uses", std::move(uses)}};
    out.push_back({fmt::format("group/r{}", i),
                   "kind-0",
                   {"prod", "eu-west-3", nullptr},
                   std::move(desired),
                   {},
                   "",
                   false,
                   {}});
  }
  return out;
}

void plan(benchmark::State& state) {
  std::vector<Resource> desired = layered(static_cast<size_t>(state.range(0)), 3);
  engine::Kinds known = kinds();
  engine::State nothing;
  nothing.lineage = "bench";
  for (auto _ : state) {
    base::Diagnostics diagnostics;
    auto planned = engine::make_plan({desired, nothing, {}, known}, {}, diagnostics);
    if (planned.plan.steps.size() != desired.size()) state.SkipWithError("the plan is not whole");
  }
  struct rusage usage {};
  ::getrusage(RUSAGE_SELF, &usage);
  state.counters["MiB"] = static_cast<double>(usage.ru_maxrss) / 1024;
}
BENCHMARK(plan)->Name("plan")->Arg(10'000)->Unit(benchmark::kMillisecond);

struct Applied {
  engine::Report report;
  double virtual_seconds = 0, expected_seconds = 0;
  double seconds = 0;  // that the run itself took, without planning
};

Applied apply(const std::vector<Resource>& desired, const engine::Kinds& known, base::Milliseconds latency) {
  base::ManualClock clock(base::from_seconds(1'800'000'000));
  engine::MemoryKeep keep(clock);
  engine::Lease lease = *keep.acquire("bench", "apply", std::chrono::hours(24));
  engine::State state;
  (void)engine::begin(keep, lease, state, clock.now(), "bench");
  base::Diagnostics diagnostics;
  auto planned = engine::make_plan({desired, state, {}, known}, {}, diagnostics);
  engine::Scheduler scheduler(planned.plan, desired, state, known, lease, {});
  QuickWorld world(clock);
  engine::VirtualDriver driver(
      scheduler, world, [&](const engine::Call&) { return latency; }, clock, &keep, lease);
  base::Time start = clock.now();
  Applied applied;
  applied.expected_seconds = std::chrono::duration<double>(scheduler.expected_end(start) - start).count();
  auto began = std::chrono::steady_clock::now();
  driver.run();
  applied.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  applied.virtual_seconds = std::chrono::duration<double>(clock.now() - start).count();
  applied.report = scheduler.report();
  return applied;
}

// With the calls of a world that does nothing, and entries written to memory.
void scheduler(benchmark::State& state) {
  std::vector<Resource> desired = layered(static_cast<size_t>(state.range(0)), 3);
  engine::Kinds known = kinds();
  for (auto _ : state) {
    Applied applied = apply(desired, known, base::Milliseconds(1));
    if (applied.report.ending != engine::Ending::done) state.SkipWithError("failed");
    state.SetIterationTime(applied.seconds / static_cast<double>(desired.size()));
  }
}
BENCHMARK(scheduler)
    ->Name("scheduler_step")
    ->Arg(2'000)
    ->UseManualTime()
    ->MinTime(0.001)
    ->Unit(benchmark::kMicrosecond);

std::string folder() {
  std::string path = "/var/tmp/slipway-bench-XXXXXX";
  return ::mkdtemp(path.data()) ? path : "";
}

void journal_entry(benchmark::State& state) {
  std::string path = folder();
  engine::FileKeep keep(path, base::kSystemClock);
  engine::Lease lease = *keep.acquire("bench", "apply", std::chrono::hours(1));
  const std::string entry(480, 'x');
  for (auto _ : state)
    if (!keep.append(lease, {entry})) state.SkipWithError("not written");
  (void)base::remove_all(path);
}
BENCHMARK(journal_entry)->Name("journal_entry")->UseRealTime()->Unit(benchmark::kMicrosecond);

// What `dd oflag=dsync bs=490` does for each block.
void dsync(benchmark::State& state) {
  std::string path = folder();
  base::Fd file(::open((path + "/file").c_str(), O_WRONLY | O_CREAT | O_DSYNC | O_CLOEXEC, 0600));
  const std::string block(490, 'x');
  for (auto _ : state)
    if (::write(file.get(), block.data(), block.size()) != static_cast<ssize_t>(block.size()))
      state.SkipWithError("not written");
  (void)base::remove_all(path);
}
BENCHMARK(dsync)->Name("dsync")->UseRealTime()->Unit(benchmark::kMicrosecond);

// 190 resources: a network, a cluster on it, node groups on that, and what stands beside. Times of AWS, typically.
void cluster(benchmark::State& state) {
  engine::Kinds known = kinds({2, 5, 20, 110, 120, 440, 560});
  std::vector<Resource> desired;
  auto add = [&](std::string address, int seconds, std::vector<std::string> uses) {
    json::Array ids;
    for (const std::string& used : uses) ids.push_back(engine::after({used, "Id"}));
    desired.push_back({std::move(address),
                       fmt::format("kind-{}", seconds),
                       {"prod", "eu-west-3", nullptr},
                       json::Object{{"uses", std::move(ids)}},
                       {},
                       "",
                       false,
                       {}});
  };
  add("vpc", 2, {});
  for (int i = 0; i < 6; ++i) add(fmt::format("subnet{}", i), 2, {"vpc"});
  for (int i = 0; i < 3; ++i) add(fmt::format("nat{}", i), 110, {fmt::format("subnet{}", i)});
  for (int i = 0; i < 60; ++i) add(fmt::format("role{}", i), 2, {});
  add("cluster", 560, {"subnet3", "subnet4", "role0"});
  for (int i = 0; i < 4; ++i)
    add(fmt::format("nodes{}", i), 120, {"cluster", "nat0", fmt::format("role{}", i + 1)});
  for (int i = 0; i < 5; ++i) add(fmt::format("addon{}", i), 20, {"cluster", "nodes0"});
  add("database", 440, {"subnet3", "subnet5"});
  for (int i = 0; i < 109; ++i) add(fmt::format("rule{}", i), 5, {"vpc", fmt::format("role{}", i % 60)});
  for (auto _ : state) {
    Applied applied = apply(desired, known, base::Milliseconds(150));
    if (applied.report.ending != engine::Ending::done) state.SkipWithError("failed");
    state.counters["over_path"] = applied.virtual_seconds / applied.expected_seconds;
  }
}
BENCHMARK(cluster)->Name("cluster")->Unit(benchmark::kMillisecond);

}  // namespace
