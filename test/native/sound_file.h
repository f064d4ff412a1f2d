#pragma once

// Whole files through the streams that write and read them.
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "file/audio_reader.h"
#include "file/audio_writer.h"
#include "signals.h"

namespace ossicle::test {

using File = std::vector<std::uint8_t>;

/// Everything that `writer` makes of `signal`.
inline File Written(file::AudioWriter& writer, const Signal& signal, bool with_head = true) {
  File file, piece(1000);
  const auto take = [&] {
    while (const std::size_t count = writer.Take(piece)) file.insert(file.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(count));
  };
  for (ConstSamples rest(signal); !rest.empty();) {
    rest = rest.subspan(writer.Write(rest).value());
    take();
  }
  while (!writer.Finish().value()) take();
  take();
  File head(file::AudioWriter::kMaxHeadBytes);
  if (with_head) std::copy_n(head.begin(), writer.Head(head), file.begin());
  return file;
}

/// Everything that `reader` makes of `file`, pushed in pieces; it stops where the reader refuses.
inline Signal ReadBack(file::AudioReader& reader, Bytes file, std::size_t piece) {
  Signal heard, out(600);
  const auto read = [&] {
    while (const std::size_t count = reader.Read(Samples(out))) heard.insert(heard.end(), out.begin(), out.begin() + static_cast<std::ptrdiff_t>(count));
  };
  while (!file.empty()) {
    const auto taken = reader.Push(file.first(std::min(piece, file.size())));
    if (!taken.ok()) return heard;
    file = file.subspan(taken.value());
    read();
  }
  if (!reader.End().ok()) return heard;
  read();
  return heard;
}

}  // namespace ossicle::test
