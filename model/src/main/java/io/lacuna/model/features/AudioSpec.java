package io.lacuna.model.features;

/**
 * Audio becomes log-mel frames, optionally with pitch.
 *
 * @param sampleRate in Hz; other rates are converted
 * @param nFft window length in samples
 * @param hop samples between frames
 * @param mels number of mel bands
 * @param fMin lower edge of the lowest band, Hz
 * @param fMax upper edge of the highest band, Hz
 * @param minFrames shorter clips are filled with silence
 * @param maxFrames longer clips are cut
 * @param pitch adds pitch, voicing strength and log energy to each frame
 */
public record AudioSpec(
    int sampleRate,
    int nFft,
    int hop,
    int mels,
    double fMin,
    double fMax,
    int minFrames,
    int maxFrames,
    boolean pitch) {
  public static final int PITCH_BINS = 3;

  public AudioSpec {
    if (sampleRate < 4000 || sampleRate > 192_000) {
      throw new IllegalArgumentException(
          "audio.sampleRate " + sampleRate + " must be in [4000, 192000]");
    }
    if (nFft < 16 || nFft > 16_384 || hop < 1 || hop > nFft) {
      throw new IllegalArgumentException(
          "audio.nFft " + nFft + " must be in [16, 16384] and audio.hop " + hop + " in [1, nFft]");
    }
    if (mels < 1 || !(fMin >= 0) || !(fMin < fMax) || fMax > sampleRate / 2.0) {
      throw new IllegalArgumentException(
          "audio.mels "
              + mels
              + " must be positive and 0 <= fMin "
              + fMin
              + " < fMax "
              + fMax
              + " <= half the sample rate");
    }
    if (minFrames < 1 || maxFrames < minFrames || maxFrames > 1_000_000) {
      throw new IllegalArgumentException(
          "audio frames " + minFrames + " to " + maxFrames + " must rise within [1, 1000000]");
    }
  }

  /** Values in each frame: mel bands first, then pitch, voicing, energy. */
  public int bins() {
    return mels + (pitch ? PITCH_BINS : 0);
  }
}
