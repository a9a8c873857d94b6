package io.lacuna.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockTest {
  @ParameterizedTest
  @CsvSource({
    "12:00:00, OK", // the same second
    "11:59:58, OK", // 1.5 s behind at most, cut to the second
    "12:00:02, OK",
    "12:00:09, WARNING", // our clock is behind
    "11:59:50, WARNING" // our clock is ahead
  })
  void aDifferenceThatTheCutOfTheDateCannotExplainIsNamed(String theirs, String grade) {
    Instant before = Instant.parse("2026-03-02T12:00:00.400Z");
    Finding found =
        ServerChecks.clock("Mon, 02 Mar 2026 " + theirs + " GMT", before, before.plusMillis(100));
    assertThat(found.grade().name()).isEqualTo(grade);
  }
}
