// What is particular to a state in S3: its bucket, its permissions, what each thing costs, and what can be wrong there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/manual_clock.h"
#include "base/seeded_random.h"
#include "blueprint/keep/permissions.h"
#include "blueprint/testing/ground.h"
#include "engine/keep/history.h"
#include "net/testing/faulty_transport.h"

namespace blueprint {
namespace {

using base::ErrorKind;
using base::Status;
using engine::Keep;
using engine::Lease;
using json::Array;
using json::Object;
using json::Value;
using testing::Ground;
using ::testing::HasSubstr;

constexpr base::Milliseconds kMinute{60'000};

std::string bucket_of(const std::string& address) {
  return address.substr(5, address.find('/', 5) - 5);
}

class S3Keep : public ::testing::Test {
 protected:
  Value ask(std::string_view operation, Object input = {}) {
    input.set("Bucket", bucket_);
    return ground_.must("s3", operation, input);
  }
  // The code of a call that must fail.
  std::string refused(std::string_view operation) {
    auto output =
        ground_.client()->call("s3", operation, Object{{"Bucket", bucket_}}, base::Deadline::never());
    return output ? "not refused" : output.error().code;
  }
  std::string key(std::string_view name) { return fmt::format("prod/api/{}", name); }
  std::string get(std::string_view name) {
    return std::string(ask("GetObject", {{"Key", key(name)}}).string_or("Body", ""));
  }
  void put(std::string_view name, const std::string& text) {
    ask("PutObject", {{"Key", key(name)}, {"Body", text}});
  }
  // A key with that alias; its ARN.
  std::string make_key(const std::string& alias) {
    Value key = *ground_.must("kms", "CreateKey", Object{}).find("KeyMetadata");
    ground_.must("kms", "CreateAlias",
                 Object{{"AliasName", alias}, {"TargetKeyId", key.string_or("KeyId", "")}});
    return std::string(key.string_or("Arn", ""));
  }
  void make_bucket() {
    ask("CreateBucket", {{"CreateBucketConfiguration", Object{{"LocationConstraint", testing::kRegion}}}});
  }
  // A state of two entries, a snapshot behind them and a third entry.
  void make_state() {
    Lease lease = *keep_->acquire("me@here", "apply", kMinute);
    ASSERT_TRUE(keep_->append(lease, {"1"}));
    ASSERT_TRUE(keep_->append(lease, {"2"}));
    ASSERT_TRUE(keep_->write_snapshot(lease, "12"));
    ASSERT_TRUE(keep_->append(lease, {"3", "4"}));
    ASSERT_TRUE(keep_->release(lease));
  }
  std::unique_ptr<Keep> keep_by(const std::shared_ptr<net::Transport>& transport) {
    return ground_.keep(address_, ground_.client(transport));
  }

  std::unique_ptr<Keep> keep_with(const std::string& kms_key, const std::string& account) {
    KeepWorld world{.client = [&] { return base::Result<std::shared_ptr<aws::Client>>(ground_.client()); },
                    .clock = clock_,
                    .random = random_,
                    .kms_key = kms_key,
                    .account = account};
    return std::move(*open_keep(address_, world));
  }

  base::ManualClock clock_{base::from_seconds(1'800'000'000)};
  base::SeededRandom random_{2};
  Ground ground_{Ground::Kind::account_s3, clock_};
  std::string address_ = ground_.new_address();
  std::string bucket_ = bucket_of(address_);
  std::unique_ptr<Keep> keep_ = ground_.keep(address_);
};

TEST_F(S3Keep, MakesItsBucketSafe) {
  ASSERT_TRUE(keep_->acquire("me", "apply", kMinute));
  Value block = *ask("GetPublicAccessBlock").find("PublicAccessBlockConfiguration");
  for (const char* each :
       {"BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"})
    EXPECT_TRUE(block.bool_or(each, false)) << each;
  EXPECT_EQ(ask("GetBucketVersioning").string_or("Status", ""), "Enabled");
  EXPECT_THAT(json::dump(ask("GetBucketOwnershipControls")), HasSubstr("BucketOwnerEnforced"));
  EXPECT_THAT(json::dump(ask("GetBucketEncryption")), HasSubstr(R"("SSEAlgorithm":"AES256")"));
  EXPECT_THAT(json::dump(ask("GetBucketLifecycleConfiguration")), HasSubstr(R"("NoncurrentDays":90)"));
  EXPECT_EQ(ask("GetBucketLocation").string_or("LocationConstraint", ""), testing::kRegion);
  // Enforced, and not only written: the owner's own call is denied without TLS.
  auto config = ground_.client()->config();
  config.endpoint = "http://127.0.0.1:4566";
  aws::Client plain(config, ground_.transport(), clock_, random_);
  auto output = plain.call("s3", "GetObject", Object{{"Bucket", bucket_}, {"Key", key("lease")}},
                           base::Deadline::never());
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().code, "AccessDenied");
}

// On this machine what has no TLS is reached without; elsewhere nothing is made that would be shut at once.
TEST_F(S3Keep, ShutsNobodyOutOfWhatIsReachedWithoutTls) {
  auto keep_at = [&](const std::string& endpoint) {
    auto config = ground_.client()->config();
    config.endpoint = endpoint;
    auto client = std::make_shared<aws::Client>(config, ground_.transport(), clock_, random_);
    return ground_.keep(address_, client);
  };
  auto refused_keep = keep_at("http://10.0.0.1:9000");
  auto lease = refused_keep->acquire("me", "apply", kMinute);
  ASSERT_FALSE(lease);
  EXPECT_THAT(lease.error().message, HasSubstr("`http://10.0.0.1:9000` is reached without TLS"));
  EXPECT_THAT(lease.error().hint, HasSubstr("AWS_ENDPOINT_URL"));
  EXPECT_EQ(refused("GetBucketVersioning"), "NoSuchBucket") << "nothing was made";
  auto keep = keep_at("http://127.0.0.1:4566");
  ASSERT_TRUE(keep->acquire("me", "apply", kMinute));
  EXPECT_EQ(refused("GetBucketPolicy"), "NoSuchBucketPolicy");
  EXPECT_EQ(ask("GetBucketVersioning").string_or("Status", ""), "Enabled");
  EXPECT_TRUE(keep->load());
}

TEST_F(S3Keep, LeavesABucketAsItIsInWhichSomethingStands) {
  make_bucket();
  ask("DeletePublicAccessBlock");
  put("../other", "somebody's");
  ASSERT_TRUE(keep_->acquire("me", "apply", kMinute));
  EXPECT_EQ(refused("GetPublicAccessBlock"), "NoSuchPublicAccessBlockConfiguration");
  EXPECT_EQ(refused("GetBucketPolicy"), "NoSuchBucketPolicy");
}

TEST_F(S3Keep, CompletesAnEmptyBucketAndOverridesNothing) {
  make_bucket();
  make_key("alias/theirs");
  ask("PutBucketEncryption",
      {{"ServerSideEncryptionConfiguration",
        Object{{"Rules",
                Array{Object{{"ApplyServerSideEncryptionByDefault",
                              Object{{"SSEAlgorithm", "aws:kms"}, {"KMSMasterKeyID", "alias/theirs"}}}}}}}}});
  ASSERT_TRUE(keep_->acquire("me", "apply", kMinute));
  EXPECT_THAT(json::dump(ask("GetBucketEncryption")), HasSubstr("theirs"));
  EXPECT_THAT(ask("GetBucketPolicy").string_or("Policy", ""), HasSubstr("aws:SecureTransport"));
}

// Wherever the first use is killed, the next one leaves no bucket that is open or without versions.
TEST_F(S3Keep, CompletesABucketThatWasMadeByHalf) {
  auto faults = std::make_shared<net::Faults>();
  auto transport = std::make_shared<net::FaultyTransport>(ground_.transport(), faults);
  ASSERT_TRUE(keep_by(transport)->acquire("me", "apply", kMinute));
  const int requests = faults->calls();
  for (int at = 0; at < requests; ++at) {
    address_ = ground_.new_address();
    bucket_ = bucket_of(address_);
    faults->set({.at = at, .after_effect = true, .ends = true});
    ASSERT_FALSE(keep_by(transport)->acquire("me", "apply", kMinute)) << at;
    clock_.advance(kMinute);
    ASSERT_TRUE(ground_.keep(address_)->acquire("me", "apply", kMinute)) << at;
    EXPECT_EQ(ask("GetBucketVersioning").string_or("Status", ""), "Enabled") << at;
    EXPECT_THAT(ask("GetBucketPolicy").string_or("Policy", ""), HasSubstr("aws:SecureTransport")) << at;
    EXPECT_THAT(json::dump(ask("GetBucketLifecycleConfiguration")), HasSubstr("former-versions")) << at;
  }
}

TEST_F(S3Keep, EncryptsWithTheKeyThatItIsGiven) {
  std::string key_arn = make_key("alias/state");
  keep_ = keep_with("alias/state", "");
  make_state();
  for (const char* name : {"lease", "journal/000000000001", "snapshots/000000000004"}) {
    Value head = ask("HeadObject", {{"Key", key(name)}});
    EXPECT_EQ(head.string_or("ServerSideEncryption", ""), "aws:kms") << name;
    EXPECT_EQ(head.string_or("SSEKMSKeyId", ""), key_arn) << name;
  }
  EXPECT_THAT(json::dump(ask("GetBucketEncryption")), HasSubstr("alias/state"));
}

TEST_F(S3Keep, GivesNothingToAnotherAccountsBucketOfThatName) {
  make_state();
  keep_ = keep_with("", "999999999999");
  auto lease = keep_->acquire("me", "apply", kMinute);
  ASSERT_FALSE(lease);
  EXPECT_EQ(lease.error().kind, ErrorKind::denied) << lease.error().message;
}

TEST_F(S3Keep, TellsThatThereIsNoBucketYet) {
  auto kept = keep_->load();
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->warning,
            fmt::format("there is no bucket `{}`: the first run that writes makes it; if a state was "
                        "there, it is lost",
                        bucket_));
  EXPECT_TRUE(keep_->versions()->empty());
  EXPECT_EQ(*keep_->holder(), std::nullopt);
}

TEST_F(S3Keep, TellsThatItsBucketIsGone) {
  Lease lease = *keep_->acquire("me", "apply", kMinute);
  Value versions = ask("ListObjectVersions");
  for (const Value& each : versions.find("Versions")->as_array())
    ask("DeleteObject", {{"Key", each.string_or("Key", "")}, {"VersionId", each.string_or("VersionId", "")}});
  ask("DeleteBucket");
  Status written = keep_->append(lease, {"1"});
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::not_found);
  EXPECT_EQ(written.error().message, fmt::format("there is no bucket `{}`", bucket_));
  EXPECT_THAT(written.error().hint, HasSubstr("slipway state restore"));
}

TEST_F(S3Keep, TellsThatTheRegionIsDown) {
  make_state();
  auto faults = std::make_shared<net::Faults>();
  faults->set({.at = 0, .ends = true});
  auto kept = keep_by(std::make_shared<net::FaultyTransport>(ground_.transport(), faults))->load();
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().kind, ErrorKind::unavailable);
  EXPECT_THAT(kept.error().message, HasSubstr("Unreachable"));
  EXPECT_THAT(kept.error().hint, HasSubstr("then run it again"));
}

// Somebody took the lock by removing it, as one does elsewhere: fences go on from the journal's.
TEST_F(S3Keep, TakesNoFenceTwiceThoughTheLeaseWasRemoved) {
  Lease former = *keep_->acquire("me", "apply", kMinute);
  ask("DeleteObject", {{"Key", key("lease")}});
  auto other = ground_.keep(address_);
  auto next = other->acquire("you", "apply", kMinute);
  ASSERT_TRUE(next) << next.error().message;
  EXPECT_EQ(next->fence, former.fence + 1);
  Status late = keep_->append(former, {"late"});
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind, ErrorKind::conflict);
}

