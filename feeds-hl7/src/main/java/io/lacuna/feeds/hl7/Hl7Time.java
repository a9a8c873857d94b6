package io.lacuna.feeds.hl7;

import io.lacuna.app.ingest.Refusal;
import io.lacuna.app.ingest.Refusal.Reason;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times of HL7 v2: {@code YYYYMMDDHHMM[SS[.S…]][+ZZZZ]}. */
final class Hl7Time {
  private static final Pattern TIME =
      Pattern.compile(
          "(\\d{4})(\\d{2})(\\d{2})(\\d{2})(\\d{2})(?:(\\d{2})(?:\\.(\\d{1,4}))?)?([+-]\\d{4})?");

  private Hl7Time() {}

  /**
   * @param field for the refusal
   * @param zone of a time without an offset
   * @throws Refusal if it is no time, or a day alone, which no window can place
   */
  static Instant parse(String text, String field, ZoneId zone) throws Refusal {
    Matcher m = TIME.matcher(text);
    try {
      if (m.matches()) {
        LocalDateTime local =
            LocalDateTime.of(
                number(m, 1),
                number(m, 2),
                number(m, 3),
                number(m, 4),
                number(m, 5),
                m.group(6) == null ? 0 : number(m, 6),
                nanos(m.group(7)));
        ZoneId own = m.group(8) == null ? zone : ZoneOffset.of(m.group(8));
        return local.atZone(own).toInstant();
      }
    } catch (DateTimeException e) {
      // said below
    }
    throw new Refusal(
        Reason.BAD_FIELD, field + " is no time of day", field, List.of("20260131120000+0100"));
  }

  private static int number(Matcher m, int group) {
    return Integer.parseInt(m.group(group));
  }

  private static int nanos(String fraction) {
    return fraction == null ? 0 : Integer.parseInt((fraction + "000000000").substring(0, 9));
  }
}
