#include "engine/testing/keep_conformance.h"

namespace engine {
namespace {

using Entries = std::vector<std::string>;

bool is_conflict(const base::Status& status) {
  return !status && status.error().kind == base::ErrorKind::conflict;
}

TEST_P(KeepConformance, IsEmptyAtFirst) {
  auto kept = one_.load();
  ASSERT_TRUE(kept);
  EXPECT_TRUE(kept->snapshot.empty() && kept->entries.empty() && kept->warning.empty());
  EXPECT_EQ(*one_.holder(), std::nullopt);
}

TEST_P(KeepConformance, GivesBackWhatWasAppended) {
  Lease lease = *one_.acquire("me", "apply", kMinute);
  ASSERT_TRUE(one_.append(lease, {"a", R"({"b": "\n"})"}));
  ASSERT_TRUE(one_.append(lease, {"c"}));
  EXPECT_EQ(other_.load()->entries, (Entries{"a", R"({"b": "\n"})", "c"}));
}

TEST_P(KeepConformance, PutsASnapshotInThePlaceOfEntries) {
  Lease lease = *one_.acquire("me", "apply", kMinute);
  ASSERT_TRUE(one_.append(lease, {"a", "b"}));
  ASSERT_TRUE(one_.write_snapshot(lease, "ab"));
  ASSERT_TRUE(one_.append(lease, {"c"}));
  auto kept = other_.load();
  EXPECT_EQ(kept->snapshot, "ab");
  EXPECT_EQ(kept->entries, Entries{"c"});
}

TEST_P(KeepConformance, KeepsSnapshotsAsTheyWere) {
  EXPECT_TRUE(one_.versions()->empty());
  Lease lease = *one_.acquire("me", "apply", kMinute);
  for (size_t number = 0; number < kKeptVersions + 2; ++number)
    ASSERT_TRUE(one_.write_snapshot(lease, std::to_string(number)));
  auto versions = other_.versions();
  ASSERT_TRUE(versions);
  ASSERT_GE(versions->size(), kKeptVersions);
  EXPECT_EQ(*other_.read_version(versions->front().id), other_.load()->snapshot);
  for (size_t back = 0; back < kKeptVersions; ++back)
    EXPECT_EQ(*other_.read_version((*versions)[back].id), std::to_string(kKeptVersions + 1 - back));
  for (const char* id : {"", "stranger", "../lease", "../snapshot"}) {
    auto none = other_.read_version(id);
    ASSERT_FALSE(none) << id;
    EXPECT_EQ(none.error().kind, base::ErrorKind::not_found) << id;
  }
}

TEST_P(KeepConformance, KeepsAKeyBesideTheState) {
  EXPECT_EQ(*one_.read_key(), "");
  Lease lease = *one_.acquire("me", "apply", kMinute);
  ASSERT_TRUE(one_.append(lease, {"a"}));
  for (const char* key : {"first", "second", "second"}) {
    ASSERT_TRUE(one_.write_key(lease, key));
    EXPECT_EQ(*other_.read_key(), key);
  }
  auto kept = other_.load();
  EXPECT_EQ(kept->entries, Entries{"a"});
  EXPECT_TRUE(kept->snapshot.empty());
  ASSERT_TRUE(one_.release(lease));
  ASSERT_TRUE(other_.acquire("you", "apply", kMinute));
  EXPECT_TRUE(is_conflict(one_.write_key(lease, "late")));
  EXPECT_EQ(*other_.read_key(), "second");
}

TEST_P(KeepConformance, GivesTheLeaseToOneAtATime) {
  Lease lease = *one_.acquire("me@here", "apply", kMinute);
  auto second = other_.acquire("you", "apply", kMinute);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, base::ErrorKind::conflict);
  EXPECT_NE(second.error().message.find("me@here"), std::string::npos) << second.error().message;
  EXPECT_EQ(*other_.holder(), lease);
  ASSERT_TRUE(one_.release(lease));
  EXPECT_EQ(*other_.holder(), std::nullopt);
  EXPECT_TRUE(other_.acquire("you", "apply", kMinute));
}

TEST_P(KeepConformance, GivesAnExpiredLeaseToTheNextAndFencesTheFormerHolder) {
  Lease former = *one_.acquire("me", "apply", kMinute);
  ASSERT_TRUE(one_.append(former, {"a"}));
  clock_.advance(kMinute);
  auto next = other_.acquire("you", "apply", kMinute);
  ASSERT_TRUE(next) << next.error().message;
  EXPECT_GT(next->fence, former.fence);
  EXPECT_TRUE(is_conflict(one_.append(former, {"late"})));
  EXPECT_TRUE(is_conflict(one_.write_snapshot(former, "late")));
  EXPECT_TRUE(is_conflict(one_.renew(former, kMinute).map([](const Lease&) {})));
  EXPECT_TRUE(one_.release(former));
  EXPECT_EQ(*other_.holder(), *next) << "a former holder takes nothing away";
  ASSERT_TRUE(other_.append(*next, {"b"}));
  EXPECT_EQ(one_.load()->entries, (Entries{"a", "b"}));
  EXPECT_TRUE(one_.load()->snapshot.empty());
}

TEST_P(KeepConformance, RenewsALease) {
  Lease lease = *one_.acquire("me", "apply", kMinute);
  clock_.advance(kMinute / 2);
  lease = *one_.renew(lease, kMinute);
  clock_.advance(kMinute - base::Milliseconds(1));
  EXPECT_FALSE(other_.acquire("you", "apply", kMinute));
  clock_.advance(base::Milliseconds(1));
  EXPECT_TRUE(one_.renew(lease, kMinute)) << "it has expired, but nobody else has it";
  EXPECT_FALSE(other_.acquire("you", "apply", kMinute));
}

TEST_P(KeepConformance, NeverGivesAFenceTwice) {
  Lease first = *one_.acquire("me", "apply", kMinute);
  ASSERT_TRUE(one_.release(first));
  Lease second = *one_.acquire("me", "apply", kMinute);
  EXPECT_GT(second.fence, first.fence);
  EXPECT_TRUE(is_conflict(one_.append(first, {"a"})));
}

}  // namespace

KeepMaker conforming(KeepMaker maker) {
  return maker;
}

}  // namespace engine