TEST_F(S3Keep, TakesALeaseOnlyWhereItWasGiven) {
  Lease lease = *keep_->acquire("me", "apply", kMinute);
  Status written = ground_.keep(address_)->append(lease, {"1"});
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::conflict);
}

// While it is set, requests arrive and their answers do not.
class Losing final : public net::Transport {
 public:
  explicit Losing(std::shared_ptr<Transport> inner) : inner_(std::move(inner)) {}
  net::Exchange send(const net::Remote& remote, const net::ClientRequest& request,
                     const base::Deadline& deadline) override {
    auto answer = inner_->send(remote, request, deadline);
    if (!loses) return answer;
    return tl::unexpected(net::NoAnswer{{ErrorKind::unavailable, "lost", ""}, false});
  }
  bool loses = false;

 private:
  std::shared_ptr<Transport> inner_;
};

// Who was told that a write failed may write the same again: behind the first one it would be there twice.
TEST_F(S3Keep, WritesNothingBehindAWriteOfWhichItDoesNotKnow) {
  auto transport = std::make_shared<Losing>(ground_.transport());
  keep_ = keep_by(transport);
  Lease lease = *keep_->acquire("me", "apply", kMinute);
  transport->loses = true;
  Status lost = keep_->append(lease, {"1"});
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().kind, ErrorKind::unavailable);
  EXPECT_THAT(lost.error().message, HasSubstr("OutcomeUnknown"));
  transport->loses = false;
  Status again = keep_->append(lease, {"1"});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(again.error().message,
            "an earlier write of this run was given up, and has taken effect after all");
  EXPECT_EQ(keep_->load()->entries, std::vector<std::string>{"1"});
}

