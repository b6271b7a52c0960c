// The policy evaluator. The first cases are those of policy/cases.jsonl, which tests/bench/groups/policy.py
// also gives to other evaluators; one thread, compiled policies unless the name says otherwise.
#include <benchmark/benchmark.h>

#include <map>

#include "aws/model/managed_policies.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/policy/catalog_data.h"
#include "policy/ask/caller.h"
#include "policy/ask/question.h"
#include "policy/decide/compiled.h"
#include "policy/explain/explain.h"
#include "policy/lint/lint.h"
#include "policy/read/print.h"
#include "tests/source_dir.h"

namespace {

using policy::Kind;

struct Case {
  policy::Question question;
  std::string document;  // of its first identity policy
};

const Case& named(const std::string& name) {
  static const std::map<std::string, Case> kCases = [] {
    std::map<std::string, Case> out;
    policy::LayersReader layers;
    std::string text = base::read_file(SLIPWAY_SOURCE_DIR "/tests/bench/policy/cases.jsonl").value_or("");
    for (std::string_view line : base::split(text, '\n')) {
      std::string id;
      auto question = policy::read_question(line, layers, id);
      if (!question) continue;
      Case one{std::move(*question), ""};
      if (!one.question.layers->identity.empty()) {
        one.document = json::dump(policy::to_json(one.question.layers->identity[0]->document()));
      }
      out.emplace(json::parse(id)->as_string(), std::move(one));
    }
    return out;
  }();
  return kCases.at(name);
}

void evaluate(benchmark::State& state, const policy::Request& request, const policy::Layers& layers) {
  if (!policy::evaluate(request, layers).allowed()) state.SkipWithError("denied");
  for (auto _ : state) benchmark::DoNotOptimize(policy::evaluate(request, layers));
}

void evaluate_case(benchmark::State& state, const std::string& name) {
  const Case& one = named(name);
  evaluate(state, one.question.requests[0], *one.question.layers);
}
BENCHMARK_CAPTURE(evaluate_case, one, "one")->Name("one");
BENCHMARK_CAPTURE(evaluate_case, twenty, "twenty")->Name("twenty");
BENCHMARK_CAPTURE(evaluate_case, web_identity, "web_identity")->Name("web_identity");

void compile_twenty(benchmark::State& state) {
  const std::string& text = named("twenty").document;
  for (auto _ : state) benchmark::DoNotOptimize(policy::compile(text, Kind::identity));
}
BENCHMARK(compile_twenty);

void explain_twenty(benchmark::State& state) {
  const policy::Question& question = named("twenty").question;
  for (auto _ : state) {
    benchmark::DoNotOptimize(policy::evaluate(question.requests[0], *question.layers));
    benchmark::DoNotOptimize(policy::examine(question.requests[0], *question.layers));
  }
}
BENCHMARK(explain_twenty);

void explain_twenty_in_words(benchmark::State& state) {
  const policy::Question& question = named("twenty").question;
  for (auto _ : state) benchmark::DoNotOptimize(policy::explain(question.requests[0], *question.layers));
}
BENCHMARK(explain_twenty_in_words);

void managed_policies(benchmark::State& state) {
  for (auto _ : state) {
    for (uint32_t i = 0; i < aws::ManagedPolicy::count(); ++i) {
      std::string_view text = aws::ManagedPolicy::at(i).document();
      base::Diagnostics found;
      auto document = policy::check(text, Kind::identity, cli::embedded_catalog(), found);
      benchmark::DoNotOptimize(policy::Policy(std::move(*document), Kind::identity, ""));
    }
  }
}
BENCHMARK(managed_policies)->Unit(benchmark::kMillisecond);

void parse_and_compile_managed_policies(benchmark::State& state) {
  for (auto _ : state) {
    for (uint32_t i = 0; i < aws::ManagedPolicy::count(); ++i) {
      benchmark::DoNotOptimize(policy::compile(aws::ManagedPolicy::at(i).document(), Kind::identity));
    }
  }
}
BENCHMARK(parse_and_compile_managed_policies)->Unit(benchmark::kMillisecond);

policy::PolicyPtr managed(std::string_view name, Kind kind) {
  return *policy::compile(aws::ManagedPolicy::find(name)->document(), kind);
}

// Ten managed policies, the last of which allows, a boundary, a session policy and three levels of SCPs.
void full_principal(benchmark::State& state) {
  policy::Layers layers;
  for (const char* name : {"AmazonEC2FullAccess", "AmazonSQSFullAccess", "AmazonSNSFullAccess",
                           "AWSLambda_FullAccess", "AmazonDynamoDBFullAccess", "CloudWatchFullAccess",
                           "AmazonRDSFullAccess", "SecurityAudit", "ViewOnlyAccess", "AmazonS3FullAccess"}) {
    layers.identity.push_back(managed(name, Kind::identity));
  }
  layers.boundary = managed("PowerUserAccess", Kind::boundary);
  layers.session = std::vector{managed("AmazonS3FullAccess", Kind::identity)};
  auto scp =
      *policy::compile(R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},
      {"Effect":"Deny","NotAction":["iam:*","s3:*","sts:*","ec2:*"],"Resource":"*","Condition":{"StringNotEquals":{
        "aws:RequestedRegion":["eu-west-1","eu-west-3"]}}}]})",
                       Kind::scp);
  layers.scps = {{scp}, {scp}, {scp}};
  policy::Request request = named("twenty").question.requests[0];
  request.action = "s3:PutObject";
  evaluate(state, request, layers);
}
BENCHMARK(full_principal);

}  // namespace
