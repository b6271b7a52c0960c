// What keeps stand on in tests: the embedded account in this process, and, where SLIPWAY_TEST_MOTO says where it is,
// moto's S3 and DynamoDB (tests/scenarios/test_keeps_at_moto.py).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "account/server/in_process.h"
#include "base/seeded_random.h"
#include "blueprint/keep/open_keep.h"
#include "net/transport.h"

namespace blueprint::testing {

inline const std::string kRegion = "eu-west-3";

class Ground {
 public:
  enum class Kind { account_s3, account_dynamodb, moto_s3, moto_dynamodb };

  // `clock` outlives it.
  Ground(Kind kind, const base::Clock& clock);
  Ground(const Ground&) = delete;
  ~Ground();

  // In a bucket or table that nobody has used yet.
  std::string new_address();

  // The way to what is there.
  const std::shared_ptr<net::Transport>& transport() const { return transport_; }
  // As root, unless other credentials are given; nobody waits between two tries.
  std::shared_ptr<aws::Client> client(const std::shared_ptr<net::Transport>& transport = nullptr,
                                      const aws::Credentials* who = nullptr) const;
  std::unique_ptr<engine::Keep> keep(const std::string& address,
                                     const std::shared_ptr<aws::Client>& client = nullptr) const;
  // The output of a call that must succeed; else the test fails.
  json::Value must(std::string_view service, std::string_view operation, const json::Value& input) const;

 private:
  void make_used_bucket(const std::string& name);

  Kind kind_;
  const base::Clock& clock_;
  mutable base::SeededRandom random_;
  std::string folder_;
  std::string endpoint_;
  aws::Credentials root_;
  std::shared_ptr<net::Transport> transport_;
};

bool is_s3(Ground::Kind kind);
// Those that there are.
std::vector<Ground::Kind> grounds();
std::string name_of(Ground::Kind kind);

}  // namespace blueprint::testing
