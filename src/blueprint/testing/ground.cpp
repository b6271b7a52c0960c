#include "blueprint/testing/ground.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <atomic>
#include <cstdlib>

#include "base/file.h"
#include "net/network_transport.h"
#include "services/all.h"
#include "services/embedded_catalog.h"

namespace blueprint::testing {
namespace {

const char* moto() {
  return std::getenv("SLIPWAY_TEST_MOTO");
}

std::string temporary_folder() {
  std::string path = ::testing::TempDir() + "/ground-XXXXXX";
  EXPECT_NE(::mkdtemp(path.data()), nullptr);
  return path;
}

// One number for each run of the tests, since moto remembers what earlier ones made.
uint64_t new_number() {
  static std::atomic<uint64_t> last{base::SystemRandom().below(uint64_t{1} << 40) << 20};
  return ++last;
}

bool is_of_moto(Ground::Kind kind) {
  return kind == Ground::Kind::moto_s3 || kind == Ground::Kind::moto_dynamodb;
}

}  // namespace

bool is_s3(Ground::Kind kind) {
  return kind == Ground::Kind::account_s3 || kind == Ground::Kind::moto_s3;
}

std::vector<Ground::Kind> grounds() {
  std::vector<Ground::Kind> kinds{Ground::Kind::account_s3, Ground::Kind::account_dynamodb};
  if (moto()) kinds.insert(kinds.end(), {Ground::Kind::moto_s3, Ground::Kind::moto_dynamodb});
  return kinds;
}

std::string name_of(Ground::Kind kind) {
  return fmt::format("{}Of{}", is_s3(kind) ? "S3" : "DynamoDb", is_of_moto(kind) ? "Moto" : "TheAccount");
}

Ground::Ground(Kind kind, const base::Clock& clock)
    : kind_(kind), clock_(clock), random_(new_number()), folder_(temporary_folder()) {
  if (is_of_moto(kind)) {
    endpoint_ = moto() ? moto() : "";
    root_ = {"testing", base::Secret("testing"), {}};
    transport_ = net::network_transport();
    return;
  }
  account::InProcessOptions options;
  options.objects_dir = folder_;
  endpoint_ = options.endpoint;
  auto account =
      account::InProcess::make(options, services::all(), services::embedded_catalog(), clock_, random_);
  EXPECT_TRUE(account) << account.error().message;
  root_ = {(*account)->root().access_key_id, (*account)->root().secret_access_key, {}};
  transport_ = *account;
}

Ground::~Ground() {
  transport_.reset();
  EXPECT_TRUE(base::remove_all(folder_));
}

std::string Ground::new_address() {
  std::string name = fmt::format("state-{}", new_number());
  if (kind_ == Kind::moto_s3) make_used_bucket(name);
  return fmt::format("{}://{}/prod/api", is_s3(kind_) ? "s3" : "dynamodb", name);
}

// moto overlooks the condition of a bucket policy's statement (moto/s3/models.py, get_permission), so that the one
// which denies what comes without TLS denies everything. There a bucket is used that is not Slipway's own.
void Ground::make_used_bucket(const std::string& name) {
  must("s3", "CreateBucket",
       json::Object{{"Bucket", name},
                    {"CreateBucketConfiguration", json::Object{{"LocationConstraint", kRegion}}}});
  must("s3", "PutObject", json::Object{{"Bucket", name}, {"Key", "something"}, {"Body", "else"}});
}

std::shared_ptr<aws::Client> Ground::client(const std::shared_ptr<net::Transport>& transport,
                                            const aws::Credentials* who) const {
  aws::ClientConfig config;
  config.endpoint = endpoint_;
  config.region = kRegion;
  config.credentials = aws::fixed_credentials(who ? *who : root_);
  config.pause = [](base::Milliseconds, const base::Deadline&) { return true; };
  return std::make_shared<aws::Client>(std::move(config), transport ? transport : transport_, clock_,
                                       random_);
}

std::unique_ptr<engine::Keep> Ground::keep(const std::string& address,
                                           const std::shared_ptr<aws::Client>& client) const {
  KeepWorld world{
      .client = [&] { return base::Result<std::shared_ptr<aws::Client>>(client ? client : this->client()); },
      .clock = clock_,
      .random = random_};
  auto keep = open_keep(address, world);
  EXPECT_TRUE(keep) << keep.error().message;
  return std::move(*keep);
}

json::Value Ground::must(std::string_view service, std::string_view operation,
                         const json::Value& input) const {
  auto output = client()->call(service, operation, input, base::Deadline::never());
  EXPECT_TRUE(output) << operation << ": " << output.error().code << ": " << output.error().message;
  return output ? *output : json::Value(json::Object());
}

}  // namespace blueprint::testing
