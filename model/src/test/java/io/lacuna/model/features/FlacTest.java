package io.lacuna.model.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.Modality;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntBinaryOperator;
import javax.sound.sampled.AudioInputStream;
import org.junit.jupiter.api.Test;

/** Files of the reference encoder (golden/flac) come back sample for sample. */
class FlacTest {
  private static final String[] FILES = {"mono16", "stereo16", "mono8", "stereo24"};

  @Test
  void constantAndLinearSubframesAndWastedBits() throws Exception {
    assertSamples("mono16", 6000, 1, 16, (i, c) -> i < 2048 ? 0 : (i * i % 4001 - 2000) * 8);
  }

  @Test
  void channelsToldByTheirDifference() throws Exception {
    assertSamples(
        "stereo16", 3000, 2, 16, (i, c) -> (i * 37 % 3001 - 1500) * 5 + c * (i % 17 - 400));
  }

  @Test
  void fixedPredictorsOfEightBits() throws Exception {
    assertSamples("mono8", 2500, 1, 8, (i, c) -> i * 5 % 200 - 100);
  }

  @Test
  void twentyFourBits() throws Exception {
    assertSamples("stereo24", 700, 2, 24, (i, c) -> i * i * (31 - 14 * c) % 8000009 - 4000004);
  }

  private static void assertSamples(
      String file, int frames, int channels, int bits, IntBinaryOperator signal) throws Exception {
    AudioInputStream in = FlacStream.open(flac(file));
    assertThat(in.getFormat().getChannels()).isEqualTo(channels);
    assertThat(in.getFormat().getSampleSizeInBits()).isEqualTo(bits);
    byte[] pcm = AudioDecoder.read(in, Integer.MAX_VALUE);
    assertThat(pcm).hasSize(frames * channels * bits / 8);
    for (int i = 0, at = 0; i < frames; i++) {
      for (int c = 0; c < channels; c++) {
        int sample = 0;
        for (int b = 0; b < bits; b += 8) {
          sample |= (pcm[at++] & 0xff) << b;
        }
        assertThat(sample << 32 - bits >> 32 - bits)
            .as("sample %d of channel %d", i, c)
            .isEqualTo(signal.applyAsInt(i, c));
      }
    }
  }

  @Test
  void aClipGivesTheFramesOfTheSameWav() throws Exception {
    AudioSpec spec = new AudioSpec(16_000, 400, 160, 8, 0, 8000, 1, 100, true);
    byte[] wav =
        Wav.pcm16(16_000, 1, 6000, i -> i < 2048 ? 0 : (i * i % 4001 - 2000) * 8 / 32767.0);
    assertThat(new AudioFrames(spec).extract(flac("mono16")).values())
        .isEqualTo(new AudioFrames(spec).extract(wav).values());
  }

  @Test
  void clipsAreJoinedAsWav() throws Exception {
    Payload flac = new Payload.Encoded("audio/flac", flac("mono16"));
    Payload.Encoded joined = (Payload.Encoded) PayloadJoin.append(Modality.AUDIO, flac, flac);
    assertThat(joined.mediaType()).isEqualTo("audio/wav");
    float[] once = AudioDecoder.decode(flac("mono16"), 16_000, 20_000);
    float[] twice = AudioDecoder.decode(joined.bytes(), 16_000, 20_000);
    assertThat(Arrays.copyOfRange(twice, 6000, 12_000)).isEqualTo(once);
  }

  @Test
  void metadataOfAnyKindIsSteppedOver() throws Exception {
    byte[] plain = flac("mono8");
    byte[] comment = new byte[4 + 100];
    Arrays.fill(comment, (byte) 0xff); // lengths of two thousand million strings
    System.arraycopy(new byte[] {4, 0, 0, 100}, 0, comment, 0, 4);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(plain, 0, 4 + 4 + 34);
    file.write(comment);
    file.write(plain, 4 + 4 + 34, plain.length - (4 + 4 + 34));
    assertThat(AudioDecoder.decode(file.toByteArray(), 8000, 9999))
        .isEqualTo(AudioDecoder.decode(plain, 8000, 9999));
  }

