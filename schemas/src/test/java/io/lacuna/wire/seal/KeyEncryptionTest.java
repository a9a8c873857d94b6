package io.lacuna.wire.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.subtle.Random;
import io.lacuna.schema.SubjectKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Data keys under key-encryption keys, before, during and after a rotation. */
class KeyEncryptionTest {
  private final Kek old = Kek.local(Base64.getEncoder().encodeToString(Random.randBytes(32)));
  private final Kek fresh = Kek.local(Base64.getEncoder().encodeToString(Random.randBytes(32)));
  private final byte[] secret = Random.randBytes(DataKey.BYTES);

  @Test
  void duringARotationBothUnwrapAndTheNewOneWraps() {
    SubjectKey before =
        new KeyEncryption(old, List.of()).wrap("id", "owner", Instant.EPOCH, secret);
    KeyEncryption both = new KeyEncryption(fresh, List.of(old));
    assertThat(both.unwrap("id", before)).isEqualTo(secret);
    SubjectKey after = both.wrap("id", "owner", Instant.EPOCH, secret);
    assertThat(after.getKek()).isEqualTo(fresh.id()).isNotEqualTo(before.getKek());
    assertThat(new KeyEncryption(fresh, List.of()).unwrap("id", after)).isEqualTo(secret);
  }

  @Test
  void anotherKekIsNamedAndNoKeyIsTold() {
    SubjectKey key = new KeyEncryption(old, List.of()).wrap("id", "owner", Instant.EPOCH, secret);
    assertThatThrownBy(() -> new KeyEncryption(fresh, List.of()).unwrap("id", key))
        .isInstanceOf(KeysUnavailableException.class)
        .hasMessageContaining(old.id())
        .hasMessageContaining("privacy.kek");
  }

  @Test
  void aKeyCopiedOverAnotherOneIsRefused() {
    KeyEncryption keks = new KeyEncryption(old, List.of());
    SubjectKey key = keks.wrap("id", "owner", Instant.EPOCH, secret);
    assertThatThrownBy(() -> keks.unwrap("other", key))
        .isInstanceOf(KeysUnavailableException.class);
    key.setOwner("victim");
    assertThatThrownBy(() -> keks.unwrap("id", key)).isInstanceOf(KeysUnavailableException.class);
  }

  @Test
  void onlyThirtyTwoBytesAreAKek() {
    for (String wrong : List.of("", "c2hvcnQ=", "not base64!")) {
      assertThatThrownBy(() -> Kek.local(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("openssl rand -base64 32");
    }
    assertThatThrownBy(() -> Kek.managed("aws-kms://somewhere"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("aws-kms://somewhere");
  }
}
