package io.lacuna.trainer.parity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.nn.ExpertOptions;
import io.lacuna.model.nn.LowRankMixture;
import io.lacuna.model.nn.LowRankMixture.Mixed;
import io.lacuna.model.nn.MixtureForm;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of low-rank experts. The file's weights are named as those of {@link LowRankMixture};
 * tasks, width, rank and number of experts follow from its tensors.
 */
final class LowRankExpertsCheck implements ParityCheck {
  private static final double TOLERANCE = 1e-4;
  private static final int KERNEL = 3;
  private static final Pattern OF_TASK = Pattern.compile("(.+?)\\.(gate|norm|proj|out)\\..+");

  @Override
  public String folder() {
    return "low_rank_experts";
  }

  @Override
  public List<Case> run(Path folder) throws IOException {
    List<Case> cases = new ArrayList<>();
    try (NDManager manager = Torch.newManager("cpu")) {
      Parameters golden = Safetensors.read(folder.resolve("cases.safetensors"), manager);
      golden.names().stream()
          .map(OF_TASK::matcher)
          .filter(Matcher::matches)
          .map(matcher -> matcher.group(1))
          .distinct()
          .forEach(
              task -> {
                cases.add(compare(golden, task, ".out.gate_weight", Mixed::gate));
                cases.add(compare(golden, task, ".out.pi", Mixed::pi));
                cases.add(compare(golden, task, ".out.z", Mixed::z));
              });
    }
    return cases;
  }

  private static Case compare(
      Parameters golden, String task, String result, Function<Mixed, NDArray> part) {
    return Case.of(
        task + result,
        TOLERANCE,
        () -> Tensors.difference(part.apply(mixed(golden, task)), golden.get(task + result)));
  }

  private static Mixed mixed(Parameters golden, String task) {
    Tensors.require(golden, Map.of("x", new Shape(-1, -1, -1)));
    NDArray x = golden.get("x");
    Shape frames = x.getShape().slice(0, 2);
    MixtureForm form = form(golden, task, x.getShape().get(2));
    Tensors.require(golden, form.shapes());
    Tensors.require(golden, Map.of("mask", frames));
    // without a presence table in the gates the masks' bits are not looked at
    NDArray presence = x.getManager().zeros(new Shape(frames.get(0)), DataType.INT64);
    return LowRankMixture.of(x, golden.get("mask"), presence, golden, form, task, false);
  }

  private static int experts(Parameters golden) {
    int experts = 0;
    while (golden.has("shared." + experts + ".conv1.weight")) {
      experts++;
    }
    return experts;
  }

  private static MixtureForm form(Parameters golden, String task, long width) {
    int rank = (int) golden.get("own." + task + ".conv1.bias").size();
    return new MixtureForm(
        (int) width, rank, experts(golden), KERNEL, false, ExpertOptions.MMOLRE, List.of(task));
  }
}