  @Test
  void aCutOrChangedFileIsRefused() {
    for (String name : FILES) {
      byte[] whole = flac(name);
      for (int kept : new int[] {4, 20, 42, 60, whole.length / 2, whole.length - 1}) {
        assertUndecodable(Arrays.copyOf(whole, kept));
      }
      byte[] changed = whole.clone();
      changed[whole.length - 100] ^= 1;
      assertUndecodable(changed);
    }
  }

  /** 65,536 silent samples of eight channels are 34 bytes. */
  @Test
  void aBombIsReadOnlyAsFarAsItIsWanted() throws Exception {
    byte[] bomb = silence(100);
    assertThat(bomb).hasSize(42 + 3400);
    assertThat(AudioDecoder.decode(bomb, 16_000, 1000)).hasSize(1000).containsOnly(0);
    Payload encoded = new Payload.Encoded("audio/flac", bomb);
    assertThatThrownBy(() -> PayloadJoin.append(Modality.AUDIO, encoded, encoded))
        .hasMessage("FLAC of more than 67108864 bytes of samples to be joined")
        .extracting(e -> ((PayloadException) e).reason())
        .isEqualTo(RejectReason.PAYLOAD_TOO_LARGE);
  }

  @Test
  void anEmptyFileHasNoSample() {
    assertThatThrownBy(() -> AudioDecoder.decode(silence(0), 16_000, 1000))
        .extracting(e -> ((PayloadException) e).reason())
        .isEqualTo(RejectReason.EMPTY_AUDIO);
  }

  /** Behind the check sums, which random damage does not pass. */
  @Test
  void noBitsMakeASubframeFailOtherwiseThanAsRefused() {
    Random random = new Random(6);
    int decoded = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] bits = new byte[1 + random.nextInt(200)];
      random.nextBytes(bits);
      bits[0] &= 0x7f;
      long[] samples = new long[1 + random.nextInt(64)];
      try {
        new FlacSubframe(new FlacBits(bits, 0)).read(1 + random.nextInt(33), samples);
        decoded++;
      } catch (IOException refused) {
        continue;
      }
    }
    assertThat(decoded).isBetween(500, 45_000);
  }

  @Test
  void survivesRandomDamage() {
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] damaged = flac(FILES[i % FILES.length]);
      for (int k = 0; k < 2; k++) {
        damaged[random.nextInt(100)] = (byte) random.nextInt();
      }
      try {
        for (float v : AudioDecoder.decode(damaged, 16_000, 400)) {
          assertThat(v).isFinite();
        }
      } catch (PayloadException e) {
        refused++;
        assertThat(e.reason()).isIn(RejectReason.UNDECODABLE_AUDIO, RejectReason.EMPTY_AUDIO);
      }
    }
    assertThat(refused).isBetween(1, 1999);
  }

  private static byte[] flac(String name) {
    return Golden.bytes("flac/" + name + ".flac");
  }

  private static void assertUndecodable(byte[] flac) {
    assertThatThrownBy(() -> AudioDecoder.decode(flac, 16_000, 1 << 20))
        .as("%d bytes", flac.length)
        .isInstanceOf(PayloadException.class)
        .extracting(e -> ((PayloadException) e).reason())
        .isEqualTo(RejectReason.UNDECODABLE_AUDIO);
  }

  /** Blocks of 65,536 samples that are all the same. */
  private static byte[] silence(int blocks) {
    ByteBuffer file = ByteBuffer.allocate(42 + 34 * blocks);
    file.put("fLaC".getBytes(StandardCharsets.US_ASCII)).putInt(0x80000022);
    file.putInt(0xffffffff).putShort((short) 0).putInt(0);
    file.putLong(16_000L << 44 | 7L << 41 | 15L << 36).position(42);
    for (int i = 0; i < blocks; i++) {
      int start = file.position();
      file.putInt(0xfff87078).put((byte) 0).putShort((short) 0xffff);
      byte[] all = file.array();
      file.put((byte) new FlacBits(all, file.position()).crc8(start));
      file.position(file.position() + 24);
      file.putShort((short) new FlacBits(all, file.position()).crc16(start));
    }
    return file.array();
  }
}
