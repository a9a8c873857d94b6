package io.lacuna.model.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.schema.Modality;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Several samples of one modality that are scored together. */
class PayloadJoinTest {
  private static final int RATE = 8000;

  @Test
  void textsStandLineByLine() throws Exception {
    Payload.Encoded joined =
        (Payload.Encoded) PayloadJoin.append(Modality.TEXT, text("no effusion"), text("no gap"));
    assertThat(new String(joined.bytes(), StandardCharsets.UTF_8)).isEqualTo("no effusion\nno gap");
  }

  @Test
  void wavesFollowEachOtherSampleForSample() throws Exception {
    byte[] a = Wav.pcm16(RATE, 1, 500, Wav.tone(300, RATE));
    byte[] b = Wav.pcm16(RATE, 1, 300, i -> 0.25);
    Payload.Encoded joined = (Payload.Encoded) PayloadJoin.append(Modality.AUDIO, wav(a), wav(b));
    float[] both = AudioDecoder.decode(joined.bytes(), RATE, 10_000);
    assertThat(Arrays.copyOf(both, 500)).isEqualTo(AudioDecoder.decode(a, RATE, 10_000));
    assertThat(Arrays.copyOfRange(both, 500, 800)).isEqualTo(AudioDecoder.decode(b, RATE, 10_000));
    assertThat(both).hasSize(800);
  }

  @Test
  void aCutWaveStillEnds() throws Exception {
    byte[] a = Wav.pcm16(RATE, 1, 500, i -> 0.5);
    byte[] cut = Arrays.copyOf(a, a.length - 1);
    Payload.Encoded joined = (Payload.Encoded) PayloadJoin.append(Modality.AUDIO, wav(cut), wav(a));
    assertThat(AudioDecoder.decode(joined.bytes(), RATE, 10_000).length).isBetween(998, 1000);
  }

  @Test
  void tensorsGrowAlongTheirFirstDimension() throws Exception {
    Payload.Tensor a = new Payload.Tensor(new int[] {1, 2}, new float[] {1, 2});
    Payload.Tensor b = new Payload.Tensor(new int[] {2, 2}, new float[] {3, 4, 5, 6});
    Payload.Tensor joined = (Payload.Tensor) PayloadJoin.append(Modality.AUDIO, a, b);
    assertThat(joined.shape()).containsExactly(3, 2);
    assertThat(joined.values()).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void whatDoesNotGoTogetherIsRefusedByName() throws Exception {
    Payload.Tensor a = new Payload.Tensor(new int[] {1, 2}, new float[] {1, 2});
    Payload.Tensor b = new Payload.Tensor(new int[] {1, 3}, new float[] {3, 4, 5});
    byte[] slow = Wav.pcm16(RATE, 1, 10, i -> 0);
    byte[] fast = Wav.pcm16(2 * RATE, 1, 10, i -> 0);
    assertRefused(Modality.AUDIO, a, b, "all but the first dimension must be equal");
    assertRefused(Modality.AUDIO, wav(slow), wav(fast), "must have one format");
    assertRefused(Modality.AUDIO, wav(slow), text("x"), "cannot be joined");
    assertRefused(Modality.AUDIO, a, wav(slow), "cannot be put together");
    assertRefused(Modality.IMAGE, wav(slow), wav(slow), "images cannot be put together");
  }

  private static void assertRefused(Modality m, Payload a, Payload b, String words) {
    assertThatThrownBy(() -> PayloadJoin.append(m, a, b))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining(words);
  }

  private static Payload.Encoded text(String text) {
    return new Payload.Encoded("text/plain", text.getBytes(StandardCharsets.UTF_8));
  }

  private static Payload.Encoded wav(byte[] bytes) {
    return new Payload.Encoded("audio/wav", bytes);
  }
}
