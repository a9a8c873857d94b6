package io.lacuna.model.recording;

/**
 * What a recording holds of one partition of one topic.
 *
 * @param file file name in the folder
 * @param role {@link TopicRole#word()} of the topic
 * @param topic name that the topic had
 * @param partition of the topic
 * @param fromOffset first offset that was asked for
 * @param endOffset offset behind the last one that was asked for
 * @param records records in the file; offsets between them that hold none are transaction marks,
 *     aborted or compacted records
 * @param hole true when records at the start of the range had been deleted before they were read
 */
public record RecordedRange(
    String file,
    String role,
    String topic,
    int partition,
    long fromOffset,
    long endOffset,
    long records,
    boolean hole) {}