// The journal has everything: a snapshot that was lost is only time.
TEST_F(S3Keep, NeedsNoSnapshot) {
  make_state();
  ask("DeleteObject", {{"Key", key("snapshots/000000000004")}});
  auto kept = keep_->load();
  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_EQ(kept->snapshot, "");
  EXPECT_EQ(kept->entries, (std::vector<std::string>{"1", "2", "3", "4"}));
}

// What was damaged is told with its place, and nothing is changed.
TEST_F(S3Keep, RefusesWhatIsDamaged) {
  make_state();
  struct Row {
    std::string name;
    std::function<std::string(std::string)> damage;
    std::string message;
  };
  auto cut = [](const std::string& text) { return text.substr(0, text.size() - 3); };
  auto without_last_line = [](const std::string& text) {
    return text.substr(0, text.rfind('\n', text.size() - 2) + 1);
  };
  auto changed = [](std::string text) { return text.replace(text.rfind('3'), 1, "5"); };
  auto later = [](std::string text) {
    return text.replace(text.find(R"("version":1)"), 11, R"("version":2)");
  };
  auto empty = [](const std::string&) { return std::string(); };
  for (const Row& row :
       {Row{"journal/000000000005", cut, "it is damaged or cut off behind byte"},
        Row{"journal/000000000005", without_last_line, "it has 1 entries, and 2 were written"},
        Row{"journal/000000000005", changed, "is damaged"},
        Row{"journal/000000000005", empty, "it is damaged or cut off behind byte 0"},
        Row{"lease", cut, "lease: "}, Row{"lease", later, "it is of version 2; this Slipway reads version 1"},
        Row{"lease", empty, "lease: "}}) {
    std::string whole = get(row.name);
    put(row.name, row.damage(whole));
    auto kept = keep_->load();
    auto lease = keep_->acquire("me", "apply", kMinute);
    ASSERT_FALSE(row.name == "lease" ? lease.has_value() : kept.has_value()) << row.message;
    const base::Error& error = row.name == "lease" ? lease.error() : kept.error();
    EXPECT_EQ(error.kind, ErrorKind::invalid);
    EXPECT_THAT(error.message, HasSubstr(fmt::format("{}/{}: ", address_, row.name)));
    EXPECT_THAT(error.message, HasSubstr(row.message));
    put(row.name, whole);
    if (lease) {
      EXPECT_TRUE(keep_->release(*lease));
    }
    EXPECT_EQ(keep_->load()->entries, (std::vector<std::string>{"3", "4"})) << row.message;
  }
}

