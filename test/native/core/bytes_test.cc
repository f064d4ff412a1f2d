#include "core/bytes.h"

#include <gtest/gtest.h>

#include <array>

namespace ossicle {
namespace {

constexpr std::array<std::uint8_t, 16> kData = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08,
                                                0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F, 0xFF};

TEST(ByteReader, ReadsBigEndian) {
  ByteReader reader(kData);
  EXPECT_EQ(reader.U8(), 0x01);
  EXPECT_EQ(reader.U16(), 0x0203);
  EXPECT_EQ(reader.U24(), 0x040506u);
  EXPECT_EQ(reader.U32(), 0x0708090Au);
  EXPECT_EQ(reader.position(), 10u);
  EXPECT_EQ(reader.remaining(), 6u);
  EXPECT_EQ(reader.Rest().back(), 0xFF);
  EXPECT_EQ(reader.remaining(), 0u);
  EXPECT_TRUE(reader.ok());
  EXPECT_EQ(ByteReader(kData).U64(), 0x0102030405060708u);
}

TEST(ByteReader, AReadPastTheEndFailsForGood) {
  ByteReader reader(Bytes(kData).first(3));
  EXPECT_EQ(reader.U32(), 0u);
  EXPECT_FALSE(reader.ok());
  EXPECT_EQ(reader.U8(), 0) << "though a byte is there";
  EXPECT_TRUE(reader.Rest().empty());
  EXPECT_EQ(reader.position(), 0u);
}

TEST(ByteReader, TakesExactlyOrNothing) {
  ByteReader reader(kData);
  EXPECT_EQ(reader.Take(16).size(), 16u);
  EXPECT_EQ(reader.Take(0).size(), 0u);
  EXPECT_TRUE(reader.ok());
  EXPECT_TRUE(reader.Take(SIZE_MAX).empty());
  EXPECT_FALSE(reader.ok());
  ByteReader empty({});
  empty.Skip(1);
  EXPECT_FALSE(empty.ok());
}

TEST(ByteWriter, WritesWhatTheReaderReads) {
  std::array<std::uint8_t, 20> out{};
  ByteWriter writer(out);
  writer.U8(0x12);
  writer.U16(0x3456);
  writer.U24(0xABCDEF);
  writer.U32(0xDEADBEEF);
  writer.U64(0x0123456789ABCDEF);
  writer.Append(Bytes(kData).first(2));
  writer.Append({});
  ASSERT_TRUE(writer.ok());
  ByteReader reader(writer.written());
  EXPECT_EQ(reader.U8(), 0x12);
  EXPECT_EQ(reader.U16(), 0x3456);
  EXPECT_EQ(reader.U24(), 0xABCDEFu);
  EXPECT_EQ(reader.U32(), 0xDEADBEEFu);
  EXPECT_EQ(reader.U64(), 0x0123456789ABCDEFu);
  EXPECT_EQ(reader.U16(), 0x0102);
  EXPECT_EQ(reader.remaining(), 0u);
}

TEST(ByteWriter, AWritePastTheEndIsDroppedForGood) {
  std::array<std::uint8_t, 4> out{};
  ByteWriter writer(MutableBytes(out).first(3));
  writer.U16(0x0102);
  writer.U16(0x0304);
  EXPECT_FALSE(writer.ok());
  writer.U8(0x05);
  EXPECT_EQ(writer.size(), 2u);
  EXPECT_EQ(out, (std::array<std::uint8_t, 4>{1, 2, 0, 0}));
}

}  // namespace
}  // namespace ossicle
