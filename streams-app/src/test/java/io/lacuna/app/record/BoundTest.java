package io.lacuna.app.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundTest {
  @Test
  void readsInstantsAndOffsets() {
    assertThat(Bound.parse("--from", null)).isEqualTo(Bound.OPEN);
    assertThat(Bound.parse("--from", "2026-01-31T12:00:00Z"))
        .isEqualTo(new Bound.At(Instant.parse("2026-01-31T12:00:00Z")));
    assertThat(Bound.parse("--to", "image-0=120, dead-letters-11=7"))
        .isEqualTo(new Bound.Offsets(Map.of("image-0", 120L, "dead-letters-11", 7L)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "now", "12", "image=3", "image-0=", "image-0=-1", "image-0=1;text-0=2"})
  void refusesAnythingElse(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Bound.parse("--from", text))
        .withMessageContaining("--from " + text + " must be an instant like");
  }

  @Test
  void refusesUnknownRolesAndDoubledPlaces() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Bound.parse("--from", "video-0=1"))
        .withMessageContaining("'video' must be one of image, text");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Bound.parse("--from", "text-0=1,text-0=2"))
        .withMessageContaining("names text-0 twice");
  }
}