TEST_F(S3Keep, RefusesAJournalInWhichOneIsMissing) {
  make_state();
  Lease lease = *keep_->acquire("me", "apply", kMinute);
  ask("DeleteObject", {{"Key", key("journal/000000000005")}});
  auto kept = keep_->load();
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().message,
            fmt::format("`{}/journal/000000000005` is missing, and others come after it", address_));
}

TEST_F(S3Keep, TellsOfAStateOfALaterVersionWhereItIs) {
  Lease lease = *keep_->acquire("me", "apply", kMinute);
  ASSERT_TRUE(keep_->write_snapshot(lease, R"({"version": 2})"));
  auto history = engine::load(*keep_);
  ASSERT_FALSE(history);
  EXPECT_EQ(history.error().message,
            address_ + "/snapshots/000000000002: the state is of version 2; this Slipway reads version 1");
}

TEST_F(S3Keep, SaysWhoHoldsTheLock) {
  ASSERT_TRUE(keep_->acquire("me@here", "apply", kMinute));
  auto second = ground_.keep(address_)->acquire("you", "apply", kMinute);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::conflict);
  EXPECT_THAT(second.error().message, HasSubstr("`me@here` holds the lock since"));
}

// --- what docs/engine.md says of permissions and costs

struct Grant {
  std::string action, resource;  // behind arn:aws:s3:::
  std::string without;           // what is told without it; empty: it goes on
};

