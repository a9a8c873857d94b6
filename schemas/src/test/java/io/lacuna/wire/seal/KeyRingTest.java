package io.lacuna.wire.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.subtle.Random;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The keys that a process holds, as the topic's records come and go. */
class KeyRingTest {
  private final KeyEncryption keks =
      new KeyEncryption(
          Kek.local(Base64.getEncoder().encodeToString(Random.randBytes(32))), List.of());
  private final KeyRing ring = new KeyRing(keks, 2);

  private void put(String id, String owner, long createdMs) {
    ring.put(
        id, keks.wrap(id, owner, Instant.ofEpochMilli(createdMs), Random.randBytes(DataKey.BYTES)));
  }

  @Test
  void ofTwoFirstKeysTheOneThatIsFirstInTheLogCounts() {
    put("b", "owner", 2);
    put("a", "owner", 1);
    assertThat(ring.current("owner")).contains("b");
    put("b", "owner", 2);
    assertThat(ring.current("owner")).as("after it was wrapped anew").contains("b");
    ring.remove("b");
    assertThat(ring.current("owner")).contains("a");
    assertThat(ring.of("owner")).containsExactly("a");
    assertThat(ring.countOwners()).isEqualTo(1);
  }

  @Test
  void aRemovedKeyIsGoneThoughItWasInUse() {
    put("a", "owner", 1);
    assertThat(ring.find("a")).isPresent();
    ring.remove("a");
    assertThat(ring.find("a")).isEmpty();
    assertThat(ring.current("owner")).isEmpty();
    ring.remove("never there");
    assertThat(ring.countByKek()).isEmpty();
  }

  @Test
  void moreKeysThanAreKeptUnwrappedCanBeFound() {
    for (int i = 0; i < 5; i++) {
      put("k" + i, "owner " + i, i);
    }
    for (int i = 0; i < 5; i++) {
      assertThat(ring.find("k" + i)).isPresent();
    }
  }

  @Test
  void pseudonymsAreOfTheTopicAndNoKeyForPayloads() {
    assertThatThrownBy(() -> ring.pseudonym("P-1"))
        .isInstanceOf(KeysUnavailableException.class)
        .hasMessageContaining("topics create");
    put("root", null, 1);
    assertThat(ring.pseudonym("P-1")).matches("[0-9a-f]{32}").isEqualTo(ring.pseudonym("P-1"));
    assertThat(ring.pseudonym("P-2")).isNotEqualTo(ring.pseudonym("P-1"));
    assertThat(ring.find("root")).isEmpty();
    assertThat(ring.countOwners()).isZero();
  }
}
