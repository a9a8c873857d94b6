package io.lacuna.app.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import io.lacuna.schema.SampleRef;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Payloads stay while they may be needed and there is room. */
class PayloadCacheTest {
  private final PayloadCache cache = new PayloadCache(100);

  @Test
  void theOneThatWasUsedLeastLatelyGivesWay() {
    put(0, 40);
    put(1, 40);
    cache.get("text", 0, 0);
    put(2, 40);

    assertThat(holds(0)).isTrue();
    assertThat(holds(1)).isFalse();
    assertThat(holds(2)).isTrue();
  }

  @Test
  void whatNoResultNeedsAnyMoreMakesRoomForOthers() {
    put(0, 60);
    cache.drop(ref(0));
    cache.drop(ref(0));
    put(1, 50);
    put(2, 50);

    assertThat(holds(0)).isFalse();
    assertThat(holds(1)).isTrue();
    assertThat(holds(2)).isTrue();
  }

  @Test
  void oneLargerThanTheCacheIsNotHeld() {
    put(0, 101);

    assertThat(holds(0)).isFalse();
  }

  private void put(long offset, int bytes) {
    cache.put("text", 0, offset, new Sample(), bytes);
  }

  private boolean holds(long offset) {
    return cache.get("text", 0, offset).isPresent();
  }

  private static SampleRef ref(long offset) {
    return new SampleRef(Modality.TEXT, "text", 0, offset, Instant.EPOCH, "");
  }
}
