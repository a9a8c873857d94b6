package io.lacuna.bench.ladder.arrival;

import io.lacuna.schema.Modality;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Observations laid out on the clock.
 *
 * @param name first part of the subjects; no two schedules of one run share it
 * @param observations by number
 * @param sends in order of arrival
 */
public record Schedule(String name, Map<Integer, Placed> observations, List<Send> sends) {

  /**
   * An observation and its instants, ms after the start.
   *
   * @param answerable when the last sample that it has is there
   * @param due when the wall clock passes its deadline in event time
   */
  public record Placed(Observation observation, long answerable, long due) {}

  /**
   * A sample.
   *
   * @param arrival ms after the start
   * @param event event time, ms after the start
   */
  public record Send(int number, Modality modality, long arrival, long event) {}

  /**
   * The first observations that begin within a time at a rate, at least {@code least} of them.
   *
   * @param patience from a window's first event to its deadline, ms
   * @throws IllegalArgumentException if the file holds too few
   */
  public static Schedule of(
      String name,
      List<Observation> file,
      double perSecond,
      double seconds,
      int least,
      long patience) {
    Map<Integer, Placed> placed = new HashMap<>();
    List<Send> sends = new ArrayList<>();
    for (Observation o : file) {
      double begin = 1000 * o.at() / perSecond;
      if (begin > 1000 * seconds && placed.size() >= least) {
        sends.sort(Comparator.comparingLong(Send::arrival));
        return new Schedule(name, placed, sends);
      }
      long start = Math.round(begin);
      placed.put(
          o.number(), new Placed(o, start + o.lastArrival(), start + o.firstEvent() + patience));
      o.pieces()
          .forEach(
              (m, p) ->
                  sends.add(
                      new Send(o.number(), m, start + p.event() + p.delay(), start + p.event())));
    }
    throw new IllegalArgumentException(
        String.format(
            "the arrival file holds %d observations, too few for %.1f s at %.1f/s",
            file.size(), seconds, perSecond));
  }

  public String subject(int number) {
    return name + "-" + number;
  }

  /** When the last sample is there, ms after the start. */
  public long end() {
    return sends.get(sends.size() - 1).arrival();
  }
}