class S3Permissions : public S3Keep {
 protected:
  aws::Credentials user(const std::vector<Grant>& grants, size_t without) {
    std::string name = fmt::format("user-{}", ++users_);
    Array statements;
    for (size_t i = 0; i < grants.size(); ++i)
      if (i != without)
        statements.push_back(Object{{"Effect", "Allow"},
                                    {"Action", grants[i].action},
                                    {"Resource", "arn:aws:s3:::" + grants[i].resource}});
    ground_.must("iam", "CreateUser", Object{{"UserName", name}});
    ground_.must(
        "iam", "PutUserPolicy",
        Object{{"UserName", name},
               {"PolicyName", "state"},
               {"PolicyDocument", json::dump(Object{{"Version", "2012-10-17"}, {"Statement", statements}})}});
    Value made = ground_.must("iam", "CreateAccessKey", Object{{"UserName", name}});
    const Value* key = made.find("AccessKey");
    return {std::string(key->string_or("AccessKeyId", "")),
            base::Secret(std::string(key->string_or("SecretAccessKey", ""))),
            {}};
  }

  Status live(const aws::Credentials& who) {
    auto keep = ground_.keep(address_, ground_.client(nullptr, &who));
    Lease lease = TRY(keep->acquire("me", "apply", kMinute));
    TRY(keep->load());
    TRY(keep->append(lease, {"1"}));
    lease = TRY(keep->renew(lease, kMinute));
    for (size_t i = 0; i < engine::kKeptVersions + 1; ++i) TRY(keep->write_snapshot(lease, "1"));
    TRY(keep->read_version(TRY(keep->versions()).front().id));
    return keep->release(lease);
  }

  void each_is_needed(const std::vector<Grant>& grants) {
    Status lived = live(user(grants, grants.size()));
    ASSERT_TRUE(lived) << lived.error().message;
    for (size_t i = 0; i < grants.size(); ++i) {
      prepare();
      clock_.advance(kMinute);
      lived = live(user(grants, i));
      if (grants[i].without.empty()) {
        EXPECT_TRUE(lived) << grants[i].action << ": " << lived.error().message;
        continue;
      }
      ASSERT_FALSE(lived) << grants[i].action;
      EXPECT_EQ(lived.error().kind, ErrorKind::denied) << lived.error().message;
      EXPECT_THAT(lived.error().message, HasSubstr(grants[i].without + " is denied"));
      EXPECT_THAT(lived.error().hint, HasSubstr("allow " + grants[i].without));
    }
  }
  virtual void prepare() {}

