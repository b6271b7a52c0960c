// The user whose things a call is about: the one that it names, or else the one who makes it; and the small
// things that users own.
#pragma once

#include <string_view>

#include "services/iam/entities.h"

namespace account::iam {

// For rows with own(kUsers): ValidationError where no user makes the call and none is named.
aws::Result<Found> owner(const Call& call);

// Things of one sort that users own, such as SSH public keys: objects in a list of the user's record, so that
// they follow when the user is renamed. Each has an id and a Status.
struct OwnedThings {
  std::string_view member;     // of the user's record
  std::string_view id_member;  // of the object, and of calls
  std::string_view id_prefix;
  size_t most;             // of a user
  std::string_view quota;  // in LimitExceeded
  std::string_view words;  // what there is none of, in NoSuchEntity; {} is the id
};

// With a new id, status and date; LimitExceeded. The user is saved.
aws::Result<json::Value> add_thing(Call& call, const OwnedThings& things, Found& user, Object thing,
                                   std::string_view date_member);
const json::Array& things_of(const Found& user, const OwnedThings& things);
// The one that the call names; NoSuchEntity.
aws::Result<json::Value*> find_thing(const Call& call, const OwnedThings& things, Found& user);

// The operations that are the same for all of them. Those of lists have the user's name added.
Output update_thing(Call& call, const OwnedThings& things);
Output delete_thing(Call& call, const OwnedThings& things);
Output list_things(Call& call, const OwnedThings& things, std::string_view list_member,
                   json::Value (*view)(const json::Value& thing));

template <const OwnedThings& things>
Output update_thing(Call& call) {
  return update_thing(call, things);
}
template <const OwnedThings& things>
Output delete_thing(Call& call) {
  return delete_thing(call, things);
}

}  // namespace account::iam
