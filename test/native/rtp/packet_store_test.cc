#include "rtp/packet_store.h"

#include <gtest/gtest.h>

#include <map>
#include <vector>

#include "core/random.h"

namespace ossicle::rtp {
namespace {

bool Add(PacketStore& store, std::int64_t sequence, const std::vector<std::uint8_t>& payload) {
  return store.Add({.payload = payload}, sequence, sequence * 160);
}

TEST(PacketStore, HandsOutByLowestSequenceNumber) {
  PacketStore store(8, 100);
  ASSERT_TRUE(Add(store, 5, {5}));
  ASSERT_TRUE(Add(store, 3, {3}));
  ASSERT_TRUE(Add(store, 4, {4}));
  for (const std::int64_t expected : {3, 4, 5}) {
    ASSERT_EQ(store.First()->sequence, expected);
    EXPECT_EQ(store.PayloadOf(*store.First())[0], expected);
    store.RemoveFirst();
  }
  EXPECT_TRUE(store.empty());
  EXPECT_EQ(store.First(), nullptr);
}

TEST(PacketStore, RefusesWhatDoesNotFit) {
  PacketStore store(4, 10);
  EXPECT_FALSE(store.CanHold(11));
  EXPECT_FALSE(Add(store, 0, std::vector<std::uint8_t>(11)));
  ASSERT_TRUE(Add(store, 0, std::vector<std::uint8_t>(6)));
  EXPECT_FALSE(Add(store, 1, std::vector<std::uint8_t>(6))) << "no room";
  EXPECT_FALSE(Add(store, 0, {1})) << "already there";
  EXPECT_FALSE(Add(store, 4, {1})) << "outside the window";
  EXPECT_FALSE(Add(store, -4, {1})) << "outside the window";
  EXPECT_TRUE(Add(store, 3, {1}));
}

TEST(PacketStore, KeepsARemovedPayloadUntilTheNextChange) {
  PacketStore store(4, 10);
  ASSERT_TRUE(Add(store, 0, {1, 2, 3}));
  const Bytes payload = store.PayloadOf(*store.First());
  store.RemoveFirst();
  EXPECT_EQ(std::vector<std::uint8_t>(payload.begin(), payload.end()), (std::vector<std::uint8_t>{1, 2, 3}));
}

/// Against a plain map, with random sizes (empty ones too), holes and removals: nothing is ever overwritten.
TEST(PacketStore, AgreesWithAMapOverManyRandomSteps) {
  Random random(11);
  PacketStore store(16, 300);
  std::map<std::int64_t, std::vector<std::uint8_t>> model;
  std::int64_t highest = -20;
  int refused = 0;
  for (int step = 0; step < 200'000; ++step) {
    if (random.Uniform() < 0.45 && !model.empty()) {
      store.RemoveFirst();
      model.erase(model.begin());
    } else {
      const std::int64_t sequence = highest + 1 - static_cast<std::int64_t>(random.Uniform() * 4) +
                                    static_cast<std::int64_t>(random.Uniform() * 3);
      std::vector<std::uint8_t> payload(static_cast<std::size_t>(random.Uniform() * 60));
      for (auto& byte : payload) byte = static_cast<std::uint8_t>(random.U32());
      if (Add(store, sequence, payload)) {
        ASSERT_TRUE(model.emplace(sequence, payload).second);
        highest = std::max(highest, sequence);
      } else {
        ++refused;
      }
    }
    ASSERT_EQ(store.size(), model.size());
    if (model.empty()) continue;
    ASSERT_EQ(store.First()->sequence, model.begin()->first);
    for (const auto& [sequence, payload] : model) {
      const auto* entry = store.Find(sequence);
      ASSERT_NE(entry, nullptr);
      const Bytes held = store.PayloadOf(*entry);
      ASSERT_TRUE(std::equal(held.begin(), held.end(), payload.begin(), payload.end())) << step;
    }
  }
  EXPECT_GT(refused, 1000) << "the limits must have been met";
}

TEST(PacketStore, AnEmptyStoreHasRoomForTheLargestPayloadAgain) {
  PacketStore store(4, 100);
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(Add(store, i * 2, std::vector<std::uint8_t>(60)));
    store.RemoveFirst();
    ASSERT_TRUE(Add(store, i * 2 + 1, std::vector<std::uint8_t>(100)));
    store.RemoveFirst();
  }
}

}  // namespace
}  // namespace ossicle::rtp