  int users_ = 0;
};

std::vector<Grant> permissions_of(const std::string& bucket, bool makes_it) {
  std::vector<Grant> grants;
  for (const KeepPermission& each : s3_permissions("/prod/api"))
    if (makes_it || each.use != KeepPermission::Use::makes_bucket)
      grants.push_back({each.action, bucket + each.below, each.is_optional ? "" : each.action});
  return grants;
}

TEST_F(S3Permissions, OfEachRun) {
  make_state();
  each_is_needed(permissions_of(bucket_, false));
}

class S3FirstPermissions : public S3Permissions {
 protected:
  // Nothing is there again.
  void prepare() override { address_ = ground_.new_address(); }
};

TEST_F(S3FirstPermissions, OfTheFirstRun) {
  each_is_needed(permissions_of("state-*", true));
}

// Somebody has made the bucket, or an earlier run has ended before it was ready.
class S3EmptyBucketPermissions : public S3Permissions {
 protected:
  void prepare() override {
    address_ = ground_.new_address();
    bucket_ = bucket_of(address_);
    make_bucket();
  }
};

TEST_F(S3EmptyBucketPermissions, OfTheFirstRun) {
  prepare();
  std::vector<Grant> grants = {
      {"s3:GetObject", "state-*/prod/api/*", "s3:GetObject"},
      {"s3:PutObject", "state-*/prod/api/*", "s3:PutObject"},
      {"s3:ListBucket", "state-*", "s3:GetObject"},  // S3 tells nobody else what is not there
      {"s3:PutBucket*", "state-*", "s3:PutBucketPolicy"},
      {"s3:PutLifecycleConfiguration", "state-*", "s3:PutLifecycleConfiguration"}};
  for (const char* action :
       {"s3:GetBucketPublicAccessBlock", "s3:GetBucketOwnershipControls", "s3:GetEncryptionConfiguration",
        "s3:GetBucketPolicy", "s3:GetLifecycleConfiguration", "s3:GetBucketVersioning"})
    grants.push_back({action, "state-*", action});
  each_is_needed(grants);
}

TEST_F(S3Keep, CostsWhatTheDocumentsSay) {
  auto faults = std::make_shared<net::Faults>();
  auto keep = keep_by(std::make_shared<net::FaultyTransport>(ground_.transport(), faults));
  auto calls = [&] {
    int made = faults->calls();
    faults->set({});
    return made;
  };
  Lease lease = *keep->acquire("me", "apply", kMinute);
  EXPECT_EQ(calls(), 15) << "the first lease of all";
  ASSERT_TRUE(keep->release(lease));
  EXPECT_EQ(calls(), 2) << "release";
  make_state();
  lease = *keep->acquire("me", "apply", kMinute);
  EXPECT_EQ(calls(), 6) << "acquire";
  ASSERT_EQ(keep->load()->entries.size(), 2u);
  EXPECT_EQ(calls(), 3 + 2) << "load, with two objects behind the snapshot";
  ASSERT_TRUE(keep->append(lease, {"5", "6", "7"}));
  EXPECT_EQ(calls(), 1) << "append";
  lease = *keep->renew(lease, kMinute);
  EXPECT_EQ(calls(), 2) << "renew";
  for (size_t i = 1; i < engine::kKeptVersions; ++i) {
    ASSERT_TRUE(keep->write_snapshot(lease, "1234567"));
    EXPECT_EQ(calls(), 3) << "snapshot";
  }
  ASSERT_TRUE(keep->write_snapshot(lease, "1234567"));
  EXPECT_EQ(calls(), 5) << "snapshot, when an old one goes";
}

}  // namespace
}  // namespace blueprint
