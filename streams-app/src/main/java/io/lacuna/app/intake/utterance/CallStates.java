package io.lacuna.app.intake.utterance;

import io.lacuna.model.modality.PayloadException;
import io.lacuna.schema.state.CallAudio;
import io.lacuna.schema.state.HeldChunk;
import java.util.function.Consumer;

/** Where the calls of a task live. What is put is written at once. */
public interface CallStates {

  void putChunk(ChunkKey key, HeldChunk chunk);

  /** The chunk that was put; the caller may change it and must put it then. */
  HeldChunk chunk(ChunkKey key);

  void removeChunk(ChunkKey key);

  /**
   * @param audio signed 16-bit little-endian, one channel
   */
  void putAudio(ChunkKey key, byte[] audio);

  /**
   * The audio that was put.
   *
   * @throws PayloadException if it cannot be read any more
   */
  byte[] audio(ChunkKey key) throws PayloadException;

  void removeAudio(ChunkKey key);

  void putCall(CallAudio call);

  void removeCall(String callId);

  void forEachCall(Consumer<CallAudio> visitor);

  void forEachChunk(Consumer<HeldChunk> visitor);
}
