package io.lacuna.app.intake.utterance;

import io.lacuna.schema.state.CallAudio;
import io.lacuna.schema.state.HeldChunk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A store that copies: what was changed and not put is as it was. */
final class MemoryCalls implements CallStates {
  private final Map<ChunkKey, ByteBuffer> chunks = new TreeMap<>();
  private final Map<ChunkKey, byte[]> audio = new TreeMap<>();
  private final Map<String, ByteBuffer> calls = new TreeMap<>();

  @Override
  public void putChunk(ChunkKey key, HeldChunk chunk) {
    try {
      chunks.put(key, chunk.toByteBuffer());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public HeldChunk chunk(ChunkKey key) {
    return decode(chunks.get(key));
  }

  @Override
  public void removeChunk(ChunkKey key) {
    chunks.remove(key);
  }

  @Override
  public void putAudio(ChunkKey key, byte[] bytes) {
    audio.put(key, bytes.clone());
  }

  @Override
  public byte[] audio(ChunkKey key) {
    return audio.get(key);
  }

  @Override
  public void removeAudio(ChunkKey key) {
    audio.remove(key);
  }

  @Override
  public void putCall(CallAudio call) {
    try {
      calls.put(call.getCallId(), call.toByteBuffer());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void removeCall(String callId) {
    calls.remove(callId);
  }

  @Override
  public void forEachCall(Consumer<CallAudio> visitor) {
    for (ByteBuffer bytes : calls.values()) {
      try {
        visitor.accept(CallAudio.fromByteBuffer(bytes.duplicate()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void forEachChunk(Consumer<HeldChunk> visitor) {
    chunks.values().forEach(bytes -> visitor.accept(decode(bytes)));
  }

  boolean isEmpty() {
    return chunks.isEmpty() && audio.isEmpty() && calls.isEmpty();
  }

  int audioHeld() {
    return audio.size();
  }

  private static HeldChunk decode(ByteBuffer bytes) {
    try {
      return HeldChunk.fromByteBuffer(bytes.duplicate());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
