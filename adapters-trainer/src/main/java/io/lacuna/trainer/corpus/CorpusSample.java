package io.lacuna.trainer.corpus;

import java.util.Map;

/**
 * One subject with all three modalities.
 *
 * @param group what it shares with others of its split: the voice, and the artist where there is
 * @param labels task to a list of zeros and ones in label order, or to a number
 * @param image the image file
 * @param audio the WAV file
 * @param sources the source items it was made from, by kind
 */
record CorpusSample(
    String subject,
    String group,
    Split split,
    Map<String, Object> labels,
    String text,
    byte[] image,
    byte[] audio,
    Map<String, Object> sources) {}
