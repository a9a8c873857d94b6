package io.lacuna.trainer.compare;

import io.lacuna.model.modality.PresenceMask;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.data.TaskTarget;
import io.lacuna.trainer.evaluate.Measure;
import io.lacuna.trainer.evaluate.Run;
import io.lacuna.trainer.evaluate.Statistics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;

/**
 * All figures of one protocol.
 *
 * @param protocol its word
 * @param title for people
 * @param field of the figures, in JSON
 * @param missing share of training subjects that lack modalities for good; null where as configured
 * @param conditions columns
 * @param missingModalities share of modalities that are missing under each condition
 * @param reference label of the method that the others are compared with
 * @param subjects judged
 * @param overGroups whether intervals are over groups, else over subjects
 */
public record ProtocolFigures(
    String protocol,
    String title,
    String field,
    Double missing,
    List<String> conditions,
    List<Double> missingModalities,
    String reference,
    int subjects,
    int seeds,
    boolean overGroups,
    List<Figures> figures) {

  /**
   * Computes them from answers.
   *
   * @param table that methods were trained on, unless the protocol has its own
   * @param answers of every method, by its label
   */
  static ProtocolFigures of(
      ProtocolKind kind,
      TrainingTable table,
      DataSet set,
      int[] judged,
      LinkedHashMap<String, Answers> answers,
      String reference,
      int draws) {
    List<LabelledSubject> subjects = IntStream.of(judged).mapToObj(set.subjects()::get).toList();
    List<Long> seeds = answers.get(reference).seeds();
    Statistics statistics = new Statistics(subjects, set.tasks(), draws, seeds.get(0));
    List<Condition> conditions = kind.conditions(set, table);
    LinkedHashMap<String, List<List<Run>>> runs = new LinkedHashMap<>();
    answers.forEach((label, own) -> runs.put(label, conditionsOf(conditions, own, subjects, kind)));
    runs.values().removeIf(all -> all.stream().allMatch(r -> r == null));
    List<Figures> figures =
        IntStream.range(0, set.tasks().size())
            .boxed()
            .flatMap(
                task -> measures(kind, set.tasks().get(task)).stream().map(m -> new Job(task, m)))
            .toList()
            .parallelStream()
            .map(
                job ->
                    Figures.of(
                        statistics,
                        job.task(),
                        set.tasks().get(job.task()).name(),
                        job.measure(),
                        conditions,
                        runs,
                        reference,
                        steps(kind, set, job)))
            .toList();
    return new ProtocolFigures(
        kind.word(),
        kind.title(),
        kind.field(),
        kind == ProtocolKind.MORA70 ? null : table.share(),
        conditions.stream().map(Condition::name).toList(),
        conditions.stream().map(c -> missing(c, subjects, seeds, set)).toList(),
        reference,
        subjects.size(),
        seeds.size(),
        statistics.overGroups(),
        figures);
  }

  private record Job(int task, Measure measure) {}

  private static List<List<Run>> conditionsOf(
      List<Condition> conditions, Answers own, List<LabelledSubject> subjects, ProtocolKind kind) {
    List<List<Run>> all = new ArrayList<>();
    for (Condition c : conditions) {
      all.add(own.has(c.table()) ? own.under(c, subjects) : null);
    }
    return all;
  }

  /** Where there are few conditions, every measure; else the leading ones. */
  private static List<Measure> measures(ProtocolKind kind, TaskTarget task) {
    return kind == ProtocolKind.FIXED
        ? Measure.of(task.spec().kind())
        : Measure.leading(task.spec().kind());
  }

  /** Every pair of masks of which one has one modality more, for the leading measures. */
  private static List<Figures.Pair> steps(ProtocolKind kind, DataSet set, Job job) {
    List<Figures.Pair> pairs = new ArrayList<>();
    if (kind != ProtocolKind.FIXED || !job.measure().isLeading()) {
      return pairs;
    }
    List<PresenceMask> masks = set.masks();
    for (int more = 0; more < masks.size(); more++) {
      for (int fewer = 0; fewer < masks.size(); fewer++) {
        PresenceMask a = masks.get(more);
        PresenceMask b = masks.get(fewer);
        if (a.count() == b.count() + 1 && (b.bits() & ~a.bits()) == 0) {
          pairs.add(new Figures.Pair(more, fewer));
        }
      }
    }
    return pairs;
  }

  private static double missing(
      Condition c, List<LabelledSubject> subjects, List<Long> seeds, DataSet set) {
    double shown = 0;
    for (long seed : seeds) {
      for (LabelledSubject s : subjects) {
        shown += c.shown().shown(seed, s.subject(), s.presence()).count();
      }
    }
    return 1 - shown / seeds.size() / subjects.size() / set.modalities().size();
  }

  /** Number of intervals of differences, over all tasks and measures. */
  public int intervals() {
    return figures.stream().mapToInt(Figures::intervals).sum();
  }

  /** Labels of the methods, in the order asked for. */
  public List<String> methods() {
    return figures.get(0).rows().stream().map(Figures.Row::method).toList();
  }
}
