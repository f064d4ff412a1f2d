#include "rtp/rtcp/rtcp_scheduler.h"

#include <algorithm>

#include "rtp/rtcp/goodbye.h"
#include "rtp/rtcp/receiver_report.h"
#include "rtp/rtcp/sender_report.h"
#include "rtp/rtcp/source_description.h"

namespace ossicle::rtp {
namespace {

constexpr Duration kMinInterval = Milliseconds(5000);

}  // namespace

RtcpScheduler::RtcpScheduler(Random& random, std::string_view cname)
    : random_(random), cname_size_(std::min(cname.size(), cname_.size())) {
  std::copy_n(cname.data(), cname_size_, cname_.data());
}

void RtcpScheduler::Start(Instant now) {
  started_ = true;
  Schedule(now, 0.5);
}

void RtcpScheduler::Schedule(Instant now, double factor) {
  const double interval = static_cast<double>(kMinInterval.count()) * factor * (0.5 + random_.Uniform());
  deadline_ = now + Duration(static_cast<std::int64_t>(interval));
}

bool RtcpScheduler::SentLately(const SendStream& sent) {
  const bool lately = sent.packets() > sent_at_report_before_;
  sent_at_report_before_ = sent_at_last_report_;
  sent_at_last_report_ = sent.packets();
  return lately;
}

void RtcpScheduler::WriteReportAndName(Instant now, NtpTime wall_clock, SendStream& sent, ReceiveStream* received,
                                       ByteWriter& writer) {
  ReportBlockList reports;
  if (received && received->started()) reports.Add(received->MakeReportBlock(now));
  if (SentLately(sent)) {
    WriteSenderReport({sent.ssrc(), sent.MakeSenderInfo(now, wall_clock), reports}, writer);
  } else {
    WriteReceiverReport({sent.ssrc(), reports}, writer);
  }
  WriteSourceDescription({sent.ssrc(), {cname_.data(), cname_size_}}, writer);
}

std::size_t RtcpScheduler::WriteReport(Instant now, NtpTime wall_clock, SendStream& sent, ReceiveStream* received,
                                       MutableBytes out) {
  ByteWriter writer(out);
  WriteReportAndName(now, wall_clock, sent, received, writer);
  if (started_) Schedule(now, 1.0);
  return writer.ok() ? writer.size() : 0;
}

std::size_t RtcpScheduler::WriteGoodbye(Instant now, NtpTime wall_clock, SendStream& sent, ReceiveStream* received,
                                        MutableBytes out) {
  ByteWriter writer(out);
  WriteReportAndName(now, wall_clock, sent, received, writer);
  Goodbye goodbye;
  goodbye.sources[0] = sent.ssrc();
  goodbye.source_count = 1;
  rtp::WriteGoodbye(goodbye, writer);
  started_ = false;
  return writer.ok() ? writer.size() : 0;
}

}  // namespace ossicle::rtp
