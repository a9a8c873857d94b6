package io.lacuna.app.window;

import io.lacuna.schema.Modality;
import io.lacuna.schema.state.ModalityLedger;
import io.lacuna.schema.state.TaskLedger;
import java.util.ArrayList;
import java.util.List;

/**
 * The conservation ledger of a task: every record that was read is in exactly one column, at every
 * commit. Thin rules over the stored {@link TaskLedger}; not thread-safe.
 *
 * <p>Per modality: in = used + superseded + duplicate + marker + late + error + dead letter + open.
 * Observations: opened = finished + absorbed + open.
 */
public final class Ledger {
  private final TaskLedger state;

  public Ledger(TaskLedger state) {
    this.state = state;
  }

  /** The ledger of a task that has read nothing. */
  public static TaskLedger empty() {
    List<ModalityLedger> modalities = new ArrayList<>();
    for (Modality ignored : Modality.values()) {
      modalities.add(ModalityLedger.newBuilder().build());
    }
    return new TaskLedger(modalities, 0L, 0L, 0L, 0L, null);
  }

  public TaskLedger state() {
    return state;
  }

  public ModalityLedger of(Modality m) {
    return state.getModalities().get(m.ordinal());
  }

  /** Counts a record as read and moves the position behind it. */
  public void read(Modality m, long offset) {
    ModalityLedger l = of(m);
    l.setIn(l.getIn() + 1);
    l.setPosition(offset + 1);
  }

  /** Raises the partition time: the highest event time seen in the modality's partition. */
  void raisePartitionTime(Modality m, long eventTimeMs) {
    ModalityLedger l = of(m);
    l.setPartitionTime(Math.max(l.getPartitionTime(), eventTimeMs));
  }

  /** Event time up to which this modality's windows are over, by its own records or by closure. */
  long progress(Modality m) {
    ModalityLedger l = of(m);
    return Math.max(l.getPartitionTime(), l.getClosedThrough());
  }

  void closeThrough(Modality m, long retainedUntil) {
    ModalityLedger l = of(m);
    l.setClosedThrough(Math.max(l.getClosedThrough(), retainedUntil));
  }

  long[] partitionTimes() {
    return state.getModalities().stream().mapToLong(ModalityLedger::getPartitionTime).toArray();
  }

  /** Next offset to process per modality, -1 where nothing was processed. */
  public long[] positions() {
    return state.getModalities().stream().mapToLong(ModalityLedger::getPosition).toArray();
  }

  void opened() {
    state.setOpened(state.getOpened() + 1);
  }

  void finished() {
    state.setFinished(state.getFinished() + 1);
  }

  void absorbed() {
    state.setAbsorbed(state.getAbsorbed() + 1);
  }

  /** Counts an emission as scored; its number, from 0. */
  public long scored() {
    long number = state.getScored();
    state.setScored(number + 1);
    return number;
  }

  void open(Modality m) {
    of(m).setOpen(of(m).getOpen() + 1);
  }

  void openToUsed(Modality m) {
    of(m).setOpen(of(m).getOpen() - 1);
    of(m).setUsed(of(m).getUsed() + 1);
  }

  public void usedToError(Modality m) {
    of(m).setUsed(of(m).getUsed() - 1);
    of(m).setError(of(m).getError() + 1);
  }

  void openToSuperseded(Modality m) {
    of(m).setOpen(of(m).getOpen() - 1);
    of(m).setSuperseded(of(m).getSuperseded() + 1);
  }

  void duplicate(Modality m) {
    of(m).setDuplicate(of(m).getDuplicate() + 1);
  }

  void marker(Modality m) {
    of(m).setMarker(of(m).getMarker() + 1);
  }

  void late(Modality m) {
    of(m).setLate(of(m).getLate() + 1);
  }

  public void deadLetter(Modality m) {
    of(m).setDeadLetter(of(m).getDeadLetter() + 1);
  }

  /** in minus the sum of all other columns; anything but 0 is a bug. */
  public static long balance(ModalityLedger l) {
    return l.getIn()
        - l.getUsed()
        - l.getSuperseded()
        - l.getDuplicate()
        - l.getMarker()
        - l.getLate()
        - l.getError()
        - l.getDeadLetter()
        - l.getOpen();
  }
}
