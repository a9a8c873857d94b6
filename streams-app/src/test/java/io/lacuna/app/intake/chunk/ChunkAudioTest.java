package io.lacuna.app.intake.chunk;

import static io.lacuna.model.modality.RejectReason.EMPTY_AUDIO;
import static io.lacuna.model.modality.RejectReason.PAYLOAD_TOO_LARGE;
import static io.lacuna.model.modality.RejectReason.UNDECODABLE_AUDIO;
import static io.lacuna.model.modality.RejectReason.UNSUPPORTED_MEDIA_TYPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.harness.CallSound;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.ChunkEncoding;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioFormat.Encoding;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;

/** The encodings of chunks, and audio that is none. */
class ChunkAudioTest {
  private static final int RATE = 8_000;
  private static final byte[] PCM = CallSound.audio("agent", 0, 20);

  private static byte[] decode(ChunkEncoding encoding, byte[] audio) throws PayloadException {
    return ChunkAudio.decode(encoding, audio, RATE, 10_000);
  }

  private static void assertRefused(
      ChunkEncoding encoding, byte[] audio, int rate, RejectReason reason) {
    assertThatThrownBy(() -> ChunkAudio.decode(encoding, audio, rate, 10_000))
        .isInstanceOfSatisfying(
            PayloadException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static byte[] wav(byte[] audio, AudioFormat format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AudioSystem.write(
        new AudioInputStream(
            new ByteArrayInputStream(audio), format, audio.length / format.getFrameSize()),
        AudioFileFormat.Type.WAVE,
        out);
    return out.toByteArray();
  }

  private static short[] shorts(byte[] audio) {
    short[] values = new short[audio.length / Short.BYTES];
    ByteBuffer.wrap(audio).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(values);
    return values;
  }

  @Test
  void pcmIsTakenAsItIsAndOutOfAWav() throws Exception {
    assertThat(decode(ChunkEncoding.PCM16, PCM)).isEqualTo(PCM);
    byte[] file = wav(PCM, new AudioFormat(RATE, 16, 1, true, false));
    assertThat(decode(ChunkEncoding.WAV, file)).isEqualTo(PCM);
  }

  @Test
  void compandedAudioIsExpandedByTheTablesOfG711() throws Exception {
    // the loudest, the softest and a middle value of either sign, by the recommendation's tables
    byte[] mulaw = {0x00, (byte) 0x80, (byte) 0xff, 0x7f, (byte) 0xaa};
    assertThat(shorts(decode(ChunkEncoding.MULAW, mulaw)))
        .containsExactly(-32124, 32124, 0, 0, 5372);
    byte[] alaw = {0x2a, (byte) 0xaa, (byte) 0xd5, 0x55};
    assertThat(shorts(decode(ChunkEncoding.ALAW, alaw))).containsExactly(-32256, 32256, 8, -8);
    AudioFormat format = new AudioFormat(Encoding.ULAW, RATE, 8, 1, 1, RATE, false);
    assertThat(decode(ChunkEncoding.WAV, wav(mulaw, format)))
        .isEqualTo(decode(ChunkEncoding.MULAW, mulaw));
  }

  @Test
  void whatIsNoAudioOfOneChannelAtItsRateIsRefused() throws Exception {
    byte[] stereo = wav(PCM, new AudioFormat(RATE, 16, 2, true, false));
    byte[] wide = wav(PCM, new AudioFormat(16_000, 16, 1, true, false));
    byte[] fine = wav(PCM, new AudioFormat(RATE, 16, 1, true, false));
    byte[] bytes = wav(PCM, new AudioFormat(RATE, 8, 1, false, false));

    assertRefused(ChunkEncoding.WAV, stereo, RATE, UNDECODABLE_AUDIO);
    assertRefused(ChunkEncoding.WAV, wide, RATE, UNDECODABLE_AUDIO);
    assertRefused(ChunkEncoding.WAV, bytes, RATE, UNDECODABLE_AUDIO);
    assertRefused(ChunkEncoding.WAV, PCM, RATE, UNDECODABLE_AUDIO);
    assertRefused(ChunkEncoding.WAV, Arrays.copyOf(fine, fine.length - 2), RATE, UNDECODABLE_AUDIO);
    assertRefused(ChunkEncoding.PCM16, new byte[3], RATE, UNDECODABLE_AUDIO);
    assertRefused(ChunkEncoding.PCM16, new byte[0], RATE, EMPTY_AUDIO);
    assertRefused(ChunkEncoding.MULAW, new byte[0], RATE, EMPTY_AUDIO);
    assertRefused(ChunkEncoding.PCM16, new byte[10_002], RATE, PAYLOAD_TOO_LARGE);
    assertRefused(ChunkEncoding.MULAW, new byte[5_001], RATE, PAYLOAD_TOO_LARGE);
    assertRefused(ChunkEncoding.PCM16, PCM, 999, UNDECODABLE_AUDIO);
    assertRefused(ChunkEncoding.PCM16, PCM, 192_001, UNDECODABLE_AUDIO);
    assertRefused(ChunkEncoding.UNKNOWN, PCM, RATE, UNSUPPORTED_MEDIA_TYPE);
  }
}
