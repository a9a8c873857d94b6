package io.lacuna.model.features;

import io.lacuna.model.modality.PayloadException;
import java.util.Arrays;

/** WAV or FLAC to (frames, bins): log-mel bands, then pitch, voicing and energy if asked for. */
public final class AudioFrames {
  private final AudioSpec spec;
  private final LogMel logMel;
  private final Pitch pitch;

  public AudioFrames(AudioSpec spec) {
    this.spec = spec;
    this.logMel = new LogMel(spec);
    this.pitch = new Pitch(spec);
  }

  /**
   * @param audio a whole file
   * @return (frames, bins)
   * @throws PayloadException if the bytes are no readable WAV or FLAC
   */
  public Features extract(byte[] audio) throws PayloadException {
    int enough = spec.maxFrames() * spec.hop() + spec.nFft();
    float[] samples = AudioDecoder.decode(audio, spec.sampleRate(), enough);
    int least = (spec.minFrames() - 1) * spec.hop();
    if (samples.length < least) {
      samples = Arrays.copyOf(samples, least);
    }
    int frames = Math.min(logMel.frames(samples.length), spec.maxFrames());
    float[] values = new float[frames * spec.bins()];
    logMel.fill(samples, frames, values, spec.bins());
    if (spec.pitch()) {
      pitch.fill(samples, frames, values, spec.bins(), spec.mels());
    }
    return new Features(new int[] {frames, spec.bins()}, values);
  }
}
