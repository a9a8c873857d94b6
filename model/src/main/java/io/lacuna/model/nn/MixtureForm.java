package io.lacuna.model.nn;

import ai.djl.ndarray.types.Shape;
import io.lacuna.model.nn.ExpertOptions.Routing;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a {@link LowRankMixture} block consists of.
 *
 * <p>Legend: d = width, e = shared experts, g = experts that a gate weighs. Keys: {@code
 * shared.N.*} and {@code own.TASK.*} as in {@link LowRankExpert}, or merged as in {@link
 * MergedExpert}; {@code TASK.gate.hidden.*} (d/4, d), {@code TASK.gate.out.*} (g, d/4), or (g + 1,
 * d/4) with a free factor for an own expert, {@code TASK.gate.noise.*} (e, d/4) for noisy top-k,
 * {@code TASK.gate.presence.weight} (8, d/4), {@code TASK.norm.*} (d), {@code TASK.proj.*} (d, d).
 * What a form has no use for has no key.
 *
 * @param width d
 * @param rank of every expert; as large as the width, nothing is factored
 * @param experts e, shared by the tasks
 * @param kernel of an expert's first convolution
 * @param presence whether the gates have a table of presence patterns
 * @param tasks in the order of their own experts under a gate that weighs them all
 */
public record MixtureForm(
    int width,
    int rank,
    int experts,
    int kernel,
    boolean presence,
    ExpertOptions options,
    List<String> tasks) {
  private static final int PATTERNS = 8;

  /**
   * @throws IllegalArgumentException if the options do not go with the number of experts
   */
  public MixtureForm {
    options.requireFits(experts);
    tasks = List.copyOf(tasks);
  }

  /** The same with another number of shared experts and another rank. */
  public MixtureForm with(int experts, int rank) {
    return new MixtureForm(width, rank, experts, kernel, presence, options, tasks);
  }

  /** Shape of each parameter of a block. */
  public SortedMap<String, Shape> shapes() {
    SortedMap<String, Shape> shapes = new TreeMap<>(expertShapes());
    for (String task : tasks) {
      if (gated()) {
        gate(shapes, task + ".gate.", weighed(task).size() + (freeFactor() ? 1 : 0));
      }
      if (!weighed(task).isEmpty()) {
        shapes.put(task + ".norm.weight", new Shape(width));
        shapes.put(task + ".norm.bias", new Shape(width));
      }
      linear(shapes, task + ".proj", width, width);
    }
    return shapes;
  }

  /** Shape of each parameter of the experts alone. */
  public SortedMap<String, Shape> expertShapes() {
    SortedMap<String, Shape> shapes = new TreeMap<>();
    if (options.merged() && experts > 0) {
      put(shapes, "shared.", MergedExpert.shapes(experts, width, kernel));
    }
    for (int e = 0; !options.merged() && e < experts; e++) {
      put(shapes, shared(e), LowRankExpert.shapes(width, rank, kernel));
    }
    for (String task : options.own() ? tasks : List.<String>of()) {
      put(
          shapes,
          own(task),
          options.merged()
              ? MergedExpert.shapes(1, width, kernel)
              : LowRankExpert.shapes(width, rank, kernel));
    }
    return shapes;
  }

  private void gate(SortedMap<String, Shape> shapes, String gate, int outputs) {
    int hidden = width / 4;
    linear(shapes, gate + "hidden", hidden, width);
    if (presence) {
      shapes.put(gate + "presence.weight", new Shape(PATTERNS, hidden));
    }
    linear(shapes, gate + "out", outputs, hidden);
    if (options.topK() > 0) {
      linear(shapes, gate + "noise", experts, hidden);
    }
  }

  private static void linear(SortedMap<String, Shape> shapes, String name, int out, int in) {
    shapes.put(name + ".weight", new Shape(out, in));
    shapes.put(name + ".bias", new Shape(out));
  }

  private static void put(
      SortedMap<String, Shape> all, String prefix, SortedMap<String, Shape> part) {
    part.forEach((key, shape) -> all.put(prefix + key, shape));
  }

  /** Whether there is a gate: with a single expert there is nothing to weigh. */
  boolean gated() {
    return options.routing() != Routing.NONE;
  }

  /** Whether the last output of a gate is the factor of the task's own expert. */
  boolean freeFactor() {
    return options.own() && options.routing() == Routing.SHARED;
  }

  /** Tasks whose own experts the gate of a task weighs, after the shared ones. */
  List<String> weighedOwners(String task) {
    return switch (options.routing()) {
      case NONE, SHARED -> List.of();
      case SHARED_AND_OWN -> List.of(task);
      case ALL -> tasks;
    };
  }

  /** Prefixes of the experts that the normalised sum of a task holds, in the gate's order. */
  List<String> weighed(String task) {
    List<String> all = new ArrayList<>();
    for (int e = 0; e < experts; e++) {
      all.add(shared(e));
    }
    weighedOwners(task).forEach(owner -> all.add(own(owner)));
    return all;
  }

  /** Whether the task's own expert stands beside that sum. */
  boolean ownBeside() {
    return options.own() && (freeFactor() || !gated());
  }

  static String shared(int expert) {
    return "shared." + expert + ".";
  }

  static String own(String task) {
    return "own." + task + ".";
  }
}
