package io.lacuna.app.intake.chunk;

import io.lacuna.app.intake.utterance.CallStates;
import io.lacuna.app.intake.utterance.ChunkKey;
import io.lacuna.app.intake.utterance.Ledger;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.schema.state.CallAudio;
import io.lacuna.schema.state.CallLedger;
import io.lacuna.schema.state.HeldChunk;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The calls of a task in its stores, their audio sealed. Owned by the task's thread. */
final class StoredCalls implements CallStates {
  private static final String LEDGER_KEY = "ledger";

  private final KeyValueStore<String, HeldChunk> chunks;
  private final KeyValueStore<String, byte[]> audio;
  private final KeyValueStore<String, CallAudio> calls;
  private final KeyValueStore<String, CallLedger> ledgers;
  private final CallSeal seal;

  StoredCalls(ProcessorContext<?, ?> context, CallStores.Names names, CallSeal seal) {
    this.seal = seal;
    this.chunks = context.getStateStore(names.chunks());
    this.audio = context.getStateStore(names.audio());
    this.calls = context.getStateStore(names.calls());
    this.ledgers = context.getStateStore(names.ledger());
  }

  /** The ledger as it was saved; empty where nothing was read yet. */
  Ledger ledger() {
    CallLedger state = ledgers.get(LEDGER_KEY);
    return new Ledger(state == null ? CallLedger.newBuilder().build() : state);
  }

  void save(Ledger ledger) {
    ledgers.put(LEDGER_KEY, ledger.state());
  }

  @Override
  public void putChunk(ChunkKey key, HeldChunk chunk) {
    chunks.put(text(key), chunk);
  }

  @Override
  public HeldChunk chunk(ChunkKey key) {
    return chunks.get(text(key));
  }

  @Override
  public void removeChunk(ChunkKey key) {
    chunks.delete(text(key));
  }

  @Override
  public void putAudio(ChunkKey key, byte[] bytes) {
    audio.put(text(key), seal.held(key, bytes));
  }

  @Override
  public byte[] audio(ChunkKey key) throws PayloadException {
    return seal.open(key, audio.get(text(key)));
  }

  @Override
  public void removeAudio(ChunkKey key) {
    audio.delete(text(key));
  }

  @Override
  public void putCall(CallAudio call) {
    calls.put(call.getCallId(), call);
  }

  @Override
  public void removeCall(String callId) {
    calls.delete(callId);
  }

  @Override
  public void forEachCall(Consumer<CallAudio> visitor) {
    forEach(calls, visitor);
  }

  @Override
  public void forEachChunk(Consumer<HeldChunk> visitor) {
    forEach(chunks, visitor);
  }

  private static <V> void forEach(KeyValueStore<String, V> store, Consumer<V> visitor) {
    try (KeyValueIterator<String, V> all = store.all()) {
      all.forEachRemaining(entry -> visitor.accept(entry.value));
    }
  }

  /** The lengths tell where call and channel end; chunks of a channel stand in their order. */
  private static String text(ChunkKey key) {
    return key.callId().length()
        + ":"
        + key.callId()
        + key.channel().length()
        + ":"
        + key.channel()
        + String.format("%016x", key.sequence());
  }
}
