package io.lacuna.app.intake.utterance;

import io.lacuna.schema.state.CallLedger;

/**
 * The conservation ledger of a task: every chunk, boundary and utterance is in exactly one column,
 * at every commit. Thin rules over the stored {@link CallLedger}; not thread-safe.
 *
 * <p>Chunks = used + duplicate + late + unclaimed + dead letter + waiting. Boundaries = taken +
 * duplicate + dead letter. Utterances: opened = assembled + absent + open.
 */
public final class Ledger {
  private final CallLedger state;

  public Ledger(CallLedger state) {
    this.state = state;
  }

  public CallLedger state() {
    return state;
  }

  /** Counts a chunk record as read and moves the position behind it. */
  public void readChunk(long offset) {
    state.setChunks(state.getChunks() + 1);
    state.setChunkPosition(offset + 1);
  }

  /** Counts a boundary record as read and moves the position behind it. */
  public void readBoundary(long offset) {
    state.setBoundaries(state.getBoundaries() + 1);
    state.setBoundaryPosition(offset + 1);
  }

  public void refuseChunk() {
    state.setDeadLetter(state.getDeadLetter() + 1);
  }

  public void refuseBoundary() {
    state.setBoundaryDeadLetter(state.getBoundaryDeadLetter() + 1);
  }

  void raiseChunkTime(long eventTimeMs) {
    state.setChunkTime(Math.max(state.getChunkTime(), eventTimeMs));
  }

  void raiseBoundaryTime(long eventTimeMs) {
    state.setBoundaryTime(Math.max(state.getBoundaryTime(), eventTimeMs));
  }

  void hold() {
    state.setWaiting(state.getWaiting() + 1);
  }

  void duplicateChunk() {
    state.setDuplicate(state.getDuplicate() + 1);
  }

  void use() {
    state.setWaiting(state.getWaiting() - 1);
    state.setUsed(state.getUsed() + 1);
  }

  void dropLate() {
    state.setWaiting(state.getWaiting() - 1);
    state.setLate(state.getLate() + 1);
  }

  void dropUnclaimed() {
    state.setWaiting(state.getWaiting() - 1);
    state.setUnclaimed(state.getUnclaimed() + 1);
  }

  void takeBoundary() {
    state.setTaken(state.getTaken() + 1);
  }

  void duplicateBoundary() {
    state.setBoundaryDuplicate(state.getBoundaryDuplicate() + 1);
  }

  void open() {
    state.setOpened(state.getOpened() + 1);
    state.setOpen(state.getOpen() + 1);
  }

  void assemble() {
    state.setOpen(state.getOpen() - 1);
    state.setAssembled(state.getAssembled() + 1);
  }

  void absent() {
    state.setOpen(state.getOpen() - 1);
    state.setAbsent(state.getAbsent() + 1);
  }

  /** What stands in no column or in two; anything but 0 is a bug. */
  public static long imbalance(CallLedger l) {
    long chunks =
        l.getChunks()
            - l.getUsed()
            - l.getDuplicate()
            - l.getLate()
            - l.getUnclaimed()
            - l.getDeadLetter()
            - l.getWaiting();
    long boundaries =
        l.getBoundaries() - l.getTaken() - l.getBoundaryDuplicate() - l.getBoundaryDeadLetter();
    long utterances = l.getOpened() - l.getAssembled() - l.getAbsent() - l.getOpen();
    return Math.abs(chunks) + Math.abs(boundaries) + Math.abs(utterances);
  }
}
